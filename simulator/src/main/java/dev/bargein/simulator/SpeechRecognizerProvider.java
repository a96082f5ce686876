package dev.bargein.simulator;

/** How {@link java.util.ServiceLoader} finds optional recognisers of speech. Thread law: thread-safe. */
public interface SpeechRecognizerProvider {

    /** The recogniser's name, known without loading it. */
    String name();

    /** Loads the recogniser; may take seconds. */
    SpeechRecognizer create();
}
