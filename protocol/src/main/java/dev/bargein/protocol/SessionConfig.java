package dev.bargein.protocol;

import dev.bargein.protocol.internal.SessionDifferences;
import dev.bargein.protocol.internal.SessionWriter;
import dev.bargein.protocol.internal.Trees;
import java.util.List;
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

    /** Names parameters one by one, for the general interface. */
    public static SessionConfigBuilder builder() {
        return builder(Dialect.GA);
    }

    /** Names parameters one by one, for servers that speak a dialect. */
    public static SessionConfigBuilder builder(Dialect dialect) {
        return new SessionConfigBuilder(dialect);
    }

    /** The session of a {@code session.update}, in the shape of a dialect. */
    public JsonObject toJson(Dialect dialect) {
        return SessionWriter.write(this, dialect);
    }

    /**
     * What a server made of it otherwise: the paths of members that were asked for and that a session has another value of.
     * Members that the session does not name are taken to be as asked.
     *
     * @param session of a {@code session.updated}, in either dialect
     */
    public List<String> contradictedBy(JsonObject session) {
        return SessionDifferences.between(toJson(SessionWriter.dialectOf(session)), session);
    }

    /** This, changed by another: what that one names counts. */
    public SessionConfig overlaidBy(SessionConfig other) {
        return new SessionConfig(
                other.model == null ? model : other.model,
                other.instructions == null ? instructions : other.instructions,
                other.voice == null ? voice : other.voice,
                other.turnDetection == null ? turnDetection : other.turnDetection,
                other.transcriptionModel == null ? transcriptionModel : other.transcriptionModel,
                other.outputText == null ? outputText : other.outputText,
                Trees.overlay(extra, other.extra));
    }

    /** A copy with other instructions. */
    public SessionConfig withInstructions(String text) {
        return new SessionConfig(model, text, voice, turnDetection, transcriptionModel, outputText, extra);
    }

    /** A copy with another voice. */
    public SessionConfig withVoice(String name) {
        return new SessionConfig(model, instructions, name, turnDetection, transcriptionModel, outputText, extra);
    }

    /** A copy with other further members. */
    public SessionConfig withExtra(JsonObject members) {
        return new SessionConfig(model, instructions, voice, turnDetection, transcriptionModel, outputText, members);
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
