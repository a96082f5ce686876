package dev.bargein.protocol;

import dev.bargein.protocol.SessionConfig.TurnDetection;
import dev.bargein.protocol.internal.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link SessionConfig} of named parameters (docs/protocol.md, section 3), each where the dialect has it. What is
 * not named is not sent, and so stays as it is.
 *
 * <p>Not thread-safe.
 */
public final class SessionConfigBuilder {
    private final Dialect dialect;
    private SessionConfig known = SessionConfig.EMPTY;
    private JsonObject extra = JsonObject.EMPTY;

    SessionConfigBuilder(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A format of sound on the wire. */
    public enum AudioFormat {
        /** 16-bit little-endian samples at 24 kHz, mono. */
        PCM("audio/pcm", "pcm16"),
        /** G.711 μ-law at 8 kHz. */
        PCMU("audio/pcmu", "g711_ulaw"),
        /** G.711 A-law at 8 kHz. */
        PCMA("audio/pcma", "g711_alaw");

        private final String ga;
        private final String beta;

        AudioFormat(String ga, String beta) {
            this.ga = ga;
            this.beta = beta;
        }
    }

    /** What the microphone is like, for the server's noise reduction. */
    public enum NoiseReduction {
        /** A headset. */
        NEAR_FIELD,
        /** A laptop, or a room. */
        FAR_FIELD
    }

    /** How soon semantic turn detection answers. */
    public enum Eagerness {
        /** Lets the user take his time. */
        LOW,
        /** In between. */
        MEDIUM,
        /** Answers as soon as it can. */
        HIGH,
        /** The server's choice. */
        AUTO
    }

    /** How long a reasoning model thinks. */
    public enum ReasoningEffort {
        /** Hardly. */
        MINIMAL,
        /** A little. */
        LOW,
        /** In between. */
        MEDIUM,
        /** Long. */
        HIGH,
        /** As long as it takes; not every service has it. */
        XHIGH
    }

    /** The model; it cannot change in a running session. */
    public SessionConfigBuilder model(String name) {
        return known(name, known.instructions(), known.voice(), known.turnDetection(), known.outputText());
    }

    /** The system prompt. */
    public SessionConfigBuilder instructions(String text) {
        return known(known.model(), text, known.voice(), known.turnDetection(), known.outputText());
    }

    /** The output voice; it cannot change after the first sound. */
    public SessionConfigBuilder voice(String name) {
        return known(known.model(), known.instructions(), name, known.turnDetection(), known.outputText());
    }

    /** Answers in text alone, or with sound. */
    public SessionConfigBuilder textOnly(boolean text) {
        return known(known.model(), known.instructions(), known.voice(), known.turnDetection(), text);
    }

    /** No turn detection: the client commits, as with push-to-talk. */
    public SessionConfigBuilder manualTurns() {
        return turns(TurnDetection.MANUAL, JsonObject.EMPTY);
    }

    /** The server finds turns by silence, with its own thresholds. */
    public SessionConfigBuilder serverVad() {
        return turns(TurnDetection.SERVER_VAD, JsonObject.EMPTY);
    }

    /**
     * The server finds turns by silence.
     *
     * @param threshold how sure it must be that it hears speech, from 0 to 1
     * @param prefixPaddingMs how much of the sound from before the speech belongs to the turn
     * @param silenceMs how long the user must be silent for the turn to be over
     */
    public SessionConfigBuilder serverVad(double threshold, int prefixPaddingMs, int silenceMs) {
        require(threshold >= 0 && threshold <= 1, "The threshold of speech lies in 0 to 1, but is " + threshold);
        require(prefixPaddingMs >= 0 && silenceMs >= 0, "Lengths of time are not negative");
        return turns(
                TurnDetection.SERVER_VAD,
                JsonObject.EMPTY
                        .with("type", "server_vad")
                        .with("threshold", number(threshold))
                        .with("prefix_padding_ms", prefixPaddingMs)
                        .with("silence_duration_ms", silenceMs));
    }

    /** The server finds turns by what is said. */
    public SessionConfigBuilder semanticVad(Eagerness eagerness) {
        return turns(
                TurnDetection.SEMANTIC_VAD,
                JsonObject.EMPTY.with("type", "semantic_vad").with("eagerness", word(eagerness)));
    }

    /**
     * Whether the server cuts its answer when it hears speech; with {@code false} the client decides, by {@code
     * BargeInOptions}. Name the turn detection first.
     *
     * @throws IllegalStateException without turn detection by the server
     */
    public SessionConfigBuilder interruptResponse(boolean cut) {
        return turnFlag("interrupt_response", cut);
    }

    /**
     * Whether the server answers a turn by itself. Name the turn detection first.
     *
     * @throws IllegalStateException without turn detection by the server
     */
    public SessionConfigBuilder createResponse(boolean answer) {
        return turnFlag("create_response", answer);
    }

    /** What the user says is transcribed by a model of its own; some services want the name of a deployment here. */
    public SessionConfigBuilder transcription(String model) {
        return input("transcription", "input_audio_transcription", JsonObject.EMPTY.with("model", model));
    }

    /**
     * What the user says is transcribed by a model of its own.
     *
     * @param language as in ISO 639-1, such as {@code en}
     */
    public SessionConfigBuilder transcription(String model, String language) {
        return input(
                "transcription",
                "input_audio_transcription",
                JsonObject.EMPTY.with("model", model).with("language", language));
    }

    /** What the user says is cleaned of noise before anything else. */
    public SessionConfigBuilder noiseReduction(NoiseReduction kind) {
        return input("noise_reduction", "input_audio_noise_reduction", JsonObject.EMPTY.with("type", word(kind)));
    }

    /** The sound of the user, on WebSocket. */
    public SessionConfigBuilder inputFormat(AudioFormat format) {
        return input("format", "input_audio_format", format(format));
    }

    /** The sound of the model, on WebSocket. */
    public SessionConfigBuilder outputFormat(AudioFormat format) {
        return output("format", "output_audio_format", format(format));
    }

    /** How fast the model speaks, from 0.25 to 1.5; changes between turns only. */
    public SessionConfigBuilder speed(double factor) {
        require(factor >= 0.25 && factor <= 1.5, "The speed lies in 0.25 to 1.5, but is " + factor);
        return output("speed", "speed", number(factor));
    }

    /** Functions and MCP servers, each as {@code session.tools} has it. */
    public SessionConfigBuilder tools(List<JsonObject> tools) {
        return extra("tools", new JsonArray(new ArrayList<>(tools)));
    }

    /** Whether the model calls functions: {@code auto}, {@code none}, {@code required}. */
    public SessionConfigBuilder toolChoice(String choice) {
        return extra("tool_choice", JsonValue.of(choice));
    }

    /** The model must call this function. */
    public SessionConfigBuilder toolChoiceFunction(String name) {
        return extra("tool_choice", JsonObject.EMPTY.with("type", "function").with("name", name));
    }

    /** The length of a response, function calls included. */
    public SessionConfigBuilder maxOutputTokens(int tokens) {
        require(tokens >= 1, "A response needs a token at least, but is to have " + tokens);
        return extra(dialect == Dialect.GA ? "max_output_tokens" : "max_response_output_tokens", JsonValue.of(tokens));
    }

    /** How long a reasoning model thinks. */
    public SessionConfigBuilder reasoningEffort(ReasoningEffort effort) {
        return extra("reasoning", JsonObject.EMPTY.with("effort", word(effort)));
    }

    /** A conversation that grows too long is an error, instead of losing its oldest items. */
    public SessionConfigBuilder noTruncation() {
        return extra("truncation", JsonValue.of("disabled"));
    }

    /**
     * A conversation that grows too long loses its oldest items, and more than it must, so that it need not be cut again
     * soon and its beginning can be cached.
     *
     * @param ratio of the tokens that stay, above 0 and up to 1
     */
    public SessionConfigBuilder retentionRatio(double ratio) {
        require(ratio > 0 && ratio <= 1, "The share that stays lies above 0 and up to 1, but is " + ratio);
        return extra(
                "truncation", JsonObject.EMPTY.with("type", "retention_ratio").with("retention_ratio", number(ratio)));
    }

    /** Traces of the session are kept by the service, under a name; they cannot change once they are on. */
    public SessionConfigBuilder tracing(String workflowName) {
        return extra("tracing", JsonObject.EMPTY.with("workflow_name", workflowName));
    }

    /** A stored prompt. */
    public SessionConfigBuilder prompt(String id, JsonObject variables) {
        JsonObject prompt = JsonObject.EMPTY.with("id", id);
        return extra("prompt", variables.isEmpty() ? prompt : prompt.with("variables", variables));
    }

    /** Any other member of the session, where the dialect has it; over what was named before. */
    public SessionConfigBuilder extra(String name, JsonValue value) {
        return extra(JsonObject.EMPTY.with(name, value));
    }

    /** The configuration. */
    public SessionConfig build() {
        return known.withExtra(extra);
    }

    private SessionConfigBuilder known(
            @Nullable String model,
            @Nullable String instructions,
            @Nullable String voice,
            @Nullable TurnDetection turnDetection,
            @Nullable Boolean outputText) {
        known = new SessionConfig(model, instructions, voice, turnDetection, null, outputText, JsonObject.EMPTY);
        return this;
    }

    private SessionConfigBuilder turns(TurnDetection detection, JsonObject options) {
        known(known.model(), known.instructions(), known.voice(), detection, known.outputText());
        if (dialect == Dialect.GA) {
            JsonObject audio = extra.object("audio");
            JsonObject input = without(audio.object("input"), "turn_detection");
            JsonObject rest = input.isEmpty() ? without(audio, "input") : audio.with("input", input);
            extra = rest.isEmpty() ? without(extra, "audio") : extra.with("audio", rest);
        } else {
            extra = without(extra, "turn_detection");
        }
        return options.isEmpty() ? this : input("turn_detection", "turn_detection", options);
    }

    private SessionConfigBuilder turnFlag(String name, boolean value) {
        TurnDetection detection = known.turnDetection();
        if (detection == null || detection == TurnDetection.MANUAL) {
            throw new IllegalStateException(name + " needs serverVad or semanticVad, named before it");
        }
        String type = detection == TurnDetection.SERVER_VAD ? "server_vad" : "semantic_vad";
        return input(
                "turn_detection",
                "turn_detection",
                JsonObject.EMPTY.with("type", type).with(name, JsonValue.of(value)));
    }

    private SessionConfigBuilder input(String ga, String beta, JsonValue value) {
        return audio("input", ga, beta, value);
    }

    private SessionConfigBuilder output(String ga, String beta, JsonValue value) {
        return audio("output", ga, beta, value);
    }

    private SessionConfigBuilder audio(String direction, String ga, String beta, JsonValue value) {
        return dialect == Dialect.BETA
                ? extra(beta, value)
                : extra(JsonObject.EMPTY.with(
                        "audio", JsonObject.EMPTY.with(direction, JsonObject.EMPTY.with(ga, value))));
    }

    private SessionConfigBuilder extra(JsonObject more) {
        extra = Trees.overlay(extra, more);
        return this;
    }

    private JsonValue format(AudioFormat format) {
        if (dialect == Dialect.BETA) {
            return JsonValue.of(format.beta);
        }
        JsonObject type = JsonObject.EMPTY.with("type", format.ga);
        return format == AudioFormat.PCM ? type.with("rate", 24_000) : type;
    }

    private static JsonObject without(JsonObject object, String name) {
        JsonObject out = JsonObject.EMPTY;
        for (String other : object.members().keySet()) {
            out = other.equals(name) ? out : out.with(other, object.members().get(other));
        }
        return out;
    }

    private static JsonValue number(double value) {
        return new JsonValue.JsonNumber(Double.toString(value));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
