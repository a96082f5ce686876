package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live stream and the sound card have different clocks. */
class DriftTest {
    private static final double TONE_HZ = 440;
    private static final double LEVEL = 8_000;
    private static final long HOUR_FRAMES = 60 * 60 * 100;

    /** The steepest step of the tone, and a little for rounding. */
    private static final double STEEPEST = LEVEL * 2 * Math.PI * TONE_HZ / MediaTime.SAMPLE_RATE_HZ * 1.01 + 2;

    /** The tone repeats after so many samples. */
    private static final int TABLE = 600;

    private static final short[] TONE = tone();

    private final Playout playout = new Playout(TransportTraits.WEBRTC);
    private final short[] in = new short[Playout.FRAME_SAMPLES];
    private final short[] out = new short[Playout.FRAME_SAMPLES];
    private long phase;

    @ParameterizedTest
    @ValueSource(ints = {-200, 0, 200})
    void anHourOf200PpmIsInaudibleAndKeepsTheQueueShort(int ppm) {
        feed();
        double owed = 0;
        long deepest = 0;
        int silent = 0;
        double last = 0;
        double steepest = 0;
        for (long frame = 0; frame < HOUR_FRAMES; frame++) {
            feed();
            owed += 1 + ppm * 1e-6;
            while (owed >= 1) {
                owed--;
                playout.render(out);
                for (short s : out) {
                    if (frame > 10) {
                        steepest = Math.max(steepest, Math.abs(s - last));
                        silent = s == 0 && last == 0 ? silent + 1 : silent;
                    }
                    last = s;
                }
            }
            deepest = Math.max(deepest, playout.report().live().queued());
        }
        assertThat(deepest)
                .as("samples that wait")
                .isLessThanOrEqualTo(MediaTime.ofMillis(40).samples());
        assertThat(steepest).as("steepest step").isLessThan(STEEPEST);
        assertThat(silent).as("samples of a gap").isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 200, 500})
    void aQueueThatAStallMadeIsWorkedOffWithoutAClick(int stallMs) {
        for (int i = 0; i < 100; i++) {
            feed();
            playout.render(out);
        }
        for (int i = 0; i < stallMs / 10; i++) {
            feed();
        }
        double last = out[239];
        double steepest = 0;
        for (int i = 0; i < 20_000; i++) {
            feed();
            playout.render(out);
            for (short s : out) {
                steepest = Math.max(steepest, Math.abs(s - last));
                last = s;
            }
        }
        assertThat(playout.report().live().queued())
                .isLessThanOrEqualTo(MediaTime.ofMillis(40).samples());
        assertThat(steepest).isLessThan(STEEPEST);
    }

    private void feed() {
        for (int i = 0; i < in.length; i++) {
            in[i] = TONE[(int) (phase++ % TABLE)];
        }
        playout.live(in);
    }

    private static short[] tone() {
        short[] out = new short[TABLE];
        for (int i = 0; i < TABLE; i++) {
            out[i] = (short) Math.round(LEVEL * Math.sin(2 * Math.PI * TONE_HZ * i / MediaTime.SAMPLE_RATE_HZ));
        }
        return out;
    }
}
