package dev.bargein.simulator.internal.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.simulator.Lateness;
import org.junit.jupiter.api.Test;

class LatenessMeterTest {
    private final LatenessMeter meter = new LatenessMeter();

    @Test
    void nothingNotedIsZero() {
        assertThat(meter.snapshot()).isEqualTo(new Lateness(0, 0, 0, 0));
    }

    @Test
    void percentilesAreThoseOfWhatWasNoted() {
        for (int i = 1; i <= 1_000; i++) {
            meter.record(i * 10_000L);
        }
        Lateness lateness = meter.snapshot();
        assertThat(lateness.count()).isEqualTo(1_000);
        assertThat(lateness.p50Ms()).isCloseTo(5.0, within(0.11));
        assertThat(lateness.p99Ms()).isCloseTo(9.9, within(0.11));
        assertThat(lateness.maxMs()).isEqualTo(10.0);
    }

    @Test
    void earlyCountsAsExactlyOnTimeAndVeryLateIsKept() {
        meter.record(-5);
        meter.record(5_000_000_000L);
        assertThat(meter.snapshot().maxMs()).isEqualTo(5_000);
        assertThat(meter.snapshot().p50Ms()).isZero();
    }

    @Test
    void metersAddUp() {
        LatenessMeter other = new LatenessMeter();
        other.record(3_000_000);
        meter.record(1_000_000);
        meter.addAll(other);
        assertThat(meter.snapshot().count()).isEqualTo(2);
        assertThat(meter.snapshot().maxMs()).isEqualTo(3);
    }
}
