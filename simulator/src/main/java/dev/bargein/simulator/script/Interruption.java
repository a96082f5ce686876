package dev.bargein.simulator.script;

/**
 * An order to stop, as it arrived at the service.
 *
 * @param kind what arrived
 * @param atNanos when, on the clock of {@link System#nanoTime()}
 * @param responseId the response it concerned; empty when it concerned none
 * @param itemId the item of a truncate; otherwise empty
 * @param audioEndMs the position of a truncate in milliseconds; otherwise -1
 */
public record Interruption(Kind kind, long atNanos, String responseId, String itemId, long audioEndMs) {

    /** What can end an answer early. */
    public enum Kind {
        /** {@code response.cancel}. */
        CANCEL,
        /** {@code output_audio_buffer.clear}. */
        CLEAR,
        /** {@code conversation.item.truncate}. */
        TRUNCATE,
        /** The service heard the user speak. */
        SPEECH
    }
}
