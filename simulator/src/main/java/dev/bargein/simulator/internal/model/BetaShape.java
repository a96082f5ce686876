package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.JsonValue.JsonString;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.rules.SessionRules;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.util.LinkedHashMap;
import java.util.Map;

/** The flat session of the beta dialect, to and from the GA shape (docs/protocol.md, section 3). */
public final class BetaShape {
    private BetaShape() {}

    /**
     * The GA session as a beta client sees it.
     *
     * @param transcribes whether it only writes down
     */
    static JsonObject session(JsonObject ga, boolean transcribes) {
        return transcribes ? transcribing(ga) : talking(ga);
    }

    private static JsonObject talking(JsonObject ga) {
        JsonObject input = ga.object("audio").object("input");
        JsonObject output = ga.object("audio").object("output");
        return JsonTrees.object(
                "id", ga.get("id"),
                "object", "realtime.session",
                "model", ga.get("model"),
                "modalities",
                        SessionSettings.isTextOnly(ga, "output_modalities")
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
                "temperature", ga.get(DefaultSettings.TEMPERATURE),
                "max_response_output_tokens", ga.get("max_output_tokens"),
                "speed", output.get("speed"),
                "tracing", ga.get("tracing"),
                "prompt", ga.get("prompt"),
                "include", ga.get("include"),
                "expires_at", ga.get("expires_at"));
    }

    private static JsonObject transcribing(JsonObject ga) {
        JsonObject input = ga.object("audio").object("input");
        return JsonTrees.object(
                "id", ga.get("id"),
                "object", "realtime.transcription_session",
                "input_audio_format", AudioFormat.of(input.get("format")).betaName(),
                "input_audio_transcription", input.get("transcription"),
                "input_audio_noise_reduction", input.get("noise_reduction"),
                "turn_detection", input.get("turn_detection"),
                "include", ga.get("include"),
                "client_secret", null,
                "expires_at", ga.get("expires_at"));
    }

    /** Whether a configuration is in the GA shape although its sender speaks beta. */
    public static boolean isGa(JsonObject configuration) {
        return configuration.get("type") != null || configuration.get("audio") instanceof JsonObject;
    }

    /**
     * A beta configuration in the GA shape; one that is in the GA shape already stays as it is. What has no counterpart
     * keeps its name, to be refused.
     */
    public static JsonObject patch(JsonObject beta) {
        if (isGa(beta)) {
            return beta.get("type") == null ? beta.with("type", "realtime") : beta;
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
        return SessionSettings.isTextOnly(beta, "modalities") ? JsonTrees.array("text") : JsonTrees.array("audio");
    }

    private static JsonValue format(String name, JsonValue value) {
        AudioFormat known = value instanceof JsonString text ? AudioFormat.ofBetaName(text.value()) : null;
        if (known == null) {
            SessionRules.BETA_FORMAT.check("session." + name, value);
            throw new IllegalStateException("a format without a name: " + value);
        }
        return known.json();
    }

    private static void putUnlessEmpty(Map<String, JsonValue> into, String name, Map<String, JsonValue> members) {
        if (!members.isEmpty()) {
            into.put(name, new JsonObject(members));
        }
    }
}
