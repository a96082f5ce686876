package dev.bargein.protocol;

import java.util.List;

/**
 * A JSON value as plain Java, so that events need no JSON library (RFC 8259).
 *
 * <p>Thread law: immutable.
 */
public sealed interface JsonValue
        permits JsonObject,
                JsonArray,
                JsonValue.JsonString,
                JsonValue.JsonNumber,
                JsonValue.JsonBoolean,
                JsonValue.JsonNull {

    /** The one null. */
    JsonNull NULL = new JsonNull();

    /** A string value. */
    static JsonString of(String value) {
        return new JsonString(value);
    }

    /** A whole number. */
    static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** A boolean value. */
    static JsonBoolean of(boolean value) {
        return new JsonBoolean(value);
    }

    /** An array of values. */
    static JsonArray array(JsonValue... values) {
        return new JsonArray(List.of(values));
    }

    /** A string. */
    record JsonString(String value) implements JsonValue {}

    /**
     * A number, kept as it was written so that nothing is lost.
     *
     * @param literal a valid JSON number
     */
    record JsonNumber(String literal) implements JsonValue {
        /** The value as a double. */
        public double doubleValue() {
            return Double.parseDouble(literal);
        }

        /** The value as a long, truncated towards zero and clamped to the range of long. */
        public long longValue() {
            try {
                return Long.parseLong(literal);
            } catch (NumberFormatException notWhole) {
                return (long) Double.parseDouble(literal);
            }
        }
    }

    /** True or false. */
    record JsonBoolean(boolean value) implements JsonValue {}

    /** Null; use {@link JsonValue#NULL}. */
    record JsonNull() implements JsonValue {}
}
