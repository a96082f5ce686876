package dev.bargein.rtc;

import java.util.Arrays;

/**
 * A streaming sample rate converter for mono 16-bit PCM and any rational ratio: a polyphase FIR with a Kaiser window.
 *
 * <p>Unless it is made with a {@linkplain #withFilter filter of its own}, the stop band begins at the lower of the two
 * Nyquist frequencies and lies 90 dB down; the pass band is flat up to 82 % of it. The delay is then {@value #HALF_TAPS}
 * samples of the lower rate, 1.3 ms at 24 kHz.
 *
 * <p>Not thread-safe: used by one thread at a time.
 */
public final class Resampler {
    /** Filter length on each side of the centre, in samples of the lower rate. */
    public static final int HALF_TAPS = 32;

    private static final double KAISER_BETA = 9.0;
    private static final double STOP_BAND_DB = 90.3;
    private static final int MAX_PHASES = 4_096;

    private final int up;
    private final int down;
    private final double[][] phases;
    private final int taps;
    private double[] line;
    private int lineLength;
    private int phase;

    /**
     * Makes a converter.
     *
     * @throws IllegalArgumentException when a rate is not positive or the ratio has no small fraction
     */
    public Resampler(int inRateHz, int outRateHz) {
        this(Ratio.of(inRateHz, outRateHz), Filter.standard(inRateHz, outRateHz));
    }

    private Resampler(Ratio ratio, Filter filter) {
        up = ratio.up;
        down = ratio.down;
        phases = filter.phases(up);
        taps = phases[0].length;
        line = new double[taps - 1];
        reset();
    }

    /**
     * Makes a converter whose delay is a whole number of samples.
     *
     * @param delaySamples the delay, in samples of the least common multiple of the two rates
     * @param cutoffHz where the gain is a half
     * @param kaiserBeta the shape of the window: a larger one makes the stop band deeper and the transition wider
     * @throws IllegalArgumentException when a rate is not positive or the ratio has no small fraction
     */
    public static Resampler withFilter(
            int inRateHz, int outRateHz, int delaySamples, double cutoffHz, double kaiserBeta) {
        Ratio ratio = Ratio.of(inRateHz, outRateHz);
        int taps = (2 * delaySamples + ratio.up) / ratio.up;
        return new Resampler(ratio, new Filter(taps, delaySamples, delaySamples, 2 * cutoffHz / inRateHz, kaiserBeta));
    }

    /** How many samples out for how many in. */
    private record Ratio(int up, int down) {
        static Ratio of(int inRateHz, int outRateHz) {
            if (inRateHz <= 0 || outRateHz <= 0) {
                throw new IllegalArgumentException("Rates must be positive: " + inRateHz + " to " + outRateHz + " Hz");
            }
            int divisor = gcd(inRateHz, outRateHz);
            int up = outRateHz / divisor;
            int down = inRateHz / divisor;
            if (up > MAX_PHASES || down > MAX_PHASES) {
                throw new IllegalArgumentException("The ratio of " + inRateHz + " to " + outRateHz
                        + " Hz needs more than " + MAX_PHASES + " phases");
            }
            return new Ratio(up, down);
        }
    }

    /**
     * A sinc in a Kaiser window.
     *
     * @param taps samples in that one sample out is made of
     * @param centre where the middle of the sinc lies, in samples of the common multiple of the rates
     * @param half how far the window reaches on each side, in the same samples
     * @param cutoff as a part of the Nyquist frequency of what comes in
     */
    private record Filter(int taps, double centre, double half, double cutoff, double beta) {
        static Filter standard(int inRateHz, int outRateHz) {
            double stretch = Math.max(1.0, (double) inRateHz / outRateHz);
            int taps = multipleOfFour((int) Math.ceil(2 * HALF_TAPS * stretch));
            double transition = (STOP_BAND_DB - 8) / (2.285 * 2 * HALF_TAPS) / Math.PI;
            double length = taps * (double) Ratio.of(inRateHz, outRateHz).up;
            return new Filter(taps, (length - 1) / 2, length / 2, (1 - transition / 2) / stretch, KAISER_BETA);
        }

        /** One filter per phase, each with gain 1 at 0 Hz, so that a constant stays constant; the oldest factor first. */
        double[][] phases(int up) {
            double[][] phases = new double[up][multipleOfFour(taps)];
            for (int p = 0; p < up; p++) {
                double[] phase = phases[p];
                double sum = 0;
                for (int k = 0; k < taps; k++) {
                    double factor = at(k * (double) up + p - centre, up);
                    phase[phase.length - 1 - k] = factor;
                    sum += factor;
                }
                for (int k = 0; k < phase.length; k++) {
                    phase[k] /= sum;
                }
            }
            return phases;
        }

        private double at(double fromCentre, int up) {
            double edge = fromCentre / half;
            if (Math.abs(edge) > 1) {
                return 0;
            }
            return cutoff * sinc(cutoff * fromCentre / up) * besselI0(beta * Math.sqrt(1 - edge * edge));
        }

        private static int multipleOfFour(int taps) {
            return (taps + 3) / 4 * 4;
        }
    }

    /** Forgets all past samples. */
    public void reset() {
        Arrays.fill(line, 0);
        lineLength = taps - 1;
        phase = 0;
    }

    /** The most samples that {@link #process} can write for {@code inLength} samples. */
    public int maxOutput(int inLength) {
        return Math.toIntExact(((long) inLength * up + down - 1) / down + 1);
    }

    /**
     * Converts {@code inLength} samples; what they cannot complete yet is kept for the next call.
     *
     * @return the number of samples written to {@code out} from {@code outOffset}
     */
    public int process(short[] in, int inOffset, int inLength, short[] out, int outOffset) {
        append(in, inOffset, inLength);
        int written = 0;
        int newest = taps - 1;
        while (newest < lineLength) {
            out[outOffset + written++] = saturate(convolve(phases[phase], newest));
            phase += down;
            newest += phase / up;
            phase %= up;
        }
        // The line always starts with the taps - 1 samples before the next output's newest one.
        int drop = newest - (taps - 1);
        System.arraycopy(line, drop, line, 0, lineLength - drop);
        lineLength -= drop;
        return written;
    }

    private void append(short[] in, int offset, int length) {
        if (lineLength + length > line.length) {
            line = Arrays.copyOf(line, lineLength + length);
        }
        for (int i = 0; i < length; i++) {
            line[lineLength + i] = in[offset + i];
        }
        lineLength += length;
    }

    /** Four sums at a time, as each addition would otherwise wait for the one before; taps is a multiple of four. */
    private double convolve(double[] filter, int newest) {
        double[] past = line;
        int oldest = newest - taps + 1;
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        for (int k = 0; k < taps; k += 4) {
            sum0 += filter[k] * past[oldest + k];
            sum1 += filter[k + 1] * past[oldest + k + 1];
            sum2 += filter[k + 2] * past[oldest + k + 2];
            sum3 += filter[k + 3] * past[oldest + k + 3];
        }
        return sum0 + sum1 + (sum2 + sum3);
    }

    private static short saturate(double value) {
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.rint(value)));
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double besselI0(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-14 * sum; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
