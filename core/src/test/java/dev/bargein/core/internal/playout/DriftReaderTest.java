package dev.bargein.core.internal.playout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The queue decides the pace, and the pace is not heard. */
class DriftReaderTest {
    private static final int FRAME = SampleRing.FRAME;
    private static final int MS = FRAME / 10;
    private static final double TONE_HZ = 1_000;
    private static final double LEVEL = 10_000;

    private final SampleRing ring = new SampleRing();
    private final DriftReader reader = new DriftReader();
    private final short[] out = new short[FRAME];

    @BeforeEach
    void fill() {
        short[] tone = new short[100 * FRAME];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) Math.round(tone(i));
        }
        ring.append(tone);
    }

    @Test
    void aSecondIsWatchedBeforeThePaceChanges() {
        for (int i = 0; i < 99; i++) {
            reader.observe(60 * MS);
        }
        assertThat(consumed(50)).isEqualTo(50 * FRAME);
        reader.observe(60 * MS);
        assertThat(consumed(40)).isGreaterThan(40 * FRAME);
    }

    @ParameterizedTest(name = "{0} samples left: {1} samples for 10,000")
    @CsvSource({
        "1201, 10050",
        "1200, 10010",
        "529, 10010",
        "528, 10000",
        "264, 10000",
        "263, 9990",
        "24, 9990",
        "23, 9950",
        "0, 9950"
    })
    void whatIsLeftDecidesThePace(int depth, int samples) {
        watch(depth);
        assertThat(read(10_000)).isBetween(samples - 1, samples + 1);
    }

    @Test
    void theLeastOfASecondCounts() {
        for (int i = 0; i < 100; i++) {
            reader.observe(i == 70 ? 300 : 5_000);
        }
        assertThat(read(10_000)).isEqualTo(10_000);
    }

    @ParameterizedTest(name = "after {0}, {1} samples left: {2} samples for 10,000")
    @CsvSource({"600, 361, 10010", "600, 360, 10000", "100, 311, 9990", "100, 312, 10000"})
    void aPaceIsKeptUntilTheQueueIsWellAgain(int before, int then, int samples) {
        watch(before);
        watch(then);
        assertThat(read(10_000)).isBetween(samples - 1, samples + 1);
    }

    @ParameterizedTest
    @CsvSource({"2000", "600", "100", "0"})
    void aStretchedToneIsStillThatTone(int depth) {
        watch(depth);
        double rate = depth > 1_200 ? 1.005 : depth > 528 ? 1.001 : depth < 24 ? 0.995 : 0.999;
        long position = FRAME;
        double exact = position;
        double noise = 0;
        for (int frame = 0; frame < 40; frame++) {
            position += reader.read(ring, position, out, FRAME, false);
            for (short s : out) {
                noise += Math.pow(s - tone(exact), 2);
                exact += rate;
            }
        }
        double signal = LEVEL * LEVEL / 2 * 40 * FRAME;
        assertThat(10 * Math.log10(signal / noise)).as("dB above the noise").isGreaterThan(70);
    }

    @Test
    void nothingIsReadThatIsNotThereYet() {
        watch(0);
        long position = ring.end() - 2 * FRAME;
        position += reader.read(ring, position, out, FRAME, false);
        assertThat(reader.needs(FRAME)).isLessThanOrEqualTo((int) (ring.end() - position));
        reader.read(ring, position, out, FRAME, false);
        for (int i = 0; i < FRAME; i++) {
            assertThat((double) out[i]).isCloseTo(tone(ring.end() - 2 * FRAME + (FRAME + i) * 0.995), within(350));
        }
    }

    @Test
    void anInterpolatedFrameNeedsTheSampleAfterItsLast() {
        assertThat(reader.needs(FRAME)).isEqualTo(FRAME);
        watch(2_000);
        assertThat(reader.needs(FRAME)).isEqualTo((int) (239 * 1.005) + 2);
        reader.read(ring, 0, out, FRAME, false);
        assertThat(reader.needs(FRAME)).isEqualTo((int) (0.2 + 239 * 1.005) + 2);
    }

    @Test
    void silenceBringsTheReaderBackToWholeSamples() {
        watch(2_000);
        reader.read(ring, 0, out, FRAME, false);
        watch(300);
        watch(300);
        assertThat(reader.needs(FRAME)).isNotEqualTo(FRAME);
        assertThat(reader.read(ring, FRAME, out, FRAME, true)).isEqualTo(FRAME);
        assertThat(out[0]).isEqualTo(ring.at(FRAME));
        assertThat(reader.needs(FRAME)).isEqualTo(FRAME);
    }

    @Test
    void aResetForgetsThePaceAndWhatWasSeen() {
        watch(2_000);
        reader.read(ring, 0, out, FRAME, false);
        for (int i = 0; i < 99; i++) {
            reader.observe(0);
        }
        reader.reset();
        assertThat(reader.needs(FRAME)).isEqualTo(FRAME);
        reader.observe(2_000);
        assertThat(reader.needs(FRAME)).isEqualTo(FRAME);
        for (int i = 0; i < 99; i++) {
            reader.observe(2_000);
        }
        assertThat(reader.needs(FRAME)).isGreaterThan(FRAME);
    }

    private static org.assertj.core.data.Offset<Double> within(double difference) {
        return org.assertj.core.data.Offset.offset(difference);
    }

    private void watch(int depth) {
        for (int i = 0; i < 100; i++) {
            reader.observe(depth);
        }
    }

    private int consumed(int frames) {
        int sum = 0;
        for (int i = 0; i < frames; i++) {
            sum += reader.read(ring, sum, out, FRAME, false);
        }
        return sum;
    }

    private int read(int samples) {
        return reader.read(ring, 0, new short[samples], samples, false);
    }

    private static double tone(double position) {
        return LEVEL * Math.sin(2 * Math.PI * TONE_HZ * position / 24_000);
    }
}
