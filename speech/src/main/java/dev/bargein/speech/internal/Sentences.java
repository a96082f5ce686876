package dev.bargein.speech.internal;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a text into what a voice speaks in one breath. Thread law: stateless. */
final class Sentences {
    private Sentences() {}

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
        int start = 0;
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            String spoken = speakable(text.substring(start, end));
            if (!spoken.isEmpty()) {
                out.add(new Sentence(spoken, start, end));
                start = end;
            }
        }
        if (!out.isEmpty() && start < text.length()) {
            Sentence last = out.remove(out.size() - 1);
            out.add(new Sentence(last.spoken(), last.start(), text.length()));
        }
        return out;
    }

    /** The words of a piece and an end; empty when there is nothing to say. */
    private static String speakable(String piece) {
        String plain =
                piece.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Co}\\p{Cn}\\s]+", " ").trim();
        if (plain.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return "";
        }
        return plain.matches(".*[.!?]") ? plain : plain.replaceAll("[^\\p{L}\\p{N}]+$", "") + ".";
    }
}
