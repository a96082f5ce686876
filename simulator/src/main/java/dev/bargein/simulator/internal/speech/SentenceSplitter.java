package dev.bargein.simulator.internal.speech;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text that arrives in pieces into what can be spoken at once. Not thread-safe. */
public final class SentenceSplitter {
    /** Shorter ones wait for the next: "Dr." is no sentence. */
    private static final int MIN_CHARACTERS = 12;

    /** A sentence that does not end is cut at a space. */
    private static final int MAX_CHARACTERS = 300;

    private static final String ENDS = ".!?:;…。！？";

    private final StringBuilder pending = new StringBuilder();

    /** Takes a piece; returns the sentences that are whole now. */
    public List<String> add(String piece) {
        piece.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\n' ? ' ' : c)
                .forEach(pending::appendCodePoint);
        List<String> out = new ArrayList<>();
        for (int end = end(); end > 0; end = end()) {
            take(end, out);
        }
        return out;
    }

    /** What is left. */
    public List<String> flush() {
        List<String> out = new ArrayList<>();
        take(pending.length(), out);
        return out;
    }

    private void take(int end, List<String> out) {
        String sentence = pending.substring(0, end).strip();
        pending.delete(0, end);
        if (!sentence.isEmpty()) {
            out.add(sentence);
        }
    }

    /** Where the first sentence ends; 0 while it may go on. */
    private int end() {
        for (int i = 0; i < pending.length(); i++) {
            char c = pending.charAt(i);
            boolean ends = c == '\n' || ENDS.indexOf(c) >= 0 && followedBySpace(i) && i + 1 >= MIN_CHARACTERS;
            if (ends) {
                return i + 1;
            }
            if (i >= MAX_CHARACTERS) {
                int space = pending.lastIndexOf(" ", i);
                return space > 0 ? space : i;
            }
        }
        return 0;
    }

    private boolean followedBySpace(int index) {
        return index + 1 < pending.length() && Character.isWhitespace(pending.charAt(index + 1));
    }
}
