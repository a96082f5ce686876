package dev.bargein.simulator.internal.audio;

import dev.bargein.protocol.audio.G711;
import dev.bargein.rtc.Resampler;
import dev.bargein.rtc.RtcAudio;
import java.util.Arrays;

/**
 * Between 24 kHz and 8 kHz, in a stream: flat to 3.3 kHz and 80 dB down from 4.7 kHz. The filter's delay is taken out: the
 * first sample out belongs to the first sample in, so the stream lags by {@link #LAG_MS} until it is flushed.
 *
 * <p>Not thread-safe.
 */
final class TelephonyResampler {
    /** How much a stream holds back until more comes or it is flushed, in milliseconds. */
    static final int LAG_MS = 2;

    private static final int FACTOR = 3;
    private static final int LAG_SAMPLES = LAG_MS * Pcm.SAMPLES_PER_MS;
    private static final double CUTOFF_HZ = 4_000;
    /** Kaiser's beta for 80 dB. */
    private static final double BETA = 0.1102 * (80 - 8.7);

    /** So much at a time: the filter keeps room for what it was given at once. */
    private static final int BLOCK_SAMPLES = 4_800;

    private final boolean up;
    private final Resampler resampler;
    private long taken;
    private int toSkip;

    private TelephonyResampler(boolean up) {
        this.up = up;
        int inHz = up ? G711.RATE_HZ : RtcAudio.SAMPLE_RATE_HZ;
        int outHz = up ? RtcAudio.SAMPLE_RATE_HZ : G711.RATE_HZ;
        resampler = Resampler.withFilter(inHz, outHz, LAG_SAMPLES, CUTOFF_HZ, BETA);
        reset();
    }

    /** From 8 kHz to 24 kHz: three samples for each. */
    static TelephonyResampler up() {
        return new TelephonyResampler(true);
    }

    /** From 24 kHz to 8 kHz: one sample for three. */
    static TelephonyResampler down() {
        return new TelephonyResampler(false);
    }

    /** The next samples of the stream, as far as they are known. */
    short[] resample(short[] in, int length) {
        short[] out = new short[resampler.maxOutput(length)];
        int count = 0;
        for (int at = 0; at < length; at += BLOCK_SAMPLES) {
            count += resampler.process(in, at, Math.min(BLOCK_SAMPLES, length - at), out, count);
        }
        taken += length;
        int skipped = Math.min(toSkip, count);
        toSkip -= skipped;
        return Arrays.copyOfRange(out, skipped, count);
    }

    /** What was held back; after that the stream begins anew. Of a third of a sample at its end, nothing is made. */
    short[] flush() {
        int lag = up ? LAG_SAMPLES / FACTOR : LAG_SAMPLES;
        int beyond = up ? 0 : (int) (taken % FACTOR + FACTOR - 1) / FACTOR;
        short[] rest = resample(new short[lag], lag);
        reset();
        return beyond == 0 ? rest : Arrays.copyOf(rest, Math.max(0, rest.length - beyond));
    }

    /** Forgets the stream. */
    void reset() {
        resampler.reset();
        taken = 0;
        toSkip = up ? LAG_SAMPLES : LAG_SAMPLES / FACTOR;
    }

    /** Samples out that are held back now. */
    int withheld() {
        return (up ? LAG_SAMPLES : LAG_SAMPLES / FACTOR) - toSkip;
    }
}
