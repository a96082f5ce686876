package dev.bargein.cli;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.lab.Scenario;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names on the command line; what is unknown is answered with what there is. */
final class Choices {
    private Choices() {}

    private static <T> T find(String kind, List<T> all, Function<T, String> name, String wanted) {
        return all.stream()
                .filter(one -> name.apply(one).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("there is no " + kind + " '" + wanted + "', only "
                        + all.stream().map(name).collect(Collectors.joining(", "))));
    }

    /** Strategies by name. */
    static final class OfStrategy implements ITypeConverter<Strategy> {
        @Override
        public Strategy convert(String name) {
            return find("strategy", Strategy.all(), Strategy::name, name);
        }
    }

    /** Transports by name. */
    static final class OfTransport implements ITypeConverter<TransportKind> {
        @Override
        public TransportKind convert(String name) {
            return find(
                    "transport",
                    List.of(TransportKind.values()),
                    kind -> kind.traits().name(),
                    name);
        }
    }

    /** Scenarios by name. */
    static final class OfScenario implements ITypeConverter<Scenario> {
        @Override
        public Scenario convert(String name) {
            return find("scenario", List.of(Scenario.values()), Scenario::id, name);
        }
    }
}
