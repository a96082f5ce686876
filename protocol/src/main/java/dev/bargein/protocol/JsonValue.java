package dev.bargein.protocol;

import java.util.List;

/**
 * A JSON value as plain Java, so that events need no JSON library (RFC 8259).
 *
 * <p>Immutable.
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
        /** Refuses what is not a JSON number, which would break the text that it is written into. */
        public JsonNumber {
            if (!isNumber(literal)) {
                throw new IllegalArgumentException("Not a JSON number: " + literal);
            }
        }

        /** Whether it is written as an integer: without a fraction and without an exponent. */
        public boolean isWhole() {
            for (int i = 0; i < literal.length(); i++) {
                char c = literal.charAt(i);
                if (c == '.' || c == 'e' || c == 'E') {
                    return false;
                }
            }
            return true;
        }

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

        private static boolean isNumber(String text) {
            int whole = text.startsWith("-") ? 1 : 0;
            int end = digits(text, whole);
            if (end == whole || (text.charAt(whole) == '0' && end > whole + 1)) {
                return false;
            }
            if (end < text.length() && text.charAt(end) == '.') {
                int fraction = end + 1;
                end = digits(text, fraction);
                if (end == fraction) {
                    return false;
                }
            }
            if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
                int exponent = end + 1;
                if (exponent < text.length() && (text.charAt(exponent) == '+' || text.charAt(exponent) == '-')) {
                    exponent++;
                }
                end = digits(text, exponent);
                if (end == exponent) {
                    return false;
                }
            }
            return end == text.length();
        }

        private static int digits(String text, int from) {
            int end = from;
            while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                end++;
            }
            return end;
        }
    }

    /** True or false. */
    record JsonBoolean(boolean value) implements JsonValue {}

    /** Null; use {@link JsonValue#NULL}. */
    record JsonNull() implements JsonValue {}
}
