package dev.bargein.simulator.internal.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.Faults;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault that there is, taken from the record's own components so that a new one cannot be forgotten. */
class FaultsWriterTest {
    static Stream<Faults> oneFaultEach() {
        return variants(Faults.NONE).stream().map(Faults.class::cast);
    }

    @ParameterizedTest
    @MethodSource("oneFaultEach")
    void everyFaultIsShownAndReadBackAsItWasSet(Faults fault) {
        JsonObject shown = FaultsWriter.write(fault);
        assertThat(shown.members().keySet()).isNotEmpty();
        assertThat(FaultsReader.read(shown)).isEqualTo(fault);
    }

    @ParameterizedTest
    @MethodSource("oneFaultEach")
    void everyFaultStaysInForceWhenOthersJoinIt(Faults fault) {
        assertThat(fault.and(Faults.NONE)).isEqualTo(fault);
        assertThat(Faults.NONE.and(fault)).isEqualTo(fault);
    }

    @Test
    void whatCanBeSetIsShown() {
        Set<String> shown = new TreeSet<>();
        oneFaultEach()
                .forEach(fault ->
                        shown.addAll(FaultsWriter.write(fault).members().keySet()));
        assertThat(shown).isEqualTo(FaultsReader.KEYS);
    }

    /** Copies of a record, each with one component that is unlike the given one's; those of records in it one by one. */
    private static List<Record> variants(Record whole) {
        List<Record> out = new ArrayList<>();
        RecordComponent[] components = whole.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            Object value = read(components[i], whole);
            List<?> others = value instanceof Record part ? variants(part) : List.of(unlike(components[i], value));
            for (Object other : others) {
                out.add(with(whole, i, other));
            }
        }
        return out;
    }

    private static Object unlike(RecordComponent component, Object value) {
        if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof Integer number) {
            return number + 3;
        } else if (value instanceof Long number) {
            return number + 3;
        } else if (value instanceof Double number) {
            return number / 2;
        } else if (value instanceof String) {
            return "response.done";
        } else if (value instanceof Enum<?> constant) {
            Object[] all = constant.getDeclaringClass().getEnumConstants();
            return all[(constant.ordinal() + 1) % all.length];
        } else if (value instanceof Set<?>) {
            return Set.of("response.done", "error");
        } else if (value instanceof Map<?, ?>) {
            return Map.of("/x", new Faults.HttpStatus(503, "busy"));
        }
        throw new AssertionError("Say here what " + component + " may be, so that it is tested");
    }

    private static Object read(RecordComponent component, Record from) {
        try {
            return component.getAccessor().invoke(from);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError(e);
        }
    }

    private static Record with(Record whole, int index, Object value) {
        RecordComponent[] components = whole.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = i == index ? value : read(components[i], whole);
        }
        try {
            Constructor<? extends Record> constructor = whole.getClass()
                    .getConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
