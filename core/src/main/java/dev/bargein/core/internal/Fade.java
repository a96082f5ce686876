package dev.bargein.core.internal;

/** A raised-cosine fall from 1 to 0, so that cut sound does not click. */
public final class Fade {
    /** Length of the fall: 5 ms at 24 kHz. */
    public static final int SAMPLES = 120;

    private static final float[] FALL = new float[SAMPLES];

    static {
        for (int i = 0; i < SAMPLES; i++) {
            FALL[i] = (float) (0.5 * (1 + Math.cos(Math.PI * (i + 1) / SAMPLES)));
        }
    }

    private Fade() {}

    /** The gain at a sample of the fall, 0 after its end. */
    public static float fall(int index) {
        return index < SAMPLES ? FALL[index] : 0f;
    }

    /** The gain at a sample of the mirrored rise, 1 after its end. */
    public static float rise(int index) {
        return index < SAMPLES ? FALL[SAMPLES - 1 - index] : 1f;
    }
}
