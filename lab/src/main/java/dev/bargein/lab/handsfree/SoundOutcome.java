package dev.bargein.lab.handsfree;

import java.util.List;

/**
 * What a sound at the microphone did to the voice, by the ear. Times are milliseconds since the voice began.
 *
 * @param kind what it was
 * @param startMs its first frame that can be heard above the noise of the room
 * @param lengthMs how long it lasted from there
 * @param pausesMs how long the voice was held each time before it went on
 * @param silentAtMs the end of the last audible frame of the voice before it first fell silent; not a number where it did
 *     not
 * @param goneAtMs the same before it fell silent for good; not a number where it went on
 * @param lostSamples samples of the answer that were skipped where it went on
 * @param repeatedSamples samples of the answer that came twice where it went on
 */
public record SoundOutcome(
        SoundKind kind,
        double startMs,
        double lengthMs,
        List<Double> pausesMs,
        double silentAtMs,
        double goneAtMs,
        long lostSamples,
        long repeatedSamples) {
    /** Copies the list. */
    public SoundOutcome {
        pausesMs = List.copyOf(pausesMs);
    }

    /** Whether the voice fell silent. */
    public boolean held() {
        return !Double.isNaN(silentAtMs);
    }

    /** Whether the voice never went on. */
    public boolean cut() {
        return !Double.isNaN(goneAtMs);
    }

    /** From the first frame that can be heard of it to the last one of the voice before it fell silent. */
    public double onsetToSilenceMs() {
        return silentAtMs - startMs;
    }

    /** From the first frame that can be heard of it to the last one of the voice. */
    public double onsetToGoneMs() {
        return goneAtMs - startMs;
    }
}
