package dev.bargein.simulator.internal.speech;

import org.jspecify.annotations.Nullable;

/**
 * One text on its way from a voice, without ever blocking: what {@link dev.bargein.simulator.speech.Utterance} is to a worker,
 * this is to a session.
 *
 * <p>Thread safety: called by the session only; an implementation may be filled from another thread.
 */
public interface Speech {

    /** {@link #read} found nothing yet; the source wakes the session when there is more. */
    int NOT_READY = 0;

    /** {@link #read} found the end. */
    int END = -1;

    /** Copies up to {@code length} samples; {@link #NOT_READY} or {@link #END} when there are none. */
    int read(short[] into, int offset, int length);

    /** The characters of the text that belong to the samples read so far and a little more: text runs ahead of sound. */
    int charactersReady();

    /** The characters of the text that lie within the samples read so far. */
    int charactersSpoken();

    /** Why it ended before all was said; null when all was. Worth asking when {@link #read} found the end. */
    default @Nullable String failure() {
        return null;
    }

    /** Abandons the rest. */
    void close();

    /** Where a session gets its speech. */
    interface Source {
        /**
         * Begins a text.
         *
         * @param voice the voice that the client wants, empty for any
         * @param text what to say
         * @param signature passed to the voice
         * @param durationMs the length wanted, 0 for the voice's own
         * @param pace as a multiple of the voice's usual one
         * @param wake to be run, on the session's thread, whenever a read that found nothing is worth repeating
         */
        Speech speak(String voice, String text, int signature, int durationMs, double pace, Runnable wake);
    }
}
