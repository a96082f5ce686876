package dev.bargein.protocol.internal;

import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Merges and differences of values. */
public final class Trees {
    private Trees() {}

    /** {@code over} laid over {@code base}: objects member by member, everything else replaced. */
    public static JsonObject overlay(JsonObject base, JsonObject over) {
        Map<String, JsonValue> out = new LinkedHashMap<>(base.members());
        over.members()
                .forEach((name, value) -> out.merge(name, value, (old, next) -> {
                    boolean both = old instanceof JsonObject && next instanceof JsonObject;
                    return both ? overlay((JsonObject) old, (JsonObject) next) : next;
                }));
        return new JsonObject(out);
    }

    /** The least that, laid over {@code part}, gives {@code whole} again. */
    static JsonObject subtract(JsonObject whole, JsonObject part) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        whole.members().forEach((name, value) -> {
            JsonValue known = part.get(name);
            if (value instanceof JsonObject object && known instanceof JsonObject knownObject) {
                JsonObject rest = subtract(object, knownObject);
                if (!rest.isEmpty()) {
                    out.put(name, rest);
                }
            } else if (!value.equals(known)) {
                out.put(name, value);
            }
        });
        return new JsonObject(out);
    }

    /**
     * Makes the change from {@code before} to {@code after} in {@code raw}, and leaves everything else of it alone:
     * objects member by member, arrays element by element.
     */
    static JsonValue change(JsonValue raw, JsonValue before, JsonValue after) {
        if (before.equals(after)) {
            return raw;
        }
        if (raw instanceof JsonObject r && before instanceof JsonObject b && after instanceof JsonObject a) {
            return change(r, b, a);
        }
        if (raw instanceof JsonArray r && before instanceof JsonArray b && after instanceof JsonArray a) {
            List<JsonValue> out = new ArrayList<>();
            for (int i = 0; i < a.values().size(); i++) {
                JsonValue next = a.values().get(i);
                boolean had = i < r.values().size() && i < b.values().size();
                out.add(had ? change(r.values().get(i), b.values().get(i), next) : next);
            }
            return new JsonArray(out);
        }
        return after;
    }

    static JsonObject change(JsonObject raw, JsonObject before, JsonObject after) {
        Map<String, JsonValue> out = new LinkedHashMap<>(raw.members());
        for (String name : before.members().keySet()) {
            if (after.get(name) == null) {
                out.remove(name);
            }
        }
        after.members().forEach((name, next) -> {
            JsonValue old = before.get(name);
            if (!next.equals(old)) {
                out.put(name, changeMember(raw.get(name), old, next));
            }
        });
        return new JsonObject(out);
    }

    private static JsonValue changeMember(@Nullable JsonValue raw, @Nullable JsonValue before, JsonValue after) {
        if (raw == null) {
            return after;
        }
        if (before == null) {
            boolean both = raw instanceof JsonObject && after instanceof JsonObject;
            return both ? overlay((JsonObject) raw, (JsonObject) after) : after;
        }
        return change(raw, before, after);
    }
}
