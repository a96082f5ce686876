package dev.bargein.core.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Strategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversations that once broke a law, one file each. */
class RegressionTest {

    static Stream<Path> seeds() throws IOException, URISyntaxException {
        URI folder = Objects.requireNonNull(RegressionTest.class.getResource("/seeds"))
                .toURI();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            List<Path> all = files.sorted().toList();
            return all.stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seeds")
    void whatOnceBrokeALawKeepsItNow(Path file) {
        Trial.check(Case.parse(read(file)), Machine::real);
    }

    @Test
    void aCaseIsReadAsItWasWritten() {
        Case conversation = Scripts.ofSeed(17, Strategy.BARGEIN)
                .withFaults(List.of(new Case.Fault(3, Case.Kind.DOUBLE), new Case.Fault(9, Case.Kind.LATE)));
        assertThat(Case.parse("# why\n" + conversation.text())).isEqualTo(conversation);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
