package dev.bargein.simulator;

/**
 * A speaker of the simulator's answers.
 *
 * <p>Thread law: thread-safe; an {@link Utterance} is confined to one thread at a time.
 */
public interface Voice {

    /** The name by which scripts and {@code session.audio.output.voice} ask for it. */
    String name();

    /**
     * Starts to speak a text.
     *
     * @param text what to say
     * @param signature a number that tells this utterance from others of the same run; a calibration voice puts it into
     *     the sound, others ignore it
     * @param durationMs how long the utterance should last, in milliseconds; 0 leaves it to the voice. Only voices that
     *     can choose their length follow it
     */
    Utterance speak(String text, int signature, int durationMs);
}
