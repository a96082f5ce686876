package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.util.LinkedHashMap;
import java.util.Map;

/** What sessions start with on the real wire, in the GA shape (docs/protocol.md, section 3). */
public final class DefaultSettings {
    /** Kept with every session, shown in the beta dialect only. */
    static final String TEMPERATURE = "temperature";

    private static final String REASONING_MODELS = "gpt-realtime-2";

    private DefaultSettings() {}

    /** Whether the model thinks before it answers, and may say so. */
    public static boolean isReasoningModel(String model) {
        return model.startsWith(REASONING_MODELS);
    }

    private static String voice(String model) {
        return isReasoningModel(model) ? "marin" : "alloy";
    }

    /** A session that talks. */
    public static JsonObject realtime(String sessionId, String model, long expiresAtSeconds) {
        JsonObject pcm = AudioFormat.PCM.json();
        JsonObject input = JsonTrees.object(
                "format",
                pcm,
                "transcription",
                null,
                "noise_reduction",
                null,
                "turn_detection",
                turnDetection("server_vad", true, model));
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
                        "input", input, "output", JsonTrees.object("format", pcm, "voice", voice(model), "speed", 1.0)),
                "include",
                null,
                TEMPERATURE,
                0.8);
        return isReasoningModel(model) ? session.with("reasoning", JsonTrees.object("effort", "low")) : session;
    }

    /** A session that only writes down, with the id of the one that it would have been. */
    static JsonObject transcription(JsonObject realtime) {
        JsonObject input = realtime.object("audio").object("input");
        return JsonTrees.object(
                "type",
                "transcription",
                "object",
                "realtime.transcription_session",
                "id",
                realtime.get("id"),
                "expires_at",
                realtime.get("expires_at"),
                "audio",
                JsonTrees.object("input", input.with("turn_detection", turnDetection("server_vad", false, ""))),
                "include",
                null);
    }

    /**
     * A kind of turn detection.
     *
     * @param answers whether there are answers that it could begin or interrupt
     * @param model the session's model
     */
    static JsonObject turnDetection(String type, boolean answers, String model) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        out.put("type", JsonValue.of(type));
        if (type.equals("semantic_vad")) {
            out.put("eagerness", JsonValue.of("auto"));
        } else {
            out.put("threshold", new JsonValue.JsonNumber("0.5"));
            out.put("prefix_padding_ms", JsonValue.of(300));
            out.put("silence_duration_ms", JsonValue.of(isReasoningModel(model) ? 500 : 200));
            if (answers) {
                out.put("idle_timeout_ms", JsonValue.NULL);
            }
        }
        if (answers) {
            out.put("create_response", JsonValue.of(true));
            out.put("interrupt_response", JsonValue.of(true));
        }
        return new JsonObject(out);
    }
}
