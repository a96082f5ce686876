package dev.bargein.core.internal.heard;

import dev.bargein.core.MediaTime;

/** How slowly the assistant speaks, learned from what was heard whole. */
public final class SpeakingRate {
    private static final double DEFAULT = MediaTime.SAMPLE_RATE_HZ / HeardText.CHARACTERS_PER_SECOND;

    /** Nobody speaks faster or slower; what says so has pauses in it, or text that is not spoken. */
    private static final double FASTEST = MediaTime.SAMPLE_RATE_HZ / 40.0;

    private static final double SLOWEST = MediaTime.SAMPLE_RATE_HZ / 4.0;

    /** Short texts tell little. */
    private static final long FEWEST_CHARACTERS = 20;

    /** What was heard long ago counts for less: beyond so much all of it counts half. */
    private static final long MOST_CHARACTERS = 2_000;

    private double samples;
    private double characters;

    /** Of a voice that was not heard yet. */
    public SpeakingRate() {}

    /** So many characters took so many samples. */
    public void heard(long lengthSamples, long textCharacters) {
        double each = textCharacters < FEWEST_CHARACTERS ? 0 : (double) lengthSamples / textCharacters;
        if (each < FASTEST || each > SLOWEST) {
            return;
        }
        samples += lengthSamples;
        characters += textCharacters;
        if (characters > MOST_CHARACTERS) {
            samples /= 2;
            characters /= 2;
        }
    }

    /** How long a character takes. */
    public double samplesPerCharacter() {
        return characters == 0 ? DEFAULT : samples / characters;
    }
}
