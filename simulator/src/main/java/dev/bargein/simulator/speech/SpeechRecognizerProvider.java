package dev.bargein.simulator.speech;

/** How {@link java.util.ServiceLoader} finds optional recognisers of speech. Thread-safe. */
public interface SpeechRecognizerProvider {

    /** The recogniser's name, known without loading it. */
    String name();

    /** Whether what it needs is there, such as an optional jar with its model; known without loading it. */
    default boolean isAvailable() {
        return true;
    }

    /** Loads the recogniser; may take seconds. */
    SpeechRecognizer create();
}
