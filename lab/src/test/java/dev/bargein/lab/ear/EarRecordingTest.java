package dev.bargein.lab.ear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EarRecordingTest {
    private static final long START_NANOS = 5_000_000_000L;

    @Test
    void keepsEverySampleInOrderWhateverTheFrameSizes() {
        Random random = new Random(2);
        short[] all = new short[60_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (short) random.nextInt();
        }
        EarRecording ear = new EarRecording(START_NANOS);
        int at = 0;
        while (at < all.length) {
            int length = Math.min(all.length - at, random.nextInt(30_000));
            ear.append(all, at, length);
            at += length;
        }
        assertThat(ear.pcm()).isEqualTo(all);
        assertThat(ear.samples()).isEqualTo(all.length);
    }

    @Test
    void aFrameThatIsReusedByThePlayerDoesNotChangeTheRecording() {
        EarRecording ear = new EarRecording(START_NANOS);
        short[] frame = {1, 2, 3};
        ear.append(frame);
        Arrays.fill(frame, (short) 9);
        ear.append(frame);
        assertThat(ear.pcm()).containsExactly(1, 2, 3, 9, 9, 9);
    }

    @Test
    void aFullRecordingCountsWhatItDrops() {
        EarRecording ear = new EarRecording(START_NANOS, 2);
        ear.append(new short[40]);
        assertThat(ear.droppedSamples()).isZero();
        ear.append(new short[40]);
        assertThat(ear.pcm()).hasSize(48);
        assertThat(ear.samples()).isEqualTo(80);
        assertThat(ear.droppedSamples()).isEqualTo(32);
    }

    @Test
    void samplesAndInstantsConvertBackAndForth() {
        EarRecording ear = new EarRecording(START_NANOS);
        assertThat(ear.sampleAt(START_NANOS)).isZero();
        assertThat(ear.sampleAt(START_NANOS + 10_000_000)).isEqualTo(240);
        assertThat(ear.sampleAt(START_NANOS - 1)).isEqualTo(-1);
        assertThat(ear.sampleAt(START_NANOS + 3_600_000_000_000L)).isEqualTo(86_400_000);
        for (long sample : new long[] {-24_001, -1, 0, 1, 7, 239, 24_000, 7_199_999}) {
            assertThat(ear.sampleAt(ear.nanosAt(sample))).isEqualTo(sample);
        }
    }

    @Test
    void aMarkLiesAtTheEarlierOfTheClockAndOfWhatWasPutOut() {
        EarRecording ear = new EarRecording(START_NANOS);
        long at100ms = START_NANOS + 100_000_000;
        assertThat(ear.mark("in time", at100ms, 2_640).sample()).isEqualTo(2_400);
        assertThat(ear.mark("late player", at100ms, 1_920).sample()).isEqualTo(1_920);
        assertThat(ear.mark("too early", START_NANOS - 500, 0).sample()).isZero();
        assertThat(ear.marks()).extracting(EarMark::name).containsExactly("in time", "late player", "too early");
        assertThat(ear.mark("late player").orElseThrow().nanos()).isEqualTo(at100ms);
        assertThat(ear.mark("never")).isEmpty();
    }

    @Test
    void marksAreBounded() {
        EarRecording ear = new EarRecording(START_NANOS);
        for (int i = 0; i < 10_000; i++) {
            ear.mark("m", START_NANOS, 0);
        }
        assertThatThrownBy(() -> ear.mark("m", START_NANOS, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theEnvelopeHasTheExtremesOfEveryStretch() {
        EarRecording ear = new EarRecording(START_NANOS);
        ear.append(new short[] {1, -5, 3, 7, 0, -2});
        assertThat(ear.envelope(3))
                .isEqualTo(List.of(
                        new EarBucket((short) -5, (short) 1),
                        new EarBucket((short) 3, (short) 7),
                        new EarBucket((short) -2, (short) 0)));
        assertThat(new EarRecording(START_NANOS).envelope(2))
                .containsOnly(new EarBucket((short) 0, (short) 0))
                .hasSize(2);
        assertThatThrownBy(() -> ear.envelope(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnreasonableLimitIsRefused() {
        assertThatThrownBy(() -> new EarRecording(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EarRecording(0, 4_000_000)).isInstanceOf(IllegalArgumentException.class);
    }
}
