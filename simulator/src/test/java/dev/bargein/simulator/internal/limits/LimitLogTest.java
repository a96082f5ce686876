package dev.bargein.simulator.internal.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.LogLines;
import org.junit.jupiter.api.Test;

/** What the owner of a service reads when clients run into its limits. */
class LimitLogTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private long nowNanos = 1;
    private final LimitLog limits = new LimitLog(() -> nowNanos);

    @Test
    void aLimitIsNamedAtOnceAndAFloodOfRefusalsIsNoFloodOfLines() {
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 1_000; i++) {
                limits.reached("7 dwarfs");
            }
            assertThat(log.lines()).containsExactly("Limit reached: 7 dwarfs");
            nowNanos += 10 * SECOND_NANOS;
            limits.reached("7 dwarfs");
            assertThat(log.lines())
                    .containsExactly("Limit reached: 7 dwarfs", "Limit reached: 7 dwarfs (and 999 times before)");
            nowNanos += 10 * SECOND_NANOS;
            limits.reached("7 dwarfs");
            assertThat(log.lines()).hasSize(3).last().isEqualTo("Limit reached: 7 dwarfs");
        }
    }

    @Test
    void everyLimitIsNamedByItself() {
        try (LogLines log = new LogLines()) {
            limits.reached("7 dwarfs");
            limits.reached("3 wishes");
            assertThat(log.lines()).containsExactly("Limit reached: 7 dwarfs", "Limit reached: 3 wishes");
        }
    }
}
