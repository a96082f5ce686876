package dev.bargein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Response;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoticeJsonTest {
    @Test
    void everyNoticeHasANameOfItsOwn() throws Exception {
        Set<String> names = new HashSet<>();
        Class<?>[] kinds = Notice.class.getPermittedSubclasses();
        for (Class<?> kind : kinds) {
            Constructor<?> constructor = kind.getDeclaredConstructors()[0];
            Object[] values = Arrays.stream(constructor.getParameterTypes())
                    .map(NoticeJsonTest::some)
                    .toArray();
            names.add(String.valueOf(
                    NoticeJson.write((Notice) constructor.newInstance(values)).string("name")));
        }
        assertThat(names).hasSameSizeAs(kinds).doesNotContain("null");
    }

    private static Object some(Class<?> type) {
        if (type == String.class) {
            return "x";
        } else if (type == boolean.class) {
            return true;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 2L;
        } else if (type == List.class) {
            return List.of();
        } else if (type == MediaTime.class) {
            return MediaTime.ZERO;
        } else if (type == WakeReason.class) {
            return WakeReason.NONE;
        } else if (type == ErrorDetails.class) {
            return new ErrorDetails("t", null, "m", null, null);
        }
        return new Response.StatusDetails(null, null, null, null, null);
    }
}
