package de.dfki.lt.tools.tokenizer.annotate;

import org.jspecify.annotations.Nullable;

/** A text with a cursor, whose stretches carry named values; the shape that MaryTTS's tokeniser module asks for. */
public interface AnnotatedString {

    /** Moves the cursor; returns the character there, or {@link java.text.CharacterIterator#DONE} at the end. */
    char setIndex(int index);

    /** Where the stretch around the cursor with one value of that name begins. */
    int getRunStart(String name);

    /** Where the stretch around the cursor with one value of that name ends, exclusive. */
    int getRunLimit(String name);

    /** The value of that name at the cursor, null when there is none. */
    @Nullable
    Object getAnnotation(String name);

    /** A part of the text. */
    String substring(int start, int end);
}
