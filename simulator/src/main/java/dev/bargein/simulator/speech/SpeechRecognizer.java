package dev.bargein.simulator.speech;

/**
 * Writes down what somebody said; what input transcription is made with.
 *
 * <p>Thread-safe; a caller waits while another is served, or both are served at once.
 */
public interface SpeechRecognizer extends AutoCloseable {

    /**
     * The words of an utterance, without punctuation; empty when there are none. Blocks while it computes.
     *
     * @param pcm 16-bit mono PCM at 24 kHz
     */
    String recognize(short[] pcm);

    /** Frees what it holds; closing twice is closing once. */
    @Override
    void close();
}
