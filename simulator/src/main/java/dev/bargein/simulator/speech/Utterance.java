package dev.bargein.simulator.speech;

/**
 * One text being spoken: a stream of 16-bit mono PCM at 24 kHz that may be abandoned at any point.
 *
 * <p>Not thread-safe.
 */
public interface Utterance extends AutoCloseable {

    /** The text being spoken. */
    String text();

    /**
     * Fills {@code into} from {@code offset} with up to {@code length} samples; may block while the voice computes.
     *
     * @return the number of samples written, or -1 at the end
     */
    int read(short[] into, int offset, int length);

    /**
     * The number of characters of {@link #text()} spoken when {@code samples} samples have been played; monotonic, from
     * 0 to the text's length.
     */
    int charactersAt(long samples);

    /** Frees what the voice holds for this utterance; closing twice is closing once. */
    @Override
    void close();
}
