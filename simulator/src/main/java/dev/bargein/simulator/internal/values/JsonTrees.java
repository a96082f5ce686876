package dev.bargein.simulator.internal.values;

import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short ways to write JSON values. */
public final class JsonTrees {
    private JsonTrees() {}

    /** An object of alternating names and values. */
    public static JsonObject object(@Nullable Object... namesAndValues) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(String.valueOf(namesAndValues[i]), value(namesAndValues[i + 1]));
        }
        return new JsonObject(members);
    }

    /** An array of values. */
    public static JsonArray array(@Nullable Object... values) {
        List<JsonValue> out = new ArrayList<>();
        for (Object value : values) {
            out.add(value(value));
        }
        return new JsonArray(out);
    }

    private static JsonValue value(@Nullable Object value) {
        if (value == null) {
            return JsonValue.NULL;
        } else if (value instanceof JsonValue json) {
            return json;
        } else if (value instanceof String text) {
            return JsonValue.of(text);
        } else if (value instanceof Boolean flag) {
            return JsonValue.of(flag);
        } else if (value instanceof Integer || value instanceof Long || value instanceof Double) {
            return new JsonValue.JsonNumber(value.toString());
        }
        throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }

    /** The patch laid over the base: objects merge, everything else replaces. */
    public static JsonObject merge(JsonObject base, JsonObject patch) {
        Map<String, JsonValue> out = new LinkedHashMap<>(base.members());
        patch.members().forEach((name, value) -> {
            JsonValue old = out.get(name);
            if (old instanceof JsonObject from && value instanceof JsonObject to) {
                out.put(name, merge(from, to));
            } else {
                out.put(name, value);
            }
        });
        return new JsonObject(out);
    }

    /** The value at a path of names, null when there is none. */
    public static @Nullable JsonValue at(JsonValue base, String... path) {
        JsonValue value = base;
        for (String name : path) {
            if (!(value instanceof JsonObject o)) {
                return null;
            }
            value = o.get(name);
        }
        return value;
    }

    /** A copy of the object without one member. */
    public static JsonObject without(JsonObject object, String name) {
        Map<String, JsonValue> out = new LinkedHashMap<>(object.members());
        out.remove(name);
        return new JsonObject(out);
    }
}
