package dev.bargein.simulator.calibration;

import java.util.Arrays;

/**
 * The spectrum around one 10 ms frame, and the strongest tone in a band of it. Keeps its scratch space for the next
 * frame.
 *
 * <p>The window is 20 ms long and lies on the middle of the frame. Its shape gives the frame itself 92 % of the weight,
 * and its length lets tones be told apart at half the distance.
 *
 * <p>Not thread-safe.
 */
final class ToneSpectrum {
    static final int FRAME_SAMPLES = 240;
    private static final int WINDOW_SAMPLES = 2 * FRAME_SAMPLES;
    private static final int SIZE = 1024;
    private static final int BITS = 10;
    /** No tone lies above 3.5 kHz. */
    private static final int BINS = 150;

    private static final double BIN_HZ = (double) CalibrationTones.SAMPLE_RATE_HZ / SIZE;
    private static final double[] WINDOW = new double[WINDOW_SAMPLES];
    private static final double[] COS = new double[SIZE / 2];
    private static final double[] SIN = new double[SIZE / 2];
    private static final int[] REVERSED = new int[SIZE];

    /** Turns the power of a bin into the energy of the tone that peaks there, as the window lets it through. */
    private static final double ENERGY_OF_POWER;

    /** Keeps logarithms finite in digital silence; far below one step of a sample. */
    private static final double TINY = 1e-9;

    static {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < WINDOW_SAMPLES; i++) {
            WINDOW[i] = 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * (i + 0.5) / WINDOW_SAMPLES);
            sum += WINDOW[i];
            squares += WINDOW[i] * WINDOW[i];
        }
        ENERGY_OF_POWER = 2 * squares / (sum * sum);
        for (int i = 0; i < SIZE / 2; i++) {
            COS[i] = StrictMath.cos(2 * Math.PI * i / SIZE);
            SIN[i] = -StrictMath.sin(2 * Math.PI * i / SIZE);
        }
        for (int i = 0; i < SIZE; i++) {
            REVERSED[i] = Integer.reverse(i) >>> (Integer.SIZE - BITS);
        }
    }

    private final double[] re = new double[SIZE];
    private final double[] im = new double[SIZE];
    private final double[] power = new double[BINS];
    private int nextStart = Integer.MIN_VALUE;
    private double nextEnergy;
    private double energy;
    private double peakHz;
    private double peakShare;

    /**
     * Takes the frame that starts at a sample; samples outside the array are silence. The frame after it is transformed
     * along, as the imaginary part, for the next call: an instance must always see the same array.
     */
    void load(short[] pcm, int frameStart) {
        boolean second = frameStart == nextStart;
        if (second) {
            energy = nextEnergy;
            nextStart = Integer.MIN_VALUE;
        } else {
            energy = window(pcm, frameStart, re);
            nextStart = frameStart + FRAME_SAMPLES;
            nextEnergy = window(pcm, nextStart, im);
            transform();
        }
        for (int i = 0; i < BINS; i++) {
            int mirror = (SIZE - i) & (SIZE - 1);
            double a = second ? im[i] + im[mirror] : re[i] + re[mirror];
            double b = second ? re[mirror] - re[i] : im[i] - im[mirror];
            power[i] = (a * a + b * b) / 4 + TINY;
        }
    }

    /** Writes the windowed frame in the order in which the transform wants it, and tells its energy. */
    private static double window(short[] pcm, int frameStart, double[] into) {
        Arrays.fill(into, 0);
        int start = frameStart - (WINDOW_SAMPLES - FRAME_SAMPLES) / 2;
        int from = Math.max(0, -start);
        int to = Math.min(WINDOW_SAMPLES, pcm.length - start);
        double energy = TINY;
        for (int i = from; i < to; i++) {
            double x = pcm[start + i] * WINDOW[i];
            energy += x * x;
            into[REVERSED[i]] = x;
        }
        return energy;
    }

    private void transform() {
        for (int half = 1; half < SIZE; half <<= 1) {
            int stride = SIZE / (2 * half);
            for (int block = 0; block < SIZE; block += 2 * half) {
                for (int k = 0; k < half; k++) {
                    double c = COS[k * stride];
                    double s = SIN[k * stride];
                    int a = block + k;
                    int b = a + half;
                    double xr = re[b] * c - im[b] * s;
                    double xi = re[b] * s + im[b] * c;
                    re[b] = re[a] - xr;
                    im[b] = im[a] - xi;
                    re[a] += xr;
                    im[a] += xi;
                }
            }
        }
    }

    /** Looks for the strongest tone of the band; {@link #peakHz} and {@link #peakShare} tell about it. */
    void findPeak(double lowHz, double highHz) {
        int low = Math.max(1, (int) (lowHz / BIN_HZ));
        int high = Math.min(power.length - 2, (int) Math.ceil(highHz / BIN_HZ));
        int best = low;
        for (int i = low + 1; i <= high; i++) {
            if (power[i] > power[best]) {
                best = i;
            }
        }
        double left = Math.log(power[best - 1]);
        double middle = Math.log(power[best]);
        double right = Math.log(power[best + 1]);
        double curve = left - 2 * middle + right;
        double shift = curve < 0 ? Math.max(-1, Math.min(1, (left - right) / (2 * curve))) : 0;
        peakHz = (best + shift) * BIN_HZ;
        peakShare = Math.exp(middle - (left - right) * shift / 4) * ENERGY_OF_POWER / energy;
    }

    double peakHz() {
        return peakHz;
    }

    /** The part of the frame's energy that this tone explains, 0 to about 1. */
    double peakShare() {
        return peakShare;
    }
}
