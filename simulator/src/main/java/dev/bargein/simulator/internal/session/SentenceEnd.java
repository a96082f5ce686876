package dev.bargein.simulator.internal.session;

import java.util.Locale;
import java.util.Set;

/** Whether what the user said so far can stand alone: a word list, so that the same words always give the same answer. */
public final class SentenceEnd {
    /** After these something follows, or the user is thinking. */
    private static final Set<String> OPEN = Set.of(
            "a", "an", "the", "my", "your", "his", "our", "their", "its", "and", "but", "or", "because", "if", "than",
            "to", "of", "for", "from", "with", "into", "is", "are", "was", "were", "am", "i'm", "it's", "that's", "i",
            "um", "uh", "er", "erm", "hmm", "very", "some", "any", "every");

    private SentenceEnd() {}

    /** Judges by the punctuation if there is any, else by the last word. */
    public static TurnDetector.Sentence judge(String words) {
        String text = words.strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return TurnDetector.Sentence.UNKNOWN;
        }
        if (text.endsWith("...") || text.endsWith("…") || text.endsWith(",") || text.endsWith("-")) {
            return TurnDetector.Sentence.UNFINISHED;
        }
        String last = text.substring(text.lastIndexOf(' ') + 1);
        return OPEN.contains(last) ? TurnDetector.Sentence.UNFINISHED : TurnDetector.Sentence.FINISHED;
    }
}
