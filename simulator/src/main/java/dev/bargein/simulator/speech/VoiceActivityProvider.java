package dev.bargein.simulator.speech;

/**
 * How {@link java.util.ServiceLoader} finds optional detectors of speech. Without any, the simulator judges by loudness.
 *
 * <p>Thread-safe.
 */
public interface VoiceActivityProvider {

    /** The detector's name, known without loading it. */
    String name();

    /** A detector for one stream; the first may take a while to load what all share. */
    VoiceActivity create();
}
