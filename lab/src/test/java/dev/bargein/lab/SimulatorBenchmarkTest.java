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
        // 5 sessions times 14.4 deltas a second, and 2 times 50 frames, for as long as it took; a frame that was given
        // up
        // because the machine was half a second late was due all the same.
        double seconds = result.seconds();
        assertThat(result.webSocket().lateness().count() / seconds).isBetween(50.0, 80.0);
        assertThat((result.webRtc().lateness().count() + result.missedFrames()) / seconds)
                .isBetween(90.0 - framesLate(result), 110.0 + framesLate(result));
        assertThat(result.longestGapMs()).isBetween(1.0, 1_000 * seconds);
        assertThat(result.cpuCores()).isPositive();
        assertThat(result.seconds()).isBetween(2.0, 4.0);
    }

    /** How many frames may belong before or after the measurement instead, as the two calls were sent late. */
    private static double framesLate(SimulatorBenchmark.Result result) {
        return 2 * (result.missedFrames() + result.webRtc().lateness().maxMs() / 20);
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
