package dev.bargein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatorBenchmarkTest {
    @Test
    void measuresBothTransports() {
        SimulatorBenchmark.Result result = SimulatorBenchmark.run(5, 2, Duration.ofSeconds(2));
        assertThat(result.webSocket().sessions()).isEqualTo(5);
        // 5 sessions times 14.4 deltas a second, and 2 times 50 frames.
        assertThat(result.webSocket().lateness().count()).isBetween(100L, 160L);
        assertThat(result.webRtc().lateness().count()).isBetween(180L, 220L);
        assertThat(result.missedFrames()).isZero();
        assertThat(result.cpuCores()).isPositive();
        assertThat(result.seconds()).isBetween(2.0, 4.0);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> SimulatorBenchmark.run(181, 0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimulatorBenchmark.run(1, -1, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimulatorBenchmark.run(1, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
