package dev.bargein.core.internal.playout;

/**
 * Reads a stream at the pace of another clock: at 1:1 it copies, and when the queue grows or shrinks it reads a little
 * faster or slower through a windowed-sinc interpolator, which no ear notices.
 */
final class DriftReader {
    private static final int TAPS = 16;
    /** Taps on samples before the one that is read. */
    private static final int BEFORE = TAPS / 2 - 1;

    private static final int PHASES = 256;
    private static final double KAISER_BETA = 8.0;

    private static final int MS = SampleRing.FRAME / 10;

    /**
     * The least depth of the queue after a read, seen over a second, that is left alone. Sound comes and goes in frames of
     * 10 ms, so the faster clock takes one more than the other gave all at once: a frame must always be left for that.
     */
    private static final int LOW_SAMPLES = 11 * MS;

    private static final int LOW_SETTLED_SAMPLES = 13 * MS;
    private static final int HIGH_SAMPLES = 22 * MS;
    private static final int HIGH_SETTLED_SAMPLES = 15 * MS;
    private static final int WINDOW_READS = 100;

    private static final double[][] KERNEL = kernel();

    private double rate = 1;
    private double fraction;
    /** The stretch of the stream that is read, and what the taps need around it. */
    private short[] window = new short[2 * SampleRing.FRAME];

    private int reads;
    private long leastDepth = Long.MAX_VALUE;

    /** Starts anew at a whole sample and at 1:1. */
    void reset() {
        rate = 1;
        fraction = 0;
        reads = 0;
        leastDepth = Long.MAX_VALUE;
    }

    /** The number of samples that must be there for the next read of {@code length}. */
    int needs(int length) {
        return copies() ? length : (int) (fraction + (length - 1) * rate) + 2;
    }

    private boolean copies() {
        return fraction == 0 && rate == 1;
    }

    /** Reads {@code length} samples from {@code position}; returns how many samples of the stream were consumed. */
    int read(SampleRing ring, long position, short[] into, int length, boolean silence) {
        if (silence) {
            fraction = 0;
        }
        if (copies()) {
            ring.copy(position, into, 0, length);
            return length;
        }
        boolean nothing = ring.zeroFrom(position - BEFORE);
        int span = needs(length) + TAPS;
        if (window.length < span) {
            window = new short[span];
        }
        if (!nothing) {
            ring.copy(position - BEFORE, window, 0, span);
        }
        int known = (int) Math.min(span, ring.end() - position);
        double at = fraction;
        for (int i = 0; i < length; i++) {
            int whole = (int) at;
            into[i] = nothing ? 0 : interpolate(whole, at - whole, known);
            at += rate;
        }
        int consumed = (int) at;
        fraction = at - consumed;
        return consumed;
    }

    /** Learns how much is left after a read, and corrects the pace. */
    void observe(long depth) {
        leastDepth = Math.min(leastDepth, depth);
        if (++reads < WINDOW_READS) {
            return;
        }
        if (leastDepth > 50 * MS) {
            rate = 1.005;
        } else if (leastDepth > HIGH_SAMPLES) {
            rate = 1.001;
        } else if (leastDepth < MS) {
            rate = 0.995;
        } else if (leastDepth < LOW_SAMPLES) {
            rate = 0.999;
        } else if (rate > 1 ? leastDepth <= HIGH_SETTLED_SAMPLES : leastDepth >= LOW_SETTLED_SAMPLES) {
            rate = 1;
        }
        reads = 0;
        leastDepth = Long.MAX_VALUE;
    }

    private short interpolate(int whole, double fraction, int known) {
        if (whole + TAPS / 2 >= known) {
            // Slowing down begins when little is left: a straight line has to do until there is more to look at.
            double line = window[BEFORE + whole] * (1 - fraction) + window[BEFORE + whole + 1] * fraction;
            return (short) Fade.round(line);
        }
        double phase = fraction * PHASES;
        int index = (int) phase;
        double between = phase - index;
        double[] low = KERNEL[index];
        double[] high = KERNEL[index + 1];
        double sum = 0;
        for (int t = 0; t < TAPS; t++) {
            double weight = low[t] + between * (high[t] - low[t]);
            sum += weight * window[whole + t];
        }
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Fade.round(sum)));
    }

    private static double[][] kernel() {
        double[][] out = new double[PHASES + 1][TAPS];
        for (int p = 0; p <= PHASES; p++) {
            double sum = 0;
            for (int t = 0; t < TAPS; t++) {
                double x = t - (TAPS / 2 - 1) - (double) p / PHASES;
                double sinc = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
                double edge = x / (TAPS / 2.0);
                double window =
                        edge * edge >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - edge * edge)) / bessel(KAISER_BETA);
                out[p][t] = sinc * window;
                sum += out[p][t];
            }
            for (int t = 0; t < TAPS; t++) {
                out[p][t] /= sum;
            }
        }
        return out;
    }

    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; k < 30; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
