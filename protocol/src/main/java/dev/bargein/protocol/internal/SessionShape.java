package dev.bargein.protocol.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.SessionConfig;
import java.util.List;

/** Reads the session of a {@code session.update}: nested in GA, flat in beta (docs/protocol.md, section 3). */
final class SessionShape {
    private static final JsonArray TEXT = JsonValue.array(JsonValue.of("text"));
    private static final JsonArray AUDIO = JsonValue.array(JsonValue.of("audio"));
    private static final JsonArray TEXT_AND_AUDIO = JsonValue.array(JsonValue.of("text"), JsonValue.of("audio"));

    private SessionShape() {}

    static SessionConfig read(Fields in) {
        if (in.dialect() == Dialect.GA) {
            // A flat session without a type is the usual sign of a beta client, which the GA service refuses.
            in.requiredText("type");
        }
        JsonObject session = in.json();
        Dialect dialect = SessionWriter.dialectOf(session);
        SessionConfig known = dialect == Dialect.GA ? readGa(session) : readBeta(session);
        SessionConfig whole = with(known, Trees.subtract(session, SessionWriter.write(known, dialect)));
        if (SessionWriter.write(whole, dialect).equals(session)) {
            return whole;
        }
        // Options that do not belong to the type they came with: they stay with it.
        return with(
                known, SessionWriter.withDetection(whole.extra(), SessionWriter.detection(session, dialect), dialect));
    }

    private static SessionConfig with(SessionConfig known, JsonObject extra) {
        return new SessionConfig(
                known.model(),
                known.instructions(),
                known.voice(),
                known.turnDetection(),
                known.transcriptionModel(),
                known.outputText(),
                extra);
    }

    private static SessionConfig readGa(JsonObject session) {
        JsonObject input = session.object("audio").object("input");
        JsonValue modalities = session.get("output_modalities");
        return new SessionConfig(
                session.string("model"),
                session.string("instructions"),
                session.object("audio").object("output").string("voice"),
                SessionWriter.turnDetectionOf(input.get("turn_detection")),
                input.object("transcription").string("model"),
                TEXT.equals(modalities) ? Boolean.TRUE : AUDIO.equals(modalities) ? Boolean.FALSE : null,
                JsonObject.EMPTY);
    }

    private static SessionConfig readBeta(JsonObject session) {
        Boolean outputText = null;
        if (session.get("modalities") instanceof JsonArray modalities) {
            List<JsonValue> names = modalities.values();
            outputText = names.contains(JsonValue.of("audio")) ? Boolean.FALSE : TEXT.equals(modalities) ? true : null;
        }
        return new SessionConfig(
                session.string("model"),
                session.string("instructions"),
                session.string("voice"),
                SessionWriter.turnDetectionOf(session.get("turn_detection")),
                session.object("input_audio_transcription").string("model"),
                outputText,
                JsonObject.EMPTY);
    }
}
