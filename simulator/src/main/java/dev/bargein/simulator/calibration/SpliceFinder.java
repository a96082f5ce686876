package dev.bargein.simulator.calibration;

import static dev.bargein.simulator.calibration.CalibrationTones.SAMPLES_PER_MS;
import static dev.bargein.simulator.calibration.CalibrationTones.SAMPLE_RATE_HZ;
import static dev.bargein.simulator.calibration.CalibrationTones.SIGNATURE_HIGH;
import static dev.bargein.simulator.calibration.CalibrationTones.SIGNATURE_LOW;
import static dev.bargein.simulator.calibration.CalibrationTones.highStep;
import static dev.bargein.simulator.calibration.CalibrationTones.lowStep;
import static dev.bargein.simulator.calibration.CalibrationTones.stepFrequencyHz;

/**
 * Where one utterance turns into another without silence in between.
 *
 * <p>Of all places, to the millisecond, it takes the one at which the signature tones of the first before it and those
 * of the second after it explain most of the sound.
 */
final class SpliceFinder {
    private SpliceFinder() {}

    /**
     * Finds the place.
     *
     * @param pcm the recording
     * @param from where to start looking; only the first utterance sounds there
     * @param to where to stop looking; only the second utterance sounds there
     */
    static long find(short[] pcm, long from, long to, int first, int second) {
        int blocks = (int) ((to - from) / SAMPLES_PER_MS);
        double[] before = explained(pcm, from, blocks, first);
        double[] after = explained(pcm, from, blocks, second);
        int best = 0;
        double most = -1;
        for (int b = 0; b <= blocks; b++) {
            double sum = 0;
            for (int tone = 0; tone < 2; tone++) {
                sum += energy(before, tone, 0, b) + energy(after, tone, b, blocks);
            }
            if (sum > most) {
                most = sum;
                best = b;
            }
        }
        return from + (long) best * SAMPLES_PER_MS;
    }

    /** For both signature tones, real and imaginary sums of the sound against the tone up to each block. */
    private static double[] explained(short[] pcm, long from, int blocks, int signature) {
        double[] sums = new double[4 * (blocks + 1)];
        for (int tone = 0; tone < 2; tone++) {
            double hz = tone == 0
                    ? stepFrequencyHz(SIGNATURE_LOW, lowStep(signature))
                    : stepFrequencyHz(SIGNATURE_HIGH, highStep(signature));
            double re = 0;
            double im = 0;
            for (int i = 0; i < blocks * SAMPLES_PER_MS; i++) {
                long at = from + i;
                double x = at >= 0 && at < pcm.length ? pcm[(int) at] : 0;
                double angle = 2 * Math.PI * hz * i / SAMPLE_RATE_HZ;
                re += x * StrictMath.cos(angle);
                im += x * StrictMath.sin(angle);
                if ((i + 1) % SAMPLES_PER_MS == 0) {
                    int block = (i + 1) / SAMPLES_PER_MS;
                    sums[4 * block + 2 * tone] = re;
                    sums[4 * block + 2 * tone + 1] = im;
                }
            }
        }
        return sums;
    }

    private static double energy(double[] sums, int tone, int from, int to) {
        if (from == to) {
            return 0;
        }
        double re = sums[4 * to + 2 * tone] - sums[4 * from + 2 * tone];
        double im = sums[4 * to + 2 * tone + 1] - sums[4 * from + 2 * tone + 1];
        return (re * re + im * im) / (to - from);
    }
}
