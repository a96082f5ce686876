package dev.bargein.simulator.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.JsonValue.JsonString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of a session in the GA shape (protocol reference, section 3): deep merge, and a bad update is
 * rejected whole.
 *
 * <p>Thread law: immutable.
 */
final class Settings {
    private static final int MIN_RATE_HZ = 24_000;
    private static final List<String> VOICES =
            List.of("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar");
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "session",
            Set.of(
                    "type",
                    "model",
                    "output_modalities",
                    "instructions",
                    "audio",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "reasoning",
                    "max_output_tokens",
                    "truncation",
                    "tracing",
                    "prompt",
                    "include"),
            "session.audio",
            Set.of("input", "output"),
            "session.audio.input",
            Set.of("format", "transcription", "noise_reduction", "turn_detection"),
            "session.audio.output",
            Set.of("format", "voice", "speed"),
            "session.audio.input.format",
            Set.of("type", "rate"),
            "session.audio.output.format",
            Set.of("type", "rate"),
            "session.audio.input.noise_reduction",
            Set.of("type"),
            "session.audio.input.transcription",
            Set.of("model", "language", "languages", "keywords", "prompt", "delay"),
            "session.audio.input.turn_detection",
            Set.of(
                    "type",
                    "threshold",
                    "prefix_padding_ms",
                    "silence_duration_ms",
                    "idle_timeout_ms",
                    "create_response",
                    "interrupt_response",
                    "eagerness"));

    private final JsonObject session;
    private final Set<String> voices;

    private Settings(JsonObject session, Set<String> voices) {
        this.session = session;
        this.voices = voices;
    }

    /**
     * What a new session starts with on the real wire.
     *
     * @param voiceName a voice of the simulator's own, allowed next to the real ones
     */
    static Settings initial(String sessionId, String model, long expiresAtSeconds, String voiceName) {
        Set<String> voices = new LinkedHashSet<>(VOICES);
        voices.add(voiceName);
        JsonObject pcm = AudioFormat.PCM.json();
        JsonObject session = JsonTrees.object(
                "type",
                "realtime",
                "object",
                "realtime.session",
                "id",
                sessionId,
                "model",
                model,
                "output_modalities",
                JsonTrees.array("audio"),
                "instructions",
                "You are a helpful voice. Say what the script says.",
                "tools",
                JsonTrees.array(),
                "tool_choice",
                "auto",
                "max_output_tokens",
                "inf",
                "tracing",
                null,
                "truncation",
                "auto",
                "prompt",
                null,
                "expires_at",
                expiresAtSeconds,
                "audio",
                JsonTrees.object(
                        "input",
                        JsonTrees.object(
                                "format",
                                pcm,
                                "transcription",
                                null,
                                "noise_reduction",
                                null,
                                "turn_detection",
                                turnDetection("server_vad")),
                        "output",
                        JsonTrees.object("format", pcm, "voice", "alloy", "speed", 1.0)),
                "include",
                null);
        return new Settings(session, voices);
    }

    /** The whole session as {@code session.created} and {@code session.updated} carry it. */
    JsonObject json() {
        return session;
    }

    /** Whether answers are text without sound. */
    boolean textOnly() {
        return isTextOnly(session, "output_modalities");
    }

    static boolean isTextOnly(JsonObject object, String name) {
        return object.get(name) instanceof JsonArray list
                && !list.values().contains(JsonValue.of("audio"))
                && list.values().contains(JsonValue.of("text"));
    }

    /** How the wire carries what the user says; on WebSocket. */
    AudioFormat inputFormat() {
        return AudioFormat.of(JsonTrees.at(session, "audio", "input", "format"));
    }

    /** How the wire carries what the assistant says, where a response says nothing else; on WebSocket. */
    AudioFormat outputFormat() {
        return AudioFormat.of(JsonTrees.at(session, "audio", "output", "format"));
    }

    /** How the wire carries the sound of a response with these options. */
    static AudioFormat responseFormat(JsonObject options, Dialect dialect, AudioFormat sessionFormat) {
        String beta = options.string("output_audio_format");
        AudioFormat named = dialect == Dialect.BETA && beta != null ? AudioFormat.ofBetaName(beta) : null;
        if (named != null) {
            return named;
        }
        JsonValue format = JsonTrees.at(options, "audio", "output", "format");
        return format instanceof JsonObject ? AudioFormat.of(format) : sessionFormat;
    }

    /** Whether the server ends turns by itself. */
    boolean serverTurns() {
        return JsonTrees.at(session, "audio", "input", "turn_detection") instanceof JsonObject;
    }

    /** A flag of the turn detection, true when absent. */
    boolean turnFlag(String name) {
        return !JsonValue.of(false).equals(JsonTrees.at(session, "audio", "input", "turn_detection", name));
    }

    /**
     * The settings after an update.
     *
     * @param patch the member {@code session} of the event
     * @param spoke whether assistant audio exists, which fixes the voice
     * @throws Refusal when any part of it is wrong
     */
    Settings update(JsonObject patch, boolean spoke) {
        if (patch.get("type") == null) {
            throw Refusal.missingParameter("session.type");
        }
        requireOneOf(patch, "session", "type", List.of("realtime"));
        checkNames("session", patch);
        checkTypes(patch);
        JsonValue voice = JsonTrees.at(patch, "audio", "output", "voice");
        if (voice instanceof JsonString name && !voices.contains(name.value())) {
            throw Refusal.invalidValue(name.value(), quoted(List.copyOf(voices)), "session.audio.output.voice");
        }
        if (spoke && voice != null && !voice.equals(JsonTrees.at(session, "audio", "output", "voice"))) {
            throw new Refusal(
                    ErrorCodes.CANNOT_UPDATE_VOICE,
                    "Cannot update a conversation's voice if assistant audio is present.",
                    "session.audio.output.voice");
        }
        // The model of a running session cannot change; clients repeat it, so it is left out silently.
        JsonObject base = forgetOtherFormats(forgetOtherTurnDetection(patch), patch);
        return new Settings(JsonTrees.merge(base, JsonTrees.without(patch, "model")), voices);
    }

    private JsonObject forgetOtherTurnDetection(JsonObject patch) {
        if (!(JsonTrees.at(patch, "audio", "input", "turn_detection") instanceof JsonObject wanted)) {
            return session;
        }
        String type = wanted.string("type");
        JsonValue now = JsonTrees.at(session, "audio", "input", "turn_detection");
        if (type == null || now instanceof JsonObject o && type.equals(o.string("type"))) {
            return session;
        }
        JsonObject input = session.object("audio").object("input").with("turn_detection", turnDetection(type));
        return session.with("audio", session.object("audio").with("input", input));
    }

    /** A format replaces a format: telephone audio has no rate that it could inherit. */
    private static JsonObject forgetOtherFormats(JsonObject base, JsonObject patch) {
        JsonObject audio = base.object("audio");
        for (String side : List.of("input", "output")) {
            JsonValue wanted = JsonTrees.at(patch, "audio", side, "format");
            if (wanted instanceof JsonObject) {
                audio = audio.with(
                        side,
                        audio.object(side).with("format", AudioFormat.of(wanted).json()));
            }
        }
        return base.with("audio", audio);
    }

    private static JsonObject turnDetection(String type) {
        return type.equals("semantic_vad")
                ? JsonTrees.object(
                        "type", type, "eagerness", "auto", "create_response", true, "interrupt_response", true)
                : JsonTrees.object(
                        "type",
                        type,
                        "threshold",
                        0.5,
                        "prefix_padding_ms",
                        300,
                        "silence_duration_ms",
                        200,
                        "idle_timeout_ms",
                        null,
                        "create_response",
                        true,
                        "interrupt_response",
                        true);
    }

    private static void checkNames(String path, JsonObject object) {
        Set<String> known = KNOWN.get(path);
        if (known == null) {
            return;
        }
        object.members().forEach((name, value) -> {
            String inner = path + "." + name;
            if (!known.contains(name)) {
                throw Refusal.unknownParameter(inner);
            }
            if (value instanceof JsonObject o) {
                checkNames(inner, o);
            }
        });
    }

    private static void checkTypes(JsonObject patch) {
        if (patch.get("instructions") != null && !(patch.get("instructions") instanceof JsonString)) {
            throw Refusal.invalidType("session.instructions", "a string");
        }
        if (patch.get("audio") != null && !(patch.get("audio") instanceof JsonObject)) {
            throw Refusal.invalidType("session.audio", "an object");
        }
        JsonValue modalities = patch.get("output_modalities");
        if (modalities != null
                && !modalities.equals(JsonTrees.array("audio"))
                && !modalities.equals(JsonTrees.array("text"))) {
            throw new Refusal(
                    ErrorCodes.INVALID_VALUE,
                    "Invalid modalities. Supported combinations are: ['text'] and ['audio'].",
                    "session.output_modalities");
        }
        for (String side : List.of("input", "output")) {
            String path = "session.audio." + side;
            JsonValue end = JsonTrees.at(patch, "audio", side);
            if (end != null && !(end instanceof JsonObject)) {
                throw Refusal.invalidType(path, "an object");
            }
            if (end instanceof JsonObject o && o.get("format") instanceof JsonObject format) {
                checkFormat(path + ".format", format);
            }
        }
        JsonValue turns = JsonTrees.at(patch, "audio", "input", "turn_detection");
        if (turns instanceof JsonObject o) {
            String path = "session.audio.input.turn_detection";
            if (o.get("type") == null) {
                throw Refusal.missingParameter(path + ".type");
            }
            requireOneOf(o, path, "type", List.of("server_vad", "semantic_vad"));
        } else if (turns != null && !turns.equals(JsonValue.NULL)) {
            throw Refusal.invalidType("session.audio.input.turn_detection", "an object or null");
        }
    }

    private static void checkFormat(String path, JsonObject format) {
        requireOneOf(format, path, "type", List.of("audio/pcm", "audio/pcmu", "audio/pcma"));
        long rate = format.number("rate", MIN_RATE_HZ);
        if (rate < MIN_RATE_HZ) {
            throw Refusal.belowMinimum(path + ".rate", MIN_RATE_HZ, rate);
        }
        if (rate > MIN_RATE_HZ) {
            throw Refusal.invalidValue(Long.toString(rate), "24000", path + ".rate");
        }
    }

    private static void requireOneOf(JsonObject object, String path, String name, List<String> allowed) {
        JsonValue value = object.get(name);
        if (value == null) {
            return;
        }
        if (!(value instanceof JsonString text)) {
            throw Refusal.invalidType(path + "." + name, "a string");
        }
        if (!allowed.contains(text.value())) {
            throw Refusal.invalidValue(text.value(), quoted(allowed), path + "." + name);
        }
    }

    private static String quoted(List<String> values) {
        return "'" + String.join("', '", values) + "'";
    }
}
