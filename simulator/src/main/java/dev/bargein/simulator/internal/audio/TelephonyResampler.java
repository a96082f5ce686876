package dev.bargein.simulator.internal.audio;

import java.util.Arrays;

/**
 * Between 24 kHz and 8 kHz, in a stream: a linear-phase low-pass (a sinc in a Kaiser window, flat to 3.3 kHz and 80 dB
 * down from 4.7 kHz) computed only where a sample is wanted. Its delay is taken out: the first sample out belongs to the
 * first sample in, so the stream lags by {@link #LAG_MS} until it is flushed.
 *
 * <p>Not thread-safe.
 */
final class TelephonyResampler {
    /** How much a stream holds back until more comes or it is flushed, in milliseconds. */
    static final int LAG_MS = 2;

    private static final int FACTOR = 3;
    private static final int LAG_SAMPLES = LAG_MS * Pcm.SAMPLES_PER_MS;
    private static final int TAPS = 2 * LAG_SAMPLES + 1;
    private static final double CUTOFF_HZ = 4_000;
    /** Kaiser's beta for 80 dB. */
    private static final double BETA = 0.1102 * (80 - 8.7);

    private static final float[] LOW_PASS = lowPass();

    private final boolean up;
    /** The newest input at the narrower spacing that the filter reads, oldest first. */
    private final float[] history;

    private long taken;
    private int toSkip;
    private int phase;

    private TelephonyResampler(boolean up) {
        this.up = up;
        this.history = new float[up ? (TAPS + FACTOR - 1) / FACTOR : TAPS];
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
        short[] out = new short[up ? length * FACTOR : (length + phase) / FACTOR];
        int count = 0;
        taken += length;
        for (int i = 0; i < length; i++) {
            push(in[i]);
            if (up) {
                for (int p = 0; p < FACTOR; p++) {
                    count = emit(out, count, interpolate(p));
                }
            } else if (++phase == FACTOR) {
                phase = 0;
                count = emit(out, count, decimate());
            }
        }
        return count == out.length ? out : Arrays.copyOf(out, count);
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
        Arrays.fill(history, 0);
        taken = 0;
        toSkip = up ? LAG_SAMPLES : LAG_SAMPLES / FACTOR;
        // The first of three is the one that is kept: the filter's delay is a multiple of three.
        phase = up ? 0 : FACTOR - 1;
    }

    /** Samples out that are held back now. */
    int withheld() {
        return (up ? LAG_SAMPLES : LAG_SAMPLES / FACTOR) - toSkip;
    }

    private void push(short sample) {
        System.arraycopy(history, 1, history, 0, history.length - 1);
        history[history.length - 1] = sample;
    }

    private int emit(short[] out, int at, double sample) {
        if (toSkip > 0) {
            toSkip--;
            return at;
        }
        out[at] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample)));
        return at + 1;
    }

    private double decimate() {
        double sum = 0;
        for (int i = 0; i < TAPS; i++) {
            sum += LOW_PASS[i] * history[i];
        }
        return sum;
    }

    /** The output between two samples: of the zeros that stand between them, only the samples count. */
    private double interpolate(int between) {
        double sum = 0;
        for (int tap = between, i = history.length - 1; tap < TAPS; tap += FACTOR, i--) {
            sum += LOW_PASS[tap] * history[i];
        }
        return sum * FACTOR;
    }

    private static float[] lowPass() {
        double[] taps = new double[TAPS];
        double sum = 0;
        double cutoff = 2 * CUTOFF_HZ / (1_000 * Pcm.SAMPLES_PER_MS);
        for (int i = 0; i < TAPS; i++) {
            double at = i - LAG_SAMPLES;
            double sinc = at == 0 ? cutoff : Math.sin(Math.PI * cutoff * at) / (Math.PI * at);
            double edge = at / LAG_SAMPLES;
            taps[i] = sinc * bessel(BETA * Math.sqrt(Math.max(0, 1 - edge * edge))) / bessel(BETA);
            sum += taps[i];
        }
        float[] out = new float[TAPS];
        for (int i = 0; i < TAPS; i++) {
            out[i] = (float) (taps[i] / sum);
        }
        return out;
    }

    /** The modified Bessel function of order zero. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-12; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
