package dev.bargein.simulator.speech;

/** How {@link java.util.ServiceLoader} finds optional voices, such as real speech. Thread-safe. */
public interface VoiceProvider {

    /** The voice's name, known without loading it. */
    String name();

    /** Loads the voice; may take seconds. */
    Voice create();
}
