package dev.bargein.protocol.internal;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of an object that is being written, in their order. Not thread-safe. */
public final class Members {
    private final Dialect dialect;
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    /** No members yet. */
    public Members(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The dialect to write. */
    public Dialect dialect() {
        return dialect;
    }

    /** Adds a value. */
    public Members put(String name, JsonValue value) {
        members.put(name, value);
        return this;
    }

    /** Adds a string. */
    public Members put(String name, String text) {
        return put(name, JsonValue.of(text));
    }

    /** Adds a whole number. */
    public Members put(String name, long number) {
        return put(name, JsonValue.of(number));
    }

    /** Adds audio in base64. */
    public Members put(String name, AudioBytes audio) {
        return put(name, Base64.getEncoder().encodeToString(audio.toByteArray()));
    }

    /** Adds a string unless it is empty. */
    public Members putUnlessEmpty(String name, String text) {
        return text.isEmpty() ? this : put(name, text);
    }

    /** Adds a string unless it is null. */
    public Members putIfPresent(String name, @Nullable String text) {
        return text == null ? this : put(name, text);
    }

    /** Adds a value unless it is null. */
    public Members putIfPresent(String name, @Nullable JsonValue value) {
        return value == null ? this : put(name, value);
    }

    /** Adds a string, or JSON's null. */
    public Members putOrNull(String name, @Nullable String text) {
        return put(name, text == null ? JsonValue.NULL : JsonValue.of(text));
    }

    /** Adds a value, or JSON's null. */
    public Members putOrNull(String name, @Nullable JsonValue value) {
        return put(name, value == null ? JsonValue.NULL : value);
    }

    /** The object. */
    public JsonObject done() {
        return new JsonObject(members);
    }
}
