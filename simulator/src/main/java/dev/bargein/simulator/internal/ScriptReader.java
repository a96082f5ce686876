package dev.bargein.simulator.internal;

import dev.bargein.simulator.Answer;
import dev.bargein.simulator.Script;
import dev.bargein.simulator.ScriptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** Reads a script from YAML nodes, so that every error knows its line. Thread law: stateless. */
public final class ScriptReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final Set<String> ANSWER_KEYS =
            Set.of("text", "durationMs", "items", "speed", "firstAudioDelayMs", "chunkMs", "lateMs");
    private static final Set<String> PART_KEYS = Set.of("text", "durationMs");

    private final String name;

    private ScriptReader(String name) {
        this.name = name;
    }

    /** Reads a file. */
    public static Script load(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ScriptException(file + ": larger than 1 MiB: split the script");
            }
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new ScriptException(file + ": cannot be read: check that the file exists and is UTF-8 text", e);
        }
    }

    /** Reads a text. */
    public static Script parse(String yaml, String name) {
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
            return new ScriptReader(name).script(root.get());
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
        for (Node entry : sequence(list, "answers")) {
            answers.add(answer(entry));
        }
        return checked(list, () -> Script.of(answers));
    }

    private Answer answer(Node node) {
        Map<String, Node> keys = mapping(node, ANSWER_KEYS, "an answer");
        List<Answer.Part> parts = new ArrayList<>();
        Node items = keys.get("items");
        if (items == null) {
            parts.add(part(node, keys));
        } else if (keys.containsKey("text") || keys.containsKey("durationMs")) {
            throw at(node, "has both items and text or durationMs: move them into the items");
        } else {
            for (Node entry : sequence(items, "items")) {
                parts.add(part(entry, mapping(entry, PART_KEYS, "an item")));
            }
        }
        double speed = number(keys.get("speed"), "speed", 0);
        int delay = whole(keys.get("firstAudioDelayMs"), "firstAudioDelayMs", Answer.DEFAULT_FIRST_AUDIO_DELAY_MS);
        int chunk = whole(keys.get("chunkMs"), "chunkMs", Answer.DEFAULT_CHUNK_MS);
        int late = whole(keys.get("lateMs"), "lateMs", 0);
        return checked(node, () -> new Answer(parts, speed, delay, chunk, late));
    }

    private Answer.Part part(Node node, Map<String, Node> keys) {
        int duration = whole(keys.get("durationMs"), "durationMs", 0);
        Node text = keys.get("text");
        if (text != null) {
            return new Answer.Part(scalar(text, "text").trim(), duration);
        }
        if (duration <= 0) {
            throw at(node, "says nothing: give text, durationMs, or both");
        }
        return checked(node, () -> Answer.Part.ofDurationMs(Math.min(duration, 3_600_001)));
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
