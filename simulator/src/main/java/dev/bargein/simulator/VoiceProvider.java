package dev.bargein.simulator;

/** How {@link java.util.ServiceLoader} finds optional voices, such as real speech. Thread law: thread-safe. */
public interface VoiceProvider {

    /** The voice's name, known without loading it. */
    String name();

    /** Loads the voice; may take seconds. */
    Voice create();
}
