package dev.bargein.rtc;

import java.util.Arrays;

/**
 * A streaming sample rate converter for mono 16-bit PCM and any rational ratio: a polyphase FIR with a Kaiser window.
 *
 * <p>The stop band begins at the lower of the two Nyquist frequencies and lies 90 dB down; the pass band is flat up to 82 %
 * of it. The delay is {@value #HALF_TAPS} samples of the lower rate, 1.3 ms at 24 kHz.
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
        if (inRateHz <= 0 || outRateHz <= 0) {
            throw new IllegalArgumentException("Rates must be positive: " + inRateHz + " to " + outRateHz + " Hz");
        }
        int divisor = gcd(inRateHz, outRateHz);
        up = outRateHz / divisor;
        down = inRateHz / divisor;
        if (up > MAX_PHASES || down > MAX_PHASES) {
            throw new IllegalArgumentException(
                    "The ratio of " + inRateHz + " to " + outRateHz + " Hz needs more than " + MAX_PHASES + " phases");
        }
        double stretch = Math.max(1.0, (double) inRateHz / outRateHz);
        taps = 4 * (int) Math.ceil(2 * HALF_TAPS * stretch / 4);
        phases = design(up, taps, stretch);
        line = new double[taps - 1 + 1_024];
        reset();
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

    /** One filter per phase, each with gain 1 at 0 Hz, so that a constant stays constant. */
    private static double[][] design(int up, int taps, double stretch) {
        double transition = (STOP_BAND_DB - 8) / (2.285 * 2 * HALF_TAPS) / Math.PI;
        double cutoff = (1 - transition / 2) / stretch;
        double centre = (taps * (double) up - 1) / 2;
        double[][] phases = new double[up][taps];
        for (int p = 0; p < up; p++) {
            double sum = 0;
            for (int k = 0; k < taps; k++) {
                double fromCentre = k * (double) up + p - centre;
                double x = fromCentre / up;
                double window = besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - square(fromCentre / (centre + 0.5)))));
                phases[p][k] = cutoff * sinc(cutoff * x) * window;
                sum += phases[p][k];
            }
            for (int k = 0; k < taps; k++) {
                phases[p][k] /= sum;
            }
            reverse(phases[p]);
        }
        return phases;
    }

    /** The oldest sample's factor first, as samples lie in the line. */
    private static void reverse(double[] filter) {
        for (int i = 0, j = filter.length - 1; i < j; i++, j--) {
            double swap = filter[i];
            filter[i] = filter[j];
            filter[j] = swap;
        }
    }

    private static double square(double x) {
        return x * x;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double besselI0(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-14 * sum; k++) {
            term *= square(x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
