package dev.bargein.core.internal.heard;

import dev.bargein.core.MediaTime;

/**
 * Estimates the words that were heard: the protocol aligns no text with audio.
 *
 * <p>Text is measured by how long it takes to say, in units of about one spoken letter: a digit stands for a word, letters
 * of an acronym are said one by one, and where a clause or a sentence ends there is a pause.
 */
public final class HeardText {
    /** Characters of speech in a second, where the length of the whole is unknown. */
    static final double CHARACTERS_PER_SECOND = 15;

    /** The same in units of spoken length, which count pauses too. */
    private static final double UNITS_PER_SECOND = 14;

    private static final double BLANK = 0.5;
    private static final double DIGIT = 4;
    private static final double SPELLED = 3;
    private static final double SYMBOL = 6;
    private static final double CLAUSE_PAUSE = 3;
    private static final double SENTENCE_PAUSE = 6;

    private HeardText() {}

    /**
     * The beginning of a text that was probably heard, cut after a whole word.
     *
     * @param text what was generated
     * @param heardSamples how much of its sound was heard
     * @param totalSamples how long all its sound is; 0 when that is not known
     */
    public static String estimate(CharSequence text, long heardSamples, long totalSamples) {
        double said = totalSamples > 0
                ? (double) heardSamples / totalSamples * units(text)
                : (double) heardSamples / MediaTime.SAMPLE_RATE_HZ * UNITS_PER_SECOND;
        int end = 0;
        double left = said;
        while (end < text.length() && left >= 0.5) {
            left -= units(text, end);
            end++;
        }
        if (end < text.length()) {
            while (end > 0 && !Character.isWhitespace(text.charAt(end))) {
                end--;
            }
        }
        return text.subSequence(0, end).toString().trim();
    }

    private static double units(CharSequence text) {
        double sum = 0;
        for (int i = 0; i < text.length(); i++) {
            sum += units(text, i);
        }
        // The sound of a whole text ends with its last word.
        return sum - pauseAtEnd(text);
    }

    private static double pauseAtEnd(CharSequence text) {
        int last = text.length() - 1;
        while (last >= 0 && Character.isWhitespace(text.charAt(last))) {
            last--;
        }
        return last >= 0 && isSentenceEnd(text, last) ? SENTENCE_PAUSE : 0;
    }

    private static double units(CharSequence text, int i) {
        char c = text.charAt(i);
        if (Character.isWhitespace(c)) {
            return BLANK;
        } else if (Character.isDigit(c)) {
            return DIGIT;
        } else if (Character.isLetter(c)) {
            return isSpelled(text, i) ? SPELLED : 1;
        } else if (isSentenceEnd(text, i)) {
            return SENTENCE_PAUSE;
        } else if (c == ',' || c == ';' || c == ':' || c == '\u2014' || c == '(' || c == ')') {
            return i > 0
                            && Character.isDigit(text.charAt(i - 1))
                            && i + 1 < text.length()
                            && Character.isDigit(text.charAt(i + 1))
                    ? 0
                    : CLAUSE_PAUSE;
        }
        return c == '%' || c == '$' || c == '\u20ac' || c == '&' || c == '+' || c == '=' ? SYMBOL : 0;
    }

    private static boolean isSentenceEnd(CharSequence text, int i) {
        char c = text.charAt(i);
        boolean mark = c == '.' || c == '!' || c == '?' || c == '\u3002';
        return mark && (i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1)));
    }

    /** Whether a letter is one of several capitals in a row. */
    private static boolean isSpelled(CharSequence text, int i) {
        return Character.isUpperCase(text.charAt(i))
                && (i > 0 && Character.isUpperCase(text.charAt(i - 1))
                        || i + 1 < text.length() && Character.isUpperCase(text.charAt(i + 1)));
    }
}
