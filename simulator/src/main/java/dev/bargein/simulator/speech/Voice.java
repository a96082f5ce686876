package dev.bargein.simulator.speech;

/**
 * A speaker of the simulator's answers.
 *
 * <p>Thread-safe; an {@link Utterance} is confined to one thread at a time.
 */
public interface Voice {

    /** The name by which scripts and {@code session.audio.output.voice} ask for it. */
    String name();

    /**
     * This speaker in another voice, as {@code session.audio.output.voice} names it; itself unless it has several. What is
     * spoken with the result is the same for the same name.
     */
    default Voice named(String voice) {
        return this;
    }

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

    /**
     * Starts to speak a text faster or slower than usual. A voice that only chooses its length does so; others may follow.
     *
     * @param text what to say
     * @param signature as above
     * @param durationMs as above, at the usual pace
     * @param pace as a multiple of the usual one, {@code session.audio.output.speed}: 0.25 to 1.5
     */
    default Utterance speak(String text, int signature, int durationMs, double pace) {
        return speak(text, signature, durationMs > 0 ? (int) Math.max(1, Math.round(durationMs / pace)) : 0);
    }
}
