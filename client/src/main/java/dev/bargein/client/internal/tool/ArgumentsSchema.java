package dev.bargein.client.internal.tool;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks values against the part of JSON schema that models are given as a rule: types, members, items, choices. */
public final class ArgumentsSchema {
    /** Where a schema is deeper, its inside is not looked at. */
    private static final int MAX_DEPTH = 32;

    private ArgumentsSchema() {}

    /**
     * Checks arguments.
     *
     * @throws IllegalArgumentException with the path and what is wrong there, for the model to read
     */
    public static void check(JsonObject schema, JsonObject arguments) {
        check(schema, arguments, "", 0);
    }

    private static void check(JsonObject schema, JsonValue value, String path, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        type(schema.get("type"), value, path);
        if (schema.get("enum") instanceof JsonArray choices && !choices.values().contains(value)) {
            throw wrong(path, "must be one of " + Json.write(choices) + ", but is " + Json.write(value));
        }
        if (value instanceof JsonObject object) {
            members(schema, object, path, depth);
        } else if (value instanceof JsonArray array && schema.get("items") instanceof JsonObject items) {
            List<JsonValue> values = array.values();
            for (int i = 0; i < values.size(); i++) {
                check(items, values.get(i), path + "[" + i + "]", depth + 1);
            }
        }
    }

    private static void members(JsonObject schema, JsonObject object, String path, int depth) {
        if (schema.get("required") instanceof JsonArray required) {
            for (JsonValue name : required.values()) {
                if (name instanceof JsonValue.JsonString s && object.get(s.value()) == null) {
                    throw wrong(path(path, s.value()), "is missing");
                }
            }
        }
        schema.object("properties").members().forEach((name, property) -> {
            JsonValue member = object.get(name);
            if (member != null && property instanceof JsonObject p) {
                check(p, member, path(path, name), depth + 1);
            }
        });
    }

    private static void type(@Nullable JsonValue type, JsonValue value, String path) {
        if (type == null) {
            return;
        }
        boolean fits =
                type instanceof JsonArray any ? any.values().stream().anyMatch(t -> is(t, value)) : is(type, value);
        if (!fits) {
            throw wrong(path, "must be of type " + Json.write(type) + ", but is " + nameOf(value));
        }
    }

    private static boolean is(JsonValue type, JsonValue value) {
        String name = type instanceof JsonValue.JsonString s ? s.value() : "";
        return switch (name) {
            case "string" -> value instanceof JsonValue.JsonString;
            case "number" -> value instanceof JsonValue.JsonNumber;
            case "integer" -> value instanceof JsonValue.JsonNumber n && isWhole(n);
            case "boolean" -> value instanceof JsonValue.JsonBoolean;
            case "object" -> value instanceof JsonObject;
            case "array" -> value instanceof JsonArray;
            case "null" -> value instanceof JsonValue.JsonNull;
            default -> true;
        };
    }

    private static boolean isWhole(JsonValue.JsonNumber number) {
        return number.isWhole() || number.doubleValue() == Math.rint(number.doubleValue());
    }

    static String nameOf(JsonValue value) {
        if (value instanceof JsonValue.JsonString) {
            return "a string";
        } else if (value instanceof JsonValue.JsonNumber n) {
            return "the number " + n.literal();
        } else if (value instanceof JsonValue.JsonBoolean b) {
            return String.valueOf(b.value());
        } else if (value instanceof JsonObject) {
            return "an object";
        }
        return value instanceof JsonArray ? "an array" : "null";
    }

    static String path(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static IllegalArgumentException wrong(String path, String what) {
        return new IllegalArgumentException((path.isEmpty() ? "The arguments" : "'" + path + "'") + " " + what);
    }
}
