package dev.bargein.protocol;

import dev.bargein.protocol.internal.CredentialNames;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object in the order in which it was written. */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    /** The object without members. */
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    /** Copies the map, in its order. */
    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The member of that name, null when there is none. */
    public @Nullable JsonValue get(String name) {
        return members.get(name);
    }

    /** The member of that name when it is a string, otherwise null. */
    public @Nullable String string(String name) {
        return members.get(name) instanceof JsonString s ? s.value() : null;
    }

    /** The member of that name when it is an object, otherwise an empty one. */
    public JsonObject object(String name) {
        return members.get(name) instanceof JsonObject o ? o : EMPTY;
    }

    /** The member of that name when it is a number, otherwise {@code fallback}. */
    public long number(String name, long fallback) {
        return members.get(name) instanceof JsonNumber n ? n.longValue() : fallback;
    }

    /** A copy with one member set or replaced. */
    public JsonObject with(String name, JsonValue value) {
        Map<String, JsonValue> copy = new LinkedHashMap<>(members);
        copy.put(name, value);
        return new JsonObject(copy);
    }

    /** A copy with one member set or replaced by a string. */
    public JsonObject with(String name, String value) {
        return with(name, JsonValue.of(value));
    }

    /** A copy with one member set or replaced by a whole number. */
    public JsonObject with(String name, long value) {
        return with(name, JsonValue.of(value));
    }

    /** For people and logs: members that are named like a credential are shown as one, and not with their value. */
    @Override
    public String toString() {
        Map<String, Object> shown = new LinkedHashMap<>();
        members.forEach((name, value) -> shown.put(name, shown(name, value)));
        return "JsonObject[members=" + shown + "]";
    }

    private static Object shown(String name, JsonValue value) {
        if (CredentialNames.matches(name) || name.equals(CredentialNames.HEADERS)) {
            return CredentialNames.STAND_IN;
        }
        return name.equals(CredentialNames.SERVER_URL) && value instanceof JsonString url
                ? CredentialNames.hostOnly(url.value())
                : value;
    }

    /** Whether there are no members. */
    public boolean isEmpty() {
        return members.isEmpty();
    }
}
