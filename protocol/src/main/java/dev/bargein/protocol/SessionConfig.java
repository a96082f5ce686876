package dev.bargein.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks of a session (docs/protocol.md, section 3). Absent parts are not sent, and so stay as they are.
 *
 * @param model the model; null when absent. It cannot change in a running session
 * @param instructions the system prompt; null when absent
 * @param voice the output voice; null when absent
 * @param turnDetection who decides that a turn is over; null when absent
 * @param transcriptionModel the model that transcribes the user; null when absent
 * @param outputText whether answers are text only; null when absent
 * @param extra further members, in the shape of the dialect, merged over the rest; options of another turn detection than
 *     {@code turnDetection} are left out
 */
public record SessionConfig(
        @Nullable String model,
        @Nullable String instructions,
        @Nullable String voice,
        @Nullable TurnDetection turnDetection,
        @Nullable String transcriptionModel,
        @Nullable Boolean outputText,
        JsonObject extra) {

    /** Asks for nothing. */
    public static final SessionConfig EMPTY = new SessionConfig(null, null, null, null, null, null, JsonObject.EMPTY);

    /** Manual turns, as push-to-talk needs them, and the server's own defaults for the rest. */
    public static final SessionConfig PUSH_TO_TALK =
            new SessionConfig(null, null, null, TurnDetection.MANUAL, null, null, JsonObject.EMPTY);

    /** Turns that the server finds by silence, as an open microphone needs them, and its own defaults for the rest. */
    public static final SessionConfig HANDS_FREE =
            new SessionConfig(null, null, null, TurnDetection.SERVER_VAD, null, null, JsonObject.EMPTY);

    /** A copy with other instructions. */
    public SessionConfig withInstructions(String text) {
        return new SessionConfig(model, text, voice, turnDetection, transcriptionModel, outputText, extra);
    }

    /** A copy with another voice. */
    public SessionConfig withVoice(String name) {
        return new SessionConfig(model, instructions, name, turnDetection, transcriptionModel, outputText, extra);
    }

    /** Who decides that the user's turn is over. */
    public enum TurnDetection {
        /** The client commits; on the wire {@code turn_detection: null}. */
        MANUAL,
        /** The server, by silence. */
        SERVER_VAD,
        /** The server, by meaning. */
        SEMANTIC_VAD
    }
}
