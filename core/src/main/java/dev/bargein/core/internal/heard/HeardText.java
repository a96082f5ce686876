package dev.bargein.core.internal.heard;

import dev.bargein.core.MediaTime;

/** Estimates the words that were heard: the protocol aligns no text with audio. */
public final class HeardText {
    /** Characters of speech in a second, where the length of the whole is unknown. */
    static final double CHARACTERS_PER_SECOND = 15;

    private HeardText() {}

    /**
     * The beginning of a text that was probably heard, cut after a whole word.
     *
     * @param text what was generated
     * @param heardSamples how much of its sound was heard
     * @param totalSamples how long all its sound is; 0 when that is not known
     */
    public static String estimate(CharSequence text, long heardSamples, long totalSamples) {
        double share = totalSamples > 0
                ? (double) heardSamples / totalSamples * text.length()
                : (double) heardSamples / MediaTime.SAMPLE_RATE_HZ * CHARACTERS_PER_SECOND;
        int end = (int) Math.min(text.length(), Math.round(share));
        if (end < text.length()) {
            while (end > 0 && !Character.isWhitespace(text.charAt(end))) {
                end--;
            }
        }
        return text.subSequence(0, end).toString().trim();
    }
}
