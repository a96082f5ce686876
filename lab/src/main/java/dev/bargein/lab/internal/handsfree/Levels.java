package dev.bargein.lab.internal.handsfree;

import java.util.Arrays;

/** Levels of 16-bit sound, in dB relative to full scale. Thread-safe. */
final class Levels {
    /** Samples of 10 ms. */
    static final int FRAME = 240;

    static final int SAMPLES_PER_MS = 24;

    /** Softer than that nobody hears it. */
    static final double AUDIBLE_DBFS = -50;

    private static final double FULL_SCALE = 32_768;

    private Levels() {}

    /** The level of some samples; those outside the array are silence. */
    static double dbfs(short[] pcm, int from, int length) {
        double sum = 0;
        for (int i = Math.max(0, from); i < Math.min(pcm.length, from + length); i++) {
            sum += (double) pcm[i] * pcm[i];
        }
        return 10 * Math.log10(Math.max(1e-12, sum / length / (FULL_SCALE * FULL_SCALE)));
    }

    /** The loudness of 10 ms from 0 to 1, for drawing. */
    static double peak(short[] pcm, int from) {
        int peak = 0;
        for (int i = Math.max(0, from); i < Math.min(pcm.length, from + FRAME); i++) {
            peak = Math.max(peak, Math.abs(pcm[i]));
        }
        return peak / FULL_SCALE;
    }

    /** The level of those frames of a sound that are no more than 25 dB below its loudest one: pauses do not count. */
    static double activeDbfs(short[] pcm) {
        double loudest = -120;
        for (int at = 0; at < pcm.length; at += FRAME) {
            loudest = Math.max(loudest, dbfs(pcm, at, FRAME));
        }
        double sum = 0;
        int frames = 0;
        for (int at = 0; at < pcm.length; at += FRAME) {
            double level = dbfs(pcm, at, FRAME);
            if (level > loudest - 25) {
                sum += Math.pow(10, level / 10);
                frames++;
            }
        }
        return frames == 0 ? -120 : 10 * Math.log10(sum / frames);
    }

    /** A copy of which the active part has a level. */
    static short[] at(short[] pcm, double dbfs) {
        double gain = Math.pow(10, (dbfs - activeDbfs(pcm)) / 20);
        short[] out = new short[pcm.length];
        for (int i = 0; i < pcm.length; i++) {
            out[i] = clip(pcm[i] * gain);
        }
        return out;
    }

    /** Without what cannot be heard before and after, when it is as loud as people speak. */
    static short[] trimmed(short[] pcm) {
        short[] loud = at(pcm, -20);
        int from = 0;
        while (from + FRAME <= pcm.length && dbfs(loud, from, FRAME) <= AUDIBLE_DBFS) {
            from += FRAME;
        }
        int to = pcm.length;
        while (to - FRAME >= from && dbfs(loud, to - FRAME, FRAME) <= AUDIBLE_DBFS) {
            to -= FRAME;
        }
        return Arrays.copyOfRange(pcm, from, Math.max(from, to));
    }

    static short clip(double value) {
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value)));
    }
}
