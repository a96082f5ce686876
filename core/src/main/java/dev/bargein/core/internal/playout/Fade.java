package dev.bargein.core.internal.playout;

/** A raised-cosine fall from 1 to 0, so that cut sound does not click. */
public final class Fade {
    /** Length of the fall: 5 ms at 24 kHz. */
    public static final int SAMPLES = 120;

    private static final double[] FALL = new double[SAMPLES];

    static {
        for (int i = 0; i < SAMPLES; i++) {
            FALL[i] = 0.5 * (1 + Math.cos(Math.PI * (i + 1) / SAMPLES));
        }
    }

    private Fade() {}

    /** The gain at a sample of the fall, 0 after its end. */
    public static double fall(int index) {
        return index < SAMPLES ? FALL[index] : 0;
    }

    /** The gain at a sample of the mirrored rise, 1 after its end. */
    public static double rise(int index) {
        return index < SAMPLES ? FALL[SAMPLES - 1 - index] : 1;
    }

    /**
     * The nearest sample value. Not {@link Math#round}: browsers' Java rounds negative ties the other way, and a page must
     * render the same samples as the JVM. For the same reason weights are double: JavaScript has no float.
     */
    public static int round(double value) {
        return (int) Math.floor(value + 0.5);
    }
}
