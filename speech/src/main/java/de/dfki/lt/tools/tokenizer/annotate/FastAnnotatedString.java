package de.dfki.lt.tools.tokenizer.annotate;

import java.text.CharacterIterator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An {@link AnnotatedString} that keeps one slot per character and name. Not thread-safe. */
public final class FastAnnotatedString implements AnnotatedString {
    private final String text;
    private final Map<String, @Nullable Object[]> slots = new HashMap<>();
    private int cursor;

    /** A text without annotations. */
    public FastAnnotatedString(String text) {
        this.text = text;
    }

    /** Gives a stretch a value. Neighbouring stretches are told apart by the identity of their values. */
    public void annotate(String name, Object value, int start, int end) {
        @Nullable Object[] row = slots.computeIfAbsent(name, n -> new Object[text.length()]);
        for (int i = start; i < end; i++) {
            row[i] = value;
        }
    }

    @Override
    public char setIndex(int index) {
        cursor = index;
        return index < text.length() ? text.charAt(index) : CharacterIterator.DONE;
    }

    @Override
    public int getRunStart(String name) {
        int start = cursor;
        while (start > 0 && at(name, start - 1) == at(name, cursor)) {
            start--;
        }
        return start;
    }

    @Override
    public int getRunLimit(String name) {
        int end = cursor;
        while (end < text.length() && at(name, end) == at(name, cursor)) {
            end++;
        }
        return end;
    }

    @Override
    public @Nullable Object getAnnotation(String name) {
        return at(name, cursor);
    }

    @Override
    public String substring(int start, int end) {
        return text.substring(start, end);
    }

    private @Nullable Object at(String name, int index) {
        @Nullable Object[] row = slots.get(name);
        return row == null || index >= row.length ? null : row[index];
    }
}
