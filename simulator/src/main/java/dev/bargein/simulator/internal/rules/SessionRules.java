package dev.bargein.simulator.internal.rules;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.JsonValue.JsonString;
import dev.bargein.simulator.internal.rules.Rule.Kind;
import dev.bargein.simulator.internal.rules.Rule.ObjectRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the configurations of sessions and responses may hold, in both dialects (docs/protocol.md, sections 1a and 3).
 *
 * <p>Immutable.
 */
public final class SessionRules {
    /** The voices of the real service. */
    public static final List<String> VOICES =
            List.of("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar");

    private static final int MIN_RATE_HZ = 24_000;
    private static final int MAX_TOOLS = 128;
    private static final int MAX_NAME_CHARACTERS = 64;
    private static final int MAX_METADATA_PAIRS = 16;
    private static final int MAX_METADATA_CHARACTERS = 512;
    private static final int MAX_LANGUAGES = 32;
    private static final int MAX_KEYWORDS = 1_000;
    private static final int MAX_INPUT_ITEMS = 1_000;
    private static final int MAX_OUTPUT_TOKENS = 4_096;
    private static final long MAX_WAIT_MS = 600_000;

    private static final Pattern NAME = Pattern.compile("^[a-zA-Z0-9_-]+$");
    private static final Pattern TRANSCRIPTION_MODEL = Pattern.compile(
            "^(whisper-1|gpt-4o-transcribe(-diarize)?"
                    + "|gpt-4o-mini-transcribe|gpt-transcribe|gpt-live-transcribe|gpt-realtime-whisper)(-\\d{4}-\\d{2}-\\d{2})?$");

    private static final Rule FORMAT = Rule.byType(
            new Kind("audio/pcm", Rule.object().with("rate", Rule.whole(MIN_RATE_HZ, MIN_RATE_HZ))),
            new Kind("audio/pcmu", Rule.object()),
            new Kind("audio/pcma", Rule.object()));

    private static final Rule TRANSCRIPTION = Rule.object()
            .with("model", Rule.matching(TRANSCRIPTION_MODEL, MAX_NAME_CHARACTERS))
            .with("language", Rule.text(MAX_NAME_CHARACTERS).orNull())
            .with(
                    "languages",
                    Rule.list(MAX_LANGUAGES, Rule.text(MAX_NAME_CHARACTERS)).orNull())
            .with("keywords", Rule.list(MAX_KEYWORDS, Rule.TEXT).orNull())
            .with("prompt", Rule.TEXT.orNull())
            .with(
                    "delay",
                    Rule.oneOf("minimal", "low", "medium", "high", "xhigh").orNull())
            .orNull();

    private static final Rule NOISE_REDUCTION = Rule.byType(
                    new Kind("near_field", Rule.object()), new Kind("far_field", Rule.object()))
            .orNull();

    private static final Rule TURN_DETECTION = Rule.byType(
                    new Kind(
                            "server_vad",
                            flags().with("threshold", Rule.decimal(0, 1))
                                    .with("prefix_padding_ms", Rule.whole(0, MAX_WAIT_MS))
                                    .with("silence_duration_ms", Rule.whole(0, MAX_WAIT_MS))
                                    .with(
                                            "idle_timeout_ms",
                                            Rule.whole(5_000, 30_000).orNull())),
                    new Kind("semantic_vad", flags().with("eagerness", Rule.oneOf("low", "medium", "high", "auto"))))
            .orNull();

    private static final Rule INPUT = Rule.object()
            .with("format", FORMAT)
            .with("transcription", TRANSCRIPTION)
            .with("noise_reduction", NOISE_REDUCTION)
            .with("turn_detection", TURN_DETECTION);

    /** Which names there are depends on the simulator, so only the form of a voice is judged here. */
    private static final Rule VOICE = Rule.TEXT.orElse(Rule.object().requiring("id", Rule.TEXT));

