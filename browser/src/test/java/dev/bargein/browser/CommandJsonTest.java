package dev.bargein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Command;
import dev.bargein.core.Notice;
import dev.bargein.core.TrackId;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandJsonTest {
    @Test
    void everyCommandHasANameOfItsOwn() throws Exception {
        List<Class<?>> kinds = kinds(Command.class).toList();
        Set<String> names = new HashSet<>();
        for (Class<?> kind : kinds) {
            Constructor<?> constructor = kind.getDeclaredConstructors()[0];
            Object[] values = Arrays.stream(constructor.getParameterTypes())
                    .map(CommandJsonTest::some)
                    .toArray();
            names.add(String.valueOf(
                    CommandJson.write((Command) constructor.newInstance(values)).string("do")));
        }
        assertThat(names).hasSameSizeAs(kinds).doesNotContain("null");
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(CommandJsonTest::kinds)
                : Stream.of(type);
    }

    private static Object some(Class<?> type) {
        if (type == String.class) {
            return "x";
        } else if (type == boolean.class) {
            return true;
        } else if (type == long.class) {
            return 1L;
        } else if (type == int.class) {
            return 1;
        } else if (type == AudioBytes.class) {
            return AudioBytes.of(new byte[2]);
        } else if (type == TrackId.class) {
            return new TrackId("r", "i", 0);
        } else if (type == Notice.class) {
            return new Notice.Ready();
        }
        return new ClientEvent.InputAudioBufferClear(null);
    }
}
