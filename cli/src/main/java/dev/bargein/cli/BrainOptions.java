package dev.bargein.cli;

import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Script;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What decides how the simulator answers. The key of a chat model comes from the environment only. */
final class BrainOptions {
    /** All of them. */
    static final List<String> NAMES = List.of("--brain", "--chat-url", "--chat-model", "--script");

    private static final String SCRIPT = "script";
    private static final String CHAT = "chat";
    private static final String KEY_VARIABLE = "OPENAI_API_KEY";

    @Option(
            names = "--brain",
            paramLabel = "NAME",
            defaultValue = SCRIPT,
            description = "Who answers: script; echo, which says back what you said; or chat, a model behind a"
                    + " chat-completions endpoint (default: ${DEFAULT-VALUE}).")
    private String brain = SCRIPT;

    @Option(
            names = "--chat-url",
            paramLabel = "URL",
            defaultValue = "${env:OPENAI_BASE_URL:-https://api.openai.com/v1}",
            description = "The endpoint of --brain chat, to which /chat/completions is added (default: OPENAI_BASE_URL,"
                    + " or https://api.openai.com/v1). The key, if it needs one, is taken from " + KEY_VARIABLE + ".")
    private String chatUrl = "";

    @Option(names = "--chat-model", paramLabel = "MODEL", description = "The model of --brain chat.")
    private @Nullable String chatModel;

    @Option(names = "--script", paramLabel = "FILE", description = "What to say, as YAML (default: a story of 30 s).")
    private @Nullable Path script;

    /** The brain that was asked for. */
    Brain brain(CommandSpec spec) {
        Path file = script;
        if (file != null && !brain.equals(SCRIPT)) {
            throw new ParameterException(spec.commandLine(), "--script goes with --brain script only");
        }
        for (String option : List.of("--chat-url", "--chat-model")) {
            if (!brain.equals(CHAT) && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(spec.commandLine(), option + " goes with --brain chat only");
            }
        }
        return switch (brain) {
            case SCRIPT -> file == null ? Script.story() : Script.load(file);
            case "echo" -> Brain.echo();
            case CHAT -> chat(spec);
            default ->
                throw new ParameterException(
                        spec.commandLine(), "--brain must be script, echo or chat, not '" + brain + "'");
        };
    }

    private Brain chat(CommandSpec spec) {
        String model = chatModel;
        if (model == null || model.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--brain chat needs --chat-model");
        }
        String key = System.getenv(KEY_VARIABLE);
        URI url;
        try {
            url = new URI(chatUrl);
        } catch (URISyntaxException e) {
            // Not its message, which quotes the address: it may hold a password, and may come from the environment.
            throw new ParameterException(
                    spec.commandLine(),
                    "--chat-url or OPENAI_BASE_URL: not an address, as of its character " + (e.getIndex() + 1));
        }
        try {
            return Brain.chatCompletions(url, model, key == null ? "" : key.strip());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--chat-url or OPENAI_BASE_URL: " + e.getMessage(), e);
        }
    }
}
