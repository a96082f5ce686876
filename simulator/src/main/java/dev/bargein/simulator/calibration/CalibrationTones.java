package dev.bargein.simulator.calibration;

/**
 * The code of the calibration sound: five tones, of which two carry the signature and three the position.
 *
 * <p>All lie below 3.2 kHz, because at speech bit rates Opus fills what is above with noise of its own as soon as it
 * takes the sound for music; so they also pass a telephone line. The lowest two carry the signature, which must be
 * readable in every single frame. The second of them has wide steps and also carries the parity of the first, so that
 * tones that a decoder's concealment or a splice moved by 25 Hz read as nothing rather than as another response. The position is a ramp
 * that starts anew with every cycle, and two staircases that count the cycles. Neighbouring tones stay 150 Hz apart,
 * more than the half main lobe of a 20 ms window.
 */
final class CalibrationTones {
    static final int SAMPLE_RATE_HZ = 24_000;
    static final int SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;

    static final int TONES = 5;
    static final int SIGNATURE_LOW = 0;
    static final int SIGNATURE_HIGH = 1;
    static final int RAMP = 2;
    static final int CYCLE_UNITS = 3;
    static final int CYCLE_TENS = 4;

    static final int SIGNATURES = 64;
    static final int SIGNATURE_LOW_STEPS = 16;
    static final int SIGNATURE_HIGH_STEPS = 8;
    static final int CYCLE_STEPS = 20;
    static final int CYCLE_MS = 300;
    static final int RANGE_MS = CYCLE_MS * CYCLE_STEPS * CYCLE_STEPS;

    static final double RAMP_HZ_PER_MS = 2;

    private static final double[] BASE_HZ = {300, 830, 1_340, 2_090, 2_715};
    private static final double[] STEP_HZ = {25, 50, 0, 25, 25};
    private static final int[] STEPS = {SIGNATURE_LOW_STEPS, SIGNATURE_HIGH_STEPS, 0, CYCLE_STEPS, CYCLE_STEPS};

    private CalibrationTones() {}

    static double lowestHz(int tone) {
        return BASE_HZ[tone];
    }

    static double highestHz(int tone) {
        return tone == RAMP
                ? BASE_HZ[RAMP] + CYCLE_MS * RAMP_HZ_PER_MS
                : BASE_HZ[tone] + (STEPS[tone] - 1) * STEP_HZ[tone];
    }

    static double stepFrequencyHz(int tone, int step) {
        return BASE_HZ[tone] + step * STEP_HZ[tone];
    }

    /** The step whose frequency is nearest, kept within the tone's steps. */
    static int nearestStep(int tone, double hz) {
        int step = (int) Math.rint((hz - BASE_HZ[tone]) / STEP_HZ[tone]);
        return Math.max(0, Math.min(STEPS[tone] - 1, step));
    }

    static int lowStep(int signature) {
        return signature % SIGNATURE_LOW_STEPS;
    }

    static int highStep(int signature) {
        return signature / SIGNATURE_LOW_STEPS * 2 + (signature & 1);
    }

    /** The signature that has these two steps, or -1 if the parity says that there is none. */
    static int signature(int lowStep, int highStep) {
        return (lowStep & 1) == (highStep & 1) ? highStep / 2 * SIGNATURE_LOW_STEPS + lowStep : -1;
    }

    static int unitsStep(long cycle) {
        return (int) (cycle % CYCLE_STEPS);
    }

    static int tensStep(long cycle) {
        return (int) (cycle / CYCLE_STEPS % CYCLE_STEPS);
    }
}
