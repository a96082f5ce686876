package dev.bargein.protocol.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.SessionConfig.TurnDetection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the session of a {@code session.update}: nested in GA, flat in beta (docs/protocol.md, section 3). */
public final class SessionWriter {
    private static final JsonArray TEXT = JsonValue.array(JsonValue.of("text"));
    private static final JsonArray AUDIO = JsonValue.array(JsonValue.of("audio"));
    private static final JsonArray TEXT_AND_AUDIO = JsonValue.array(JsonValue.of("text"), JsonValue.of("audio"));

    private static final Set<String> SERVER_OPTIONS =
            Set.of("threshold", "prefix_padding_ms", "silence_duration_ms", "idle_timeout_ms");
    private static final Set<String> SEMANTIC_OPTIONS = Set.of("eagerness");

    private SessionWriter() {}

    /** The dialect in whose shape a session is. */
    public static Dialect dialectOf(JsonObject session) {
        boolean ga = session.string("type") != null
                || session.get("audio") instanceof JsonObject
                || session.get("output_modalities") != null;
        return ga ? Dialect.GA : Dialect.BETA;
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
            return turnDetectionOf(options) == detection ? options : null;
        }
        Set<String> others = detection == TurnDetection.SERVER_VAD ? SEMANTIC_OPTIONS : SERVER_OPTIONS;
        Map<String, JsonValue> own = new LinkedHashMap<>(options.members());
        own.keySet().removeAll(others);
        return new JsonObject(own);
    }

    static @Nullable JsonValue detection(JsonObject session, Dialect dialect) {
        JsonObject holder = dialect == Dialect.GA ? session.object("audio").object("input") : session;
        return holder.get("turn_detection");
    }

    static JsonObject withDetection(JsonObject session, @Nullable JsonValue detection, Dialect dialect) {
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

    static @Nullable TurnDetection turnDetectionOf(@Nullable JsonValue value) {
        if (value instanceof JsonValue.JsonNull) {
            return TurnDetection.MANUAL;
        }
        String type = value instanceof JsonObject object ? object.string("type") : null;
        return "server_vad".equals(type)
                ? TurnDetection.SERVER_VAD
                : "semantic_vad".equals(type) ? TurnDetection.SEMANTIC_VAD : null;
    }
}
