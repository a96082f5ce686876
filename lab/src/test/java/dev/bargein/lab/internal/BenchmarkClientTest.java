package dev.bargein.lab.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Pauses in the sound of a call, as a client of a benchmark notes them. */
class BenchmarkClientTest {
    private static final short[] SILENCE = new short[240];

    private long nowNanos = 1;
    private final BenchmarkClient.Ear ear = new BenchmarkClient.Ear(() -> nowNanos);

    private void hear(int afterMs, short[] pcm) {
        nowNanos += afterMs * 1_000_000L;
        ear.onAudio(pcm);
    }

    private static short[] sound() {
        short[] pcm = new short[240];
        Arrays.fill(pcm, (short) 1_000);
        return pcm;
    }

    @Test
    void theLongestPauseIsThatBetweenTwoFramesOfSound() {
        hear(500, SILENCE);
        hear(10, sound());
        assertThat(ear.longestGapMs()).as("before the first there is none").isZero();
        hear(10, sound());
        hear(10, SILENCE);
        hear(20, sound());
        hear(10, sound());
        assertThat(ear.longestGapMs()).isEqualTo(30);
    }

    @Test
    void pausesBeforeTheMeasurementBeganAreForgotten() {
        hear(10, sound());
        hear(900, sound());
        ear.reset();
        assertThat(ear.longestGapMs()).isZero();
        hear(40, sound());
        assertThat(ear.longestGapMs()).as("one that goes on counts").isEqualTo(40);
    }
}