    private static final Rule FUNCTION_NAME = Rule.matching(NAME, MAX_NAME_CHARACTERS);
    private static final ObjectRule FUNCTION = Rule.object()
            .requiring("name", FUNCTION_NAME)
            .with("description", Rule.TEXT)
            .with("parameters", Rule.map(Integer.MAX_VALUE, Rule.ANY, Rule.ANY));
    private static final ObjectRule MCP = Rule.object()
            .requiring("server_label", Rule.TEXT)
            .with("server_url", Rule.TEXT)
            .with("connector_id", Rule.TEXT)
            .with("server_description", Rule.TEXT)
            .with("authorization", Rule.TEXT)
            .with("headers", Rule.ANY)
            .with("allowed_tools", Rule.ANY)
            .with("allowed_callers", Rule.ANY)
            .with("require_approval", Rule.ANY)
            .with("defer_loading", Rule.FLAG)
            .with("tunnel_id", Rule.TEXT);
    private static final Rule TOOLS =
            Rule.list(MAX_TOOLS, Rule.byType(new Kind("function", FUNCTION), new Kind("mcp", MCP)));
    private static final Rule TOOL_CHOICE = Rule.oneOf("auto", "none", "required")
            .orElse(Rule.byType(
                    new Kind("function", Rule.object().requiring("name", FUNCTION_NAME)),
                    new Kind(
                            "mcp",
                            Rule.object().requiring("server_label", Rule.TEXT).with("name", Rule.TEXT))));

    private static final Rule MAX_TOKENS = Rule.oneOf("inf").orElse(Rule.whole(1, MAX_OUTPUT_TOKENS));
    private static final Rule REASONING =
            Rule.object().with("effort", Rule.oneOf("minimal", "low", "medium", "high", "xhigh"));
    private static final Rule PROMPT = Rule.object()
            .requiring("id", Rule.TEXT)
            .with("version", Rule.TEXT.orNull())
            .with("variables", Rule.map(Integer.MAX_VALUE, Rule.ANY, Rule.ANY).orNull())
            .orNull();
    private static final Rule TRACING = Rule.oneOf("auto")
            .orElse(Rule.object()
                    .with("workflow_name", Rule.TEXT)
                    .with("group_id", Rule.TEXT)
                    .with("metadata", Rule.map(Integer.MAX_VALUE, Rule.ANY, Rule.ANY)))
            .orNull();
    private static final Rule INCLUDE = Rule.list(MAX_TOOLS, Rule.oneOf("item.input_audio_transcription.logprobs"))
            .orNull();
    private static final Rule TRUNCATION = Rule.oneOf("auto", "disabled")
            .orElse(Rule.byType(new Kind(
                    "retention_ratio",
                    Rule.object()
                            .requiring("retention_ratio", Rule.decimal(0, 1))
                            .with(
                                    "token_limits",
                                    Rule.object().with("post_instructions", Rule.whole(0, Integer.MAX_VALUE))))));
    private static final Rule METADATA = Rule.map(
                    MAX_METADATA_PAIRS, Rule.text(MAX_NAME_CHARACTERS), Rule.text(MAX_METADATA_CHARACTERS))
            .orNull();

    /** A format by its name in beta. */
    public static final Rule BETA_FORMAT = Rule.oneOf("pcm16", "g711_ulaw", "g711_alaw");

    private static final Rule TEMPERATURE = Rule.decimal(0.6, 1.2);

    /** A session that talks, in GA. */
    public static final ObjectRule REALTIME = Rule.object()
            .requiring("type", Rule.oneOf("realtime", "transcription"))
            .with("model", Rule.TEXT)
            .with("output_modalities", modalities(Dialect.GA))
            .with("instructions", Rule.TEXT)
            .with(
                    "audio",
                    Rule.object()
                            .with("input", INPUT)
                            .with(
                                    "output",
                                    Rule.object()
                                            .with("format", FORMAT)
                                            .with("voice", VOICE)
                                            .with("speed", Rule.decimal(0.25, 1.5))))
            .with("tools", TOOLS)
            .with("tool_choice", TOOL_CHOICE)
            .with("parallel_tool_calls", Rule.FLAG)
            .with("reasoning", REASONING)
            .with("max_output_tokens", MAX_TOKENS)
            .with("truncation", TRUNCATION)
            .with("tracing", TRACING)
            .with("prompt", PROMPT)
            .with("include", INCLUDE);

    /** A session that talks, in the GA shape, of a client that speaks beta. */
    public static final Rule REALTIME_OF_BETA = REALTIME.with("temperature", TEMPERATURE);

