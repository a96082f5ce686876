package dev.bargein.protocol.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.SessionConfig.TurnDetection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The session of a {@code session.update}: nested in GA, flat in beta (docs/protocol.md, section 3). */
public final class SessionShape {
    private static final JsonArray TEXT = JsonValue.array(JsonValue.of("text"));
    private static final JsonArray AUDIO = JsonValue.array(JsonValue.of("audio"));
    private static final JsonArray TEXT_AND_AUDIO = JsonValue.array(JsonValue.of("text"), JsonValue.of("audio"));

    private static final Set<String> SERVER_OPTIONS =
            Set.of("threshold", "prefix_padding_ms", "silence_duration_ms", "idle_timeout_ms");
    private static final Set<String> SEMANTIC_OPTIONS = Set.of("eagerness");

    private SessionShape() {}

    /** The dialect in whose shape a session is. */
    public static Dialect dialectOf(JsonObject session) {
        boolean ga = session.string("type") != null
                || session.get("audio") instanceof JsonObject
                || session.get("output_modalities") != null;
        return ga ? Dialect.GA : Dialect.BETA;
    }

    static SessionConfig read(Fields in) {
        if (in.dialect() == Dialect.GA) {
            // A flat session without a type is the usual sign of a beta client, which the GA service refuses.
            in.requiredText("type");
        }
        JsonObject session = in.json();
        Dialect dialect = dialectOf(session);
        SessionConfig known = dialect == Dialect.GA ? readGa(session) : readBeta(session);
        SessionConfig whole = with(known, Trees.subtract(session, write(known, dialect)));
        if (write(whole, dialect).equals(session)) {
            return whole;
        }
        // Options that do not belong to the type they came with: they stay with it.
        return with(known, withDetection(whole.extra(), detection(session, dialect), dialect));
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
                turnDetection(input.get("turn_detection")),
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
                turnDetection(session.get("turn_detection")),
                session.object("input_audio_transcription").string("model"),
                outputText,
                JsonObject.EMPTY);
    }

    private static @Nullable TurnDetection turnDetection(@Nullable JsonValue value) {
        if (value instanceof JsonValue.JsonNull) {
            return TurnDetection.MANUAL;
        }
        String type = value instanceof JsonObject object ? object.string("type") : null;
        return "server_vad".equals(type)
                ? TurnDetection.SERVER_VAD
                : "semantic_vad".equals(type) ? TurnDetection.SEMANTIC_VAD : null;
    }

    /** The session as it is sent. */
    public static JsonObject write(SessionConfig config, Dialect dialect) {
        JsonObject known = dialect == Dialect.GA ? writeGa(config) : writeBeta(config);
        return Trees.overlay(known, extra(config, dialect));
    }

    /** The extra without options of a turn detection that is not wanted any more, as when a copy asks for another one. */
    private static JsonObject extra(SessionConfig config, Dialect dialect) {
        JsonValue options = detection(config.extra(), dialect);
        if (config.turnDetection() == null || !(options instanceof JsonObject object)) {
            return config.extra();
        }
        return withDetection(config.extra(), optionsOf(config.turnDetection(), object), dialect);
    }

    private static @Nullable JsonObject optionsOf(TurnDetection detection, JsonObject options) {
        if (detection == TurnDetection.MANUAL) {
            return null;
        }
        if (options.get("type") != null) {
            return turnDetection(options) == detection ? options : null;
        }
        Set<String> others = detection == TurnDetection.SERVER_VAD ? SEMANTIC_OPTIONS : SERVER_OPTIONS;
        Map<String, JsonValue> own = new LinkedHashMap<>(options.members());
        own.keySet().removeAll(others);
        return new JsonObject(own);
    }

    private static @Nullable JsonValue detection(JsonObject session, Dialect dialect) {
        JsonObject holder = dialect == Dialect.GA ? session.object("audio").object("input") : session;
        return holder.get("turn_detection");
    }

    private static JsonObject withDetection(JsonObject session, @Nullable JsonValue detection, Dialect dialect) {
        if (dialect == Dialect.BETA) {
            return with(session, "turn_detection", detection);
        }
        JsonObject audio = session.object("audio");
        JsonObject input = with(audio.object("input"), "turn_detection", detection);
        return with(session, "audio", with(audio, "input", input));
    }

    private static JsonObject with(JsonObject object, String name, @Nullable JsonValue value) {
        Map<String, JsonValue> out = new LinkedHashMap<>(object.members());
        if (value == null) {
            out.remove(name);
        } else {
            out.put(name, value);
        }
        return new JsonObject(out);
    }

    private static JsonObject writeGa(SessionConfig config) {
        Members out = new Members(Dialect.GA).put("type", "realtime");
        out.putIfPresent("model", config.model()).putIfPresent("instructions", config.instructions());
        if (config.outputText() != null) {
            out.put("output_modalities", config.outputText() ? TEXT : AUDIO);
        }
        Members input = new Members(Dialect.GA);
        if (config.transcriptionModel() != null) {
            input.put("transcription", JsonObject.EMPTY.with("model", config.transcriptionModel()));
        }
        if (config.turnDetection() != null) {
            input.put("turn_detection", turnDetection(config.turnDetection()));
        }
        Members audio = new Members(Dialect.GA);
        if (!input.done().isEmpty()) {
            audio.put("input", input.done());
        }
        if (config.voice() != null) {
            audio.put("output", JsonObject.EMPTY.with("voice", config.voice()));
        }
        if (!audio.done().isEmpty()) {
            out.put("audio", audio.done());
        }
        return out.done();
    }

    private static JsonObject writeBeta(SessionConfig config) {
        Members out = new Members(Dialect.BETA)
                .putIfPresent("model", config.model())
                .putIfPresent("instructions", config.instructions())
                .putIfPresent("voice", config.voice());
        if (config.outputText() != null) {
            out.put("modalities", config.outputText() ? TEXT : TEXT_AND_AUDIO);
        }
        if (config.transcriptionModel() != null) {
            out.put("input_audio_transcription", JsonObject.EMPTY.with("model", config.transcriptionModel()));
        }
        if (config.turnDetection() != null) {
            out.put("turn_detection", turnDetection(config.turnDetection()));
        }
        return out.done();
    }

    private static JsonValue turnDetection(TurnDetection detection) {
        return switch (detection) {
            case MANUAL -> JsonValue.NULL;
            case SERVER_VAD -> JsonObject.EMPTY.with("type", "server_vad");
            case SEMANTIC_VAD -> JsonObject.EMPTY.with("type", "semantic_vad");
        };
    }
}
