package dev.bargein.simulator.internal;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.simulator.Answer;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.Script;
import dev.bargein.simulator.ScriptException;
import dev.bargein.simulator.SimulatorItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a script from YAML nodes, so that every error knows its line. Thread law: stateless. */
public final class ScriptReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_WAV_BYTES = 32 << 20;
    private static final int MAX_ARGUMENT_DEPTH = 32;
    private static final Set<String> PART_KEYS = Set.of("text", "durationMs", "wav", "call", "pauseMs");
    private static final Set<String> RULE_KEYS = Set.of("when", "whenMatches", "whenTool");
    private static final Set<String> ANSWER_KEYS = Set.of(
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

    private final String name;
    private final @Nullable Path folder;
    private long wavBytes;

    private ScriptReader(String name, @Nullable Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** Reads a file. */
    public static Script load(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ScriptException(file + ": larger than 1 MiB: split the script");
            }
            Path folder = file.toAbsolutePath().normalize().getParent();
            return parse(Files.readString(file), file.toString(), folder);
        } catch (IOException e) {
            throw new ScriptException(file + ": cannot be read: check that the file exists and is UTF-8 text", e);
        }
    }

    /** Reads a text. */
    public static Script parse(String yaml, String name) {
        return parse(yaml, name, null);
    }

    private static Script parse(String yaml, String name, @Nullable Path folder) {
        if (yaml.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new ScriptException(name + ": larger than 1 MiB: split the script");
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(10)
                .setAllowRecursiveKeys(false)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(yaml);
            if (root.isEmpty()) {
                throw new ScriptException(name + ": is empty: write 'answers:' and a list of answers");
            }
            return new ScriptReader(name, folder).script(root.get());
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new ScriptException(name + ":" + line + ": is not YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new ScriptException(name + ": is not YAML: " + e.getMessage(), e);
        }
    }

    private Script script(Node root) {
        Map<String, Node> keys = mapping(root, Set.of("answers"), "a script");
        Node list = keys.get("answers");
        if (list == null) {
            throw at(root, "has no answers: write 'answers:' and a list");
        }
        List<Answer> answers = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        List<UnaryOperator<Script>> rules = new ArrayList<>();
        for (Node entry : sequence(list, "answers")) {
            Map<String, Node> of = mapping(entry, ANSWER_KEYS, "an answer");
            Answer answer = answer(entry, of);
            UnaryOperator<Script> rule = rule(entry, of, answer);
            Node hears = of.get("hears");
            if (rule == null) {
                answers.add(answer);
                heard.add(hears == null ? "" : scalar(hears, "hears").trim());
            } else if (hears != null) {
                throw at(hears, "an answer with a condition follows from what the user says and cannot say it too");
            } else {
                rules.add(script -> checked(entry, () -> rule.apply(script)));
            }
        }
        if (answers.isEmpty() && !rules.isEmpty()) {
            throw at(list, "needs an answer without a condition, for everything else");
        }
        Script script = checked(list, () -> Script.of(answers).hearing(heard));
        for (UnaryOperator<Script> rule : rules) {
            script = rule.apply(script);
        }
        return script;
    }

    private @Nullable UnaryOperator<Script> rule(Node node, Map<String, Node> keys, Answer answer) {
        List<String> conditions =
                keys.keySet().stream().filter(RULE_KEYS::contains).toList();
        if (conditions.size() > 1) {
            throw at(node, "has both " + String.join(" and ", conditions) + ": an answer has one condition");
        }
        if (conditions.isEmpty()) {
            return null;
        }
        String key = conditions.get(0);
        String value = scalar(keys.getOrDefault(key, node), key);
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
            throw at(node, "has both items and text, durationMs, wav or call: move them into the items");
        } else if (items != null) {
            for (Node entry : sequence(items, "items")) {
                parts.add(part(entry, mapping(entry, PART_KEYS, "an item")));
            }
        } else if (says || ending.isComplete()) {
            parts.add(part(node, keys));
        }
        double speed = number(keys.get("speed"), "speed", 0);
        int delay = whole(keys.get("firstAudioDelayMs"), "firstAudioDelayMs", Answer.DEFAULT_FIRST_AUDIO_DELAY_MS);
        int chunk = whole(keys.get("chunkMs"), "chunkMs", Answer.DEFAULT_CHUNK_MS);
        int late = whole(keys.get("lateMs"), "lateMs", 0);
        Faults faults = faults(keys.get("faults"));
        return checked(node, () -> new Answer(parts, speed, delay, chunk, late, ending, faults));
    }

    private Faults faults(@Nullable Node node) {
        if (node == null) {
            return Faults.NONE;
        }
        if (!(json(node, 0) instanceof JsonObject json)) {
            throw at(node, "faults should be a mapping: write keys such as 'drop:'");
        }
        try {
            return FaultsReader.readForAnswer(json);
        } catch (FaultsReader.Wrong e) {
            throw at(keyed(node, e.key()), e.message());
        }
    }

    /** The key of a mapping, for the line it is in. */
    private static Node keyed(Node node, String key) {
        if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key)) {
                    return name;
                }
            }
        }
        return node;
    }

    private Answer.Ending ending(Node node, Map<String, Node> keys) {
        Node fail = keys.get("fail");
        Node incomplete = keys.get("incomplete");
        if (fail != null && incomplete != null) {
            throw at(node, "cannot both fail and be incomplete: remove one");
        }
        if (fail != null) {
            return Answer.Ending.failed("server_error", scalar(fail, "fail").trim());
        }
        if (incomplete == null) {
            return Answer.Ending.COMPLETED;
        }
        String reason = scalar(incomplete, "incomplete");
        if (!INCOMPLETE.contains(reason)) {
            throw at(incomplete, "incomplete should be max_output_tokens or content_filter");
        }
        return Answer.Ending.incomplete(reason);
    }

    private Answer.Part part(Node node, Map<String, Node> keys) {
        Node wav = keys.get("wav");
        Node call = keys.get("call");
        Node pause = keys.get("pauseMs");
        boolean speaks = keys.containsKey("text") || keys.containsKey("durationMs");
        if ((call != null ? 1 : 0) + (pause != null ? 1 : 0) + (speaks || wav != null ? 1 : 0) > 1) {
            throw at(node, "does several things at once: make each of them one of the items");
        }
        if (call != null) {
            return call(call);
        }
        if (pause != null) {
            return new Answer.Pause(whole(pause, "pauseMs", 0));
        }
        int duration = whole(keys.get("durationMs"), "durationMs", 0);
        Node text = keys.get("text");
        String words = text == null ? "" : scalar(text, "text").trim();
        if (wav != null) {
            if (keys.containsKey("durationMs")) {
                throw at(node, "durationMs does not go with wav, which lasts as long as it lasts");
            }
            return new Answer.Recording(words, wav(wav));
        }
        if (text != null) {
            return new Answer.Speech(words, duration);
        }
        if (duration <= 0) {
            throw at(node, "says nothing: give text, durationMs, or both");
        }
        return checked(node, () -> Answer.Part.ofDurationMs(Math.min(duration, 3_600_001)));
    }

    private Answer.Part call(Node node) {
        Map<String, Node> keys = mapping(node, Set.of("name", "arguments"), "a call");
        Node function = keys.get("name");
        if (function == null) {
            throw at(node, "calls nothing: give the name of the function");
        }
        Node arguments = keys.get("arguments");
        String json = arguments == null
                ? "{}"
                : arguments instanceof ScalarNode text ? text.getValue() : Json.write(json(arguments, 0));
        return Answer.Part.ofCall(scalar(function, "name"), json);
    }

    private JsonValue json(Node node, int depth) {
        if (depth > MAX_ARGUMENT_DEPTH) {
            throw at(node, "arguments are too deep");
        }
        if (node instanceof MappingNode map) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            for (NodeTuple tuple : map.getValue()) {
                members.put(scalar(tuple.getKeyNode(), "a key"), json(tuple.getValueNode(), depth + 1));
            }
            return new JsonObject(members);
        }
        if (node instanceof SequenceNode list) {
            List<JsonValue> values = new ArrayList<>();
            list.getValue().forEach(value -> values.add(json(value, depth + 1)));
            return new JsonArray(values);
        }
        String value = scalar(node, "an argument");
        Tag tag = node.getTag();
        boolean plain = !tag.equals(Tag.STR);
        try {
            return plain
                    ? Json.parse(value.isEmpty() ? "null" : value, CodecLimits.SERVER_INBOUND)
                    : JsonValue.of(value);
        } catch (ProtocolException noJson) {
            // A number or a word in a spelling that JSON does not know.
            return JsonValue.of(value);
        }
    }

    private SimulatorItem.Sound wav(Node node) {
        String file = scalar(node, "wav");
        if (folder == null) {
            throw at(node, "wav needs a script that is a file: sound is read from next to it");
        }
        try {
            Path path = folder.resolve(file).normalize();
            if (!path.startsWith(folder)) {
                throw at(node, "wav should be next to the script or below it: " + file);
            }
            wavBytes += Files.size(path);
            if (wavBytes > MAX_WAV_BYTES) {
                throw at(node, "wav files may have 32 MiB altogether: use shorter ones");
            }
            return WavFile.read(Files.readAllBytes(path));
        } catch (IOException | InvalidPathException e) {
            throw at(node, "cannot read " + file + ": check that the file exists");
        } catch (IllegalArgumentException e) {
            throw at(node, file + " " + e.getMessage());
        }
    }

    private Map<String, Node> mapping(Node node, Set<String> allowed, String what) {
        if (!(node instanceof MappingNode map)) {
            throw at(
                    node,
                    "should be " + what + ": write keys such as '"
                            + allowed.iterator().next() + ":'");
        }
        Map<String, Node> out = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = scalar(tuple.getKeyNode(), "a key");
            if (!allowed.contains(key)) {
                throw at(
                        tuple.getKeyNode(),
                        "unknown key '" + key + "' in " + what + ": use one of "
                                + String.join(", ", allowed.stream().sorted().toList()));
            }
            if (out.put(key, tuple.getValueNode()) != null) {
                throw at(tuple.getKeyNode(), "key '" + key + "' is there twice: remove one");
            }
        }
        return out;
    }

    private List<Node> sequence(Node node, String what) {
        if (!(node instanceof SequenceNode list)) {
            throw at(node, what + " should be a list: begin each entry with '- '");
        }
        return list.getValue();
    }

    private String scalar(Node node, String what) {
        if (!(node instanceof ScalarNode scalar)) {
            throw at(node, what + " should be one value, not a list or a mapping");
        }
        return scalar.getValue();
    }

    private int whole(@Nullable Node node, String key, int fallback) {
        if (node == null) {
            return fallback;
        }
        try {
            return Integer.parseInt(scalar(node, key));
        } catch (NumberFormatException e) {
            throw at(node, key + " should be a whole number of milliseconds");
        }
    }

    private double number(@Nullable Node node, String key, double fallback) {
        if (node == null) {
            return fallback;
        }
        try {
            double value = Double.parseDouble(scalar(node, key));
            if (Double.isFinite(value) && value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw at(node, key + " should be a number");
        }
        throw at(node, key + " should be a number above 0");
    }

    private <T> T checked(Node node, java.util.function.Supplier<T> make) {
        try {
            return make.get();
        } catch (ScriptException e) {
            throw at(node, String.valueOf(e.getMessage()));
        }
    }

    private ScriptException at(Node node, String message) {
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        return new ScriptException(name + ":" + line + ": " + message);
    }
}
