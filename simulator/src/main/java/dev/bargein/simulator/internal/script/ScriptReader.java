package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.internal.audio.WavFile;
import dev.bargein.simulator.internal.faults.FaultsReader;
import dev.bargein.simulator.internal.values.Excerpt;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.script.ScriptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads a script from YAML nodes, so that every error knows its line. */
public final class ScriptReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_WAV_BYTES = 32 << 20;
    private static final int MAX_DETAIL_CHARACTERS = 1_000;
    private static final String SERVER_ERROR = "server_error";
    private static final Set<String> PART_KEYS = Set.of("text", "durationMs", "wav", "call", "pauseMs");
    private static final Set<String> RULE_KEYS = Set.of("when", "whenMatches", "whenTool");
    public static final Set<String> ANSWER_KEYS = Set.of(
            "text",
            "durationMs",
            "wav",
            "call",
            "items",
            "speed",
            "firstAudioDelayMs",
            "chunkMs",
            "lateMs",
            "faults",
            "hears",
            "fail",
            "incomplete",
            "when",
            "whenMatches",
            "whenTool");
    private static final Set<String> INCOMPLETE = Set.of("max_output_tokens", "content_filter");

    /** What is known to come in the details of a failed response; a mapping says anything else. */
    private static final Set<String> FAILURES =
            Set.of("inference_rate_limit_exceeded", "insufficient_quota", "rate_limit_exceeded", SERVER_ERROR);

    private static final Set<String> FAILURE_KEYS = Set.of("type", "code", "message");

    private final ScriptNodes nodes;
    private final @Nullable Path folder;
    private long wavBytes;

    private ScriptReader(String name, @Nullable Path folder) {
        this.nodes = new ScriptNodes(name);
        this.folder = folder;
    }

    /** Reads a file. */
    public static Script load(Path file) {
        try {
            Path folder = file.toAbsolutePath().normalize().getParent();
            return parse(text(file), file.toString(), folder);
        } catch (IOException e) {
            throw new ScriptException(file + ": cannot be read: check that the file exists and is UTF-8 text", e);
        }
    }

    /** Reads no more than is allowed, as what is no regular file does not tell how large it is. */
    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw tooLarge(file.toString());
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }

    /** Reads a text. */
    public static Script parse(String yaml, String name) {
        return parse(yaml, name, null);
    }

    private static Script parse(String yaml, String name, @Nullable Path folder) {
        if (yaml.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw tooLarge(name);
        }
        ScriptReader reader = new ScriptReader(name, folder);
        return reader.script(reader.nodes.compose(yaml, MAX_BYTES));
    }

    private static ScriptException tooLarge(String name) {
        return new ScriptException(name + ": larger than 1 MiB: split the script");
    }

    private Script script(Node root) {
        Map<String, Node> keys = nodes.mapping(root, Set.of("answers"), "a script");
        Node list = keys.get("answers");
        if (list == null) {
            throw nodes.at(root, "has no answers: write 'answers:' and a list");
        }
        List<Answer> answers = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        List<UnaryOperator<Script>> rules = new ArrayList<>();
        for (Node entry : nodes.sequence(list, "answers")) {
            Map<String, Node> of = nodes.mapping(entry, ANSWER_KEYS, "an answer");
            Answer answer = answer(entry, of);
            UnaryOperator<Script> rule = rule(entry, of, answer);
            Node hears = of.get("hears");
            if (rule == null) {
                answers.add(answer);
                heard.add(hears == null ? "" : nodes.scalar(hears, "hears").trim());
            } else if (hears != null) {
                throw nodes.at(
                        hears, "an answer with a condition follows from what the user says and cannot say it too");
            } else {
                rules.add(script -> nodes.checked(entry, () -> rule.apply(script)));
            }
        }
        if (answers.isEmpty() && !rules.isEmpty()) {
            throw nodes.at(list, "needs an answer without a condition, for everything else");
        }
        Script script = nodes.checked(list, () -> Script.of(answers).hearing(heard));
        for (UnaryOperator<Script> rule : rules) {
            script = rule.apply(script);
        }
        return script;
    }

    private @Nullable UnaryOperator<Script> rule(Node node, Map<String, Node> keys, Answer answer) {
        List<String> conditions =
                keys.keySet().stream().filter(RULE_KEYS::contains).toList();
        if (conditions.size() > 1) {
            throw nodes.at(node, "has both " + String.join(" and ", conditions) + ": an answer has one condition");
        }
        if (conditions.isEmpty()) {
            return null;
        }
        String key = conditions.get(0);
        String value = nodes.scalar(keys.getOrDefault(key, node), key);
        return switch (key) {
            case "when" -> script -> script.when(value, answer);
            case "whenMatches" -> script -> script.whenMatches(value, answer);
            default -> script -> script.whenTool(value, answer);
        };
    }

    private Answer answer(Node node, Map<String, Node> keys) {
        List<Answer.Part> parts = new ArrayList<>();
        Answer.Ending ending = ending(node, keys);
        Node items = keys.get("items");
        boolean says = keys.keySet().stream().anyMatch(PART_KEYS::contains);
        if (items != null && says) {
            throw nodes.at(node, "has both items and text, durationMs, wav or call: move them into the items");
        } else if (items != null) {
            for (Node entry : nodes.sequence(items, "items")) {
                parts.add(part(entry, nodes.mapping(entry, PART_KEYS, "an item")));
            }
        } else if (says || ending.isComplete()) {
            parts.add(part(node, keys));
        }
        double speed = nodes.number(keys.get("speed"), "speed", 0);
        int delay =
                nodes.whole(keys.get("firstAudioDelayMs"), "firstAudioDelayMs", Answer.DEFAULT_FIRST_AUDIO_DELAY_MS);
        int chunk = nodes.whole(keys.get("chunkMs"), "chunkMs", Answer.DEFAULT_CHUNK_MS);
        int late = nodes.whole(keys.get("lateMs"), "lateMs", 0);
        Faults faults = faults(keys.get("faults"));
        return nodes.checked(node, () -> new Answer(parts, speed, delay, chunk, late, ending, faults));
    }

    private Faults faults(@Nullable Node node) {
        if (node == null) {
            return Faults.NONE;
        }
        if (!(nodes.json(node) instanceof JsonObject json)) {
            throw nodes.at(node, "faults should be a mapping: write keys such as 'drop:'");
        }
        try {
            return FaultsReader.readForAnswer(json);
        } catch (FaultsReader.Wrong e) {
            throw nodes.at(ScriptNodes.keyed(node, e.key()), e.message());
        }
    }

    private Answer.Ending ending(Node node, Map<String, Node> keys) {
        Node fail = keys.get("fail");
        Node incomplete = keys.get("incomplete");
        if (fail != null && incomplete != null) {
            throw nodes.at(node, "cannot both fail and be incomplete: remove one");
        }
        if (fail != null) {
            return failure(fail);
        }
        if (incomplete == null) {
            return Answer.Ending.COMPLETED;
        }
        String reason = nodes.scalar(incomplete, "incomplete");
        if (!INCOMPLETE.contains(reason)) {
            throw nodes.at(incomplete, "incomplete should be max_output_tokens or content_filter");
        }
        return Answer.Ending.incomplete(reason);
    }

    private Answer.Ending failure(Node fail) {
        if (fail instanceof MappingNode) {
            Map<String, Node> keys = nodes.mapping(fail, FAILURE_KEYS, "fail");
            return Answer.Ending.failed(detail(keys, "type"), detail(keys, "code"), detail(keys, "message"));
        }
        String what = nodes.scalar(fail, "fail").trim();
        if (!FAILURES.contains(what)) {
            throw nodes.at(
                    fail,
                    "fail should be one of "
                            + String.join(", ", FAILURES.stream().sorted().toList())
                            + ", or a mapping of type, code and message, not '" + Excerpt.of(what) + "'");
        }
        return Answer.Ending.failed(SERVER_ERROR, what.equals(SERVER_ERROR) ? "" : what);
    }

    private String detail(Map<String, Node> keys, String key) {
        Node node = keys.get(key);
        String text = node == null ? "" : nodes.scalar(node, key).trim();
        if (node != null && text.length() > MAX_DETAIL_CHARACTERS) {
            throw nodes.at(node, key + " may have at most " + MAX_DETAIL_CHARACTERS + " characters");
        }
        return text;
    }

    private Answer.Part part(Node node, Map<String, Node> keys) {
        Node wav = keys.get("wav");
        Node call = keys.get("call");
        Node pause = keys.get("pauseMs");
        boolean speaks = keys.containsKey("text") || keys.containsKey("durationMs");
        if ((call != null ? 1 : 0) + (pause != null ? 1 : 0) + (speaks || wav != null ? 1 : 0) > 1) {
            throw nodes.at(node, "does several things at once: make each of them one of the items");
        }
        if (call != null) {
            return call(call);
        }
        if (pause != null) {
            return new Answer.Pause(nodes.whole(pause, "pauseMs", 0));
        }
        int duration = nodes.whole(keys.get("durationMs"), "durationMs", 0);
        Node text = keys.get("text");
        String words = text == null ? "" : nodes.scalar(text, "text").trim();
        if (wav != null) {
            if (keys.containsKey("durationMs")) {
                throw nodes.at(node, "durationMs does not go with wav, which lasts as long as it lasts");
            }
            return new Answer.Recording(words, wav(wav));
        }
        if (text != null) {
            return new Answer.Speech(words, duration);
        }
        if (duration <= 0) {
            throw nodes.at(node, "says nothing: give text, durationMs, or both");
        }
        return nodes.checked(node, () -> Answer.Part.ofDurationMs(Math.min(duration, 3_600_001)));
    }

    private Answer.Part call(Node node) {
        Map<String, Node> keys = nodes.mapping(node, Set.of("name", "arguments"), "a call");
        Node function = keys.get("name");
        if (function == null) {
            throw nodes.at(node, "calls nothing: give the name of the function");
        }
        Node arguments = keys.get("arguments");
        String json = arguments == null
                ? "{}"
                : arguments instanceof ScalarNode text ? text.getValue() : Json.write(nodes.json(arguments));
        return Answer.Part.ofCall(nodes.scalar(function, "name"), json);
    }

    private SimulatorItem.Sound wav(Node node) {
        String file = nodes.scalar(node, "wav");
        if (folder == null) {
            throw nodes.at(node, "wav needs a script that is a file: sound is read from next to it");
        }
        try {
            Path path = folder.resolve(file).normalize();
            if (!path.startsWith(folder)) {
                throw nodes.at(node, "wav should be next to the script or below it: " + file);
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw nodes.at(node, file + " is no regular file: give a WAV file");
            }
            wavBytes += Files.size(path);
            if (wavBytes > MAX_WAV_BYTES) {
                throw nodes.at(node, "wav files may have 32 MiB altogether: use shorter ones");
            }
            return WavFile.read(Files.readAllBytes(path));
        } catch (IOException | InvalidPathException e) {
            throw nodes.at(node, "cannot read " + file + ": check that the file exists");
        } catch (IllegalArgumentException e) {
            throw nodes.at(node, file + " " + e.getMessage());
        }
    }
}
