package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.simulator.script.ScriptException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML nodes of one text, read so that every error knows its line. The text is not trusted: its depth and its aliases are
 * limited, and tags make nothing.
 *
 * @param name what error messages call the text
 */
record ScriptNodes(String name) {
    /** Beyond it the composer, which calls itself for every level, would run out of stack. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_ARGUMENT_DEPTH = 32;
    private static final int MAX_ALIASES = 10;

    /** The root of a text. */
    Node compose(String yaml, int maxCharacters) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(maxCharacters)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowRecursiveKeys(false)
                .build();
        try {
            checkDepth(settings, yaml);
            Optional<Node> root = new Compose(settings).composeString(yaml);
            return root.orElseThrow(
                    () -> new ScriptException(name + ": is empty: write 'answers:' and a list of answers"));
        } catch (MarkedYamlEngineException e) {
            throw at(e.getProblemMark(), "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ScriptException(name + ": is not YAML: " + e.getMessage(), e);
        }
    }

    private void checkDepth(LoadSettings settings, String yaml) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(yaml)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {
                    // Has no depth.
                }
            }
            if (depth > MAX_DEPTH) {
                throw at(
                        event.getStartMark(),
                        "is nested deeper than " + MAX_DEPTH + " levels: nothing here needs that");
            }
        }
    }

    /** The members of a mapping, in their order; none but these are allowed. */
    Map<String, Node> mapping(Node node, Set<String> allowed, String what) {
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

    /** The entries of a list. */
    List<Node> sequence(Node node, String what) {
        if (!(node instanceof SequenceNode list)) {
            throw at(node, what + " should be a list: begin each entry with '- '");
        }
        return list.getValue();
    }

    /** The text of one value. */
    String scalar(Node node, String what) {
        if (!(node instanceof ScalarNode scalar)) {
            throw at(node, what + " should be one value, not a list or a mapping");
        }
        return scalar.getValue();
    }

    /** A whole number of milliseconds. */
    int whole(@Nullable Node node, String key, int fallback) {
        if (node == null) {
            return fallback;
        }
        try {
            return Integer.parseInt(scalar(node, key));
        } catch (NumberFormatException e) {
            throw at(node, key + " should be a whole number of milliseconds");
        }
    }

    /** A number above 0. */
    double number(@Nullable Node node, String key, double fallback) {
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

    /** Anything, as JSON. */
    JsonValue json(Node node) {
        return json(node, 0);
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

    /** The key of a mapping, for the line it is in. */
    static Node keyed(Node node, String key) {
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

    /** What is made here, with the line at which it cannot be made. */
    <T> T checked(Node node, Supplier<T> make) {
        try {
            return make.get();
        } catch (ScriptException e) {
            throw at(node, String.valueOf(e.getMessage()));
        }
    }

    /** An error with its line. */
    ScriptException at(Node node, String message) {
        return at(node.getStartMark(), message);
    }

    private ScriptException at(Optional<Mark> where, String message) {
        int line = where.map(mark -> mark.getLine() + 1).orElse(1);
        return new ScriptException(name + ":" + line + ": " + message);
    }
}
