package dev.bargein.speech.internal;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a text into what a voice speaks in one breath. */
final class BreathGroups {
    /**
     * What is given to the voice at once, at most: it computes the melody of the whole before the first sample, in time and
     * memory that grow with the length.
     */
    static final int MAX_CHARACTERS = 200;

    /** A sentence that is cut is cut behind one of these, when there is one in its second half; else at a space. */
    private static final String CLAUSE_ENDS = ",;:)–—";

    private BreathGroups() {}

    /**
     * A piece of a text.
     *
     * @param spoken what to give to the voice: without control characters, and ended by punctuation, because a voice
     *     cuts the last word of an open sentence short
     * @param start where it begins in the text
     * @param end where it ends in the text, exclusive; the pieces cover the text
     */
    record Sentence(String spoken, int start, int end) {}

    static List<Sentence> of(String text) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(text);
        List<Sentence> out = new ArrayList<>();
        int covered = 0;
        int start = 0;
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            while (start < end) {
                int cut = cut(text, start, end);
                String spoken = speakable(text.substring(start, cut));
                if (!spoken.isEmpty()) {
                    out.add(new Sentence(spoken, covered, cut));
                    covered = cut;
                }
                start = cut;
            }
        }
        if (!out.isEmpty() && covered < text.length()) {
            Sentence last = out.remove(out.size() - 1);
            out.add(new Sentence(last.spoken(), last.start(), text.length()));
        }
        return out;
    }

    /** Where to cut what begins at {@code start}: at {@code end}, unless that is too far away. */
    private static int cut(String text, int start, int end) {
        int most = start + MAX_CHARACTERS;
        if (end <= most) {
            return end;
        }
        int space = -1;
        for (int i = most - 1; i > start + MAX_CHARACTERS / 2; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                if (CLAUSE_ENDS.indexOf(text.charAt(i - 1)) >= 0) {
                    return i + 1;
                }
                space = Math.max(space, i + 1);
            }
        }
        if (space > 0) {
            return space;
        }
        return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }

    /** The words of a piece and an end; empty when there is nothing to say. */
    private static String speakable(String piece) {
        String plain =
                piece.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Co}\\p{Cn}\\s]+", " ").trim();
        if (plain.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return "";
        }
        int end = plain.length();
        if (".!?".indexOf(plain.charAt(end - 1)) >= 0) {
            return plain;
        }
        while (!Character.isLetterOrDigit(plain.codePointBefore(end))) {
            end -= Character.charCount(plain.codePointBefore(end));
        }
        return plain.substring(0, end) + ".";
    }
}