    /** A session that only writes down, in GA. */
    public static final Rule TRANSCRIBING = Rule.object()
            .requiring("type", Rule.oneOf("realtime", "transcription"))
            .with("audio", Rule.object().with("input", INPUT))
            .with("include", INCLUDE);

    /** A session that only writes down, in beta. */
    public static final Rule BETA_TRANSCRIBING = Rule.object()
            .with("input_audio_format", BETA_FORMAT)
            .with("input_audio_transcription", TRANSCRIPTION)
            .with("input_audio_noise_reduction", NOISE_REDUCTION)
            .with("turn_detection", TURN_DETECTION)
            .with("include", INCLUDE);

    /** A session that talks, in beta. */
    public static final Rule BETA_REALTIME = Rule.object()
            .with("model", Rule.TEXT)
            .with("modalities", modalities(Dialect.BETA))
            .with("instructions", Rule.TEXT)
            .with("voice", VOICE)
            .with("input_audio_format", BETA_FORMAT)
            .with("output_audio_format", BETA_FORMAT)
            .with("input_audio_transcription", TRANSCRIPTION)
            .with("input_audio_noise_reduction", NOISE_REDUCTION)
            .with("turn_detection", TURN_DETECTION)
            .with("tools", TOOLS)
            .with("tool_choice", TOOL_CHOICE)
            .with("temperature", TEMPERATURE)
            .with("max_response_output_tokens", MAX_TOKENS)
            .with("speed", Rule.decimal(0.25, 1.5))
            .with("tracing", TRACING)
            .with("prompt", PROMPT)
            .with("include", INCLUDE);

    private static final ObjectRule ANY_RESPONSE = Rule.object()
            .with("instructions", Rule.TEXT)
            .with("tools", TOOLS)
            .with("tool_choice", TOOL_CHOICE)
            .with("conversation", Rule.oneOf("auto", "none"))
            .with("metadata", METADATA)
            .with(
                    "input",
                    Rule.list(MAX_INPUT_ITEMS, Rule.map(Integer.MAX_VALUE, Rule.ANY, Rule.ANY))
                            .orNull());

    private static final Rule GA_RESPONSE = ANY_RESPONSE
            .with("output_modalities", modalities(Dialect.GA))
            .with(
                    "audio",
                    Rule.object()
                            .with("output", Rule.object().with("format", FORMAT).with("voice", VOICE)))
            .with("parallel_tool_calls", Rule.FLAG)
            .with("reasoning", REASONING)
            .with("max_output_tokens", MAX_TOKENS)
            .with("prompt", PROMPT);

    private static final Rule BETA_RESPONSE = ANY_RESPONSE
            .with("modalities", modalities(Dialect.BETA))
            .with("voice", VOICE)
            .with("output_audio_format", BETA_FORMAT)
            .with("temperature", TEMPERATURE)
            .with("max_response_output_tokens", MAX_TOKENS)
            .with("max_output_tokens", MAX_TOKENS);

    private SessionRules() {}

    /** The options of a {@code response.create}. */
    public static Rule response(Dialect dialect) {
        return dialect == Dialect.BETA ? BETA_RESPONSE : GA_RESPONSE;
    }

    private static ObjectRule flags() {
        return Rule.object().with("create_response", Rule.FLAG).with("interrupt_response", Rule.FLAG);
    }

    /** GA has sound or text, never both; beta has both or text. */
    private static Rule modalities(Dialect dialect) {
        Set<String> sound = dialect == Dialect.BETA ? Set.of("audio", "text") : Set.of("audio");
        String supported = dialect == Dialect.BETA ? "['text'] and ['audio', 'text']" : "['text'] and ['audio']";
        return (path, value) -> {
            Rule.list(2, Rule.oneOf("text", "audio")).check(path, value);
            List<String> given = new ArrayList<>();
            for (JsonValue name : ((JsonArray) value).values()) {
                given.add(((JsonString) name).value());
            }
            Set<String> names = new TreeSet<>(given);
            if (names.size() != given.size() || !names.equals(sound) && !names.equals(Set.of("text"))) {
                String shown = given.isEmpty() ? "" : "'" + String.join("', '", given) + "'";
                throw new EventRefusal(
                        ErrorCodes.INVALID_VALUE,
                        "Invalid modalities: [" + shown + "]. Supported combinations are: " + supported + ".",
                        path);
            }
        };
    }
}
