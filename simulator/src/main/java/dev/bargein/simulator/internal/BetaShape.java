package dev.bargein.simulator.internal;

import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.JsonValue.JsonString;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flat session of the beta dialect, to and from the GA shape (protocol reference, section 3). Thread law: stateless. */
final class BetaShape {
    private BetaShape() {}

    /** The GA session as a beta client sees it. */
    static JsonObject session(JsonObject ga) {
        JsonObject input = ga.object("audio").object("input");
        JsonObject output = ga.object("audio").object("output");
        return JsonTrees.object(
                "id", ga.get("id"),
                "object", "realtime.session",
                "model", ga.get("model"),
                "modalities",
                        Settings.isTextOnly(ga, "output_modalities")
                                ? JsonTrees.array("text")
                                : JsonTrees.array("text", "audio"),
                "instructions", ga.get("instructions"),
                "voice", output.get("voice"),
                "input_audio_format", AudioFormat.of(input.get("format")).betaName(),
                "output_audio_format", AudioFormat.of(output.get("format")).betaName(),
                "input_audio_transcription", input.get("transcription"),
                "input_audio_noise_reduction", input.get("noise_reduction"),
                "turn_detection", input.get("turn_detection"),
                "tools", ga.get("tools"),
                "tool_choice", ga.get("tool_choice"),
                "temperature", 0.8,
                "max_response_output_tokens", ga.get("max_output_tokens"),
                "speed", output.get("speed"),
                "tracing", ga.get("tracing"),
                "expires_at", ga.get("expires_at"));
    }

    /** A beta update in the GA shape; one that is in the GA shape already stays as it is. */
    static JsonObject patch(JsonObject beta) {
        if (beta.get("type") != null || beta.get("audio") instanceof JsonObject) {
            return beta.with("type", "realtime");
        }
        Map<String, JsonValue> top = new LinkedHashMap<>();
        Map<String, JsonValue> input = new LinkedHashMap<>();
        Map<String, JsonValue> output = new LinkedHashMap<>();
        top.put("type", JsonValue.of("realtime"));
        beta.members().forEach((name, value) -> {
            switch (name) {
                case "modalities" -> top.put("output_modalities", modalities(beta));
                case "voice", "speed" -> output.put(name, value);
                case "input_audio_format" -> input.put("format", format(name, value));
                case "output_audio_format" -> output.put("format", format(name, value));
                case "input_audio_transcription" -> input.put("transcription", value);
                case "input_audio_noise_reduction" -> input.put("noise_reduction", value);
                case "turn_detection" -> input.put(name, value);
                case "max_response_output_tokens" -> top.put("max_output_tokens", value);
                case "temperature" -> {
                    // Gone in GA; accepted, without effect on a script.
                }
                default -> top.put(name, value);
            }
        });
        Map<String, JsonValue> audio = new LinkedHashMap<>();
        putUnlessEmpty(audio, "input", input);
        putUnlessEmpty(audio, "output", output);
        putUnlessEmpty(top, "audio", audio);
        return new JsonObject(top);
    }

    private static JsonValue modalities(JsonObject beta) {
        return Settings.isTextOnly(beta, "modalities") ? JsonTrees.array("text") : JsonTrees.array("audio");
    }

    private static JsonValue format(String name, @Nullable JsonValue value) {
        String text = value instanceof JsonString t ? t.value() : "null";
        AudioFormat known = AudioFormat.ofBetaName(text);
        if (known == null) {
            throw Refusal.invalidValue(text, "'pcm16', 'g711_ulaw', and 'g711_alaw'", "session." + name);
        }
        return known.json();
    }

    private static void putUnlessEmpty(Map<String, JsonValue> into, String name, Map<String, JsonValue> members) {
        if (!members.isEmpty()) {
            into.put(name, new JsonObject(members));
        }
    }
}
