package dev.bargein.protocol.internal;

import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;

/** Writes values as text. */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private JsonWriter() {}

    /** The text of a value. */
    public static String write(JsonValue value) {
        StringBuilder out = new StringBuilder(256);
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, JsonValue value) {
        if (value instanceof JsonValue.JsonString s) {
            quote(out, s.value());
        } else if (value instanceof JsonValue.JsonNumber n) {
            out.append(n.literal());
        } else if (value instanceof JsonValue.JsonBoolean b) {
            out.append(b.value());
        } else if (value instanceof JsonObject o) {
            String separator = "{";
            for (var member : o.members().entrySet()) {
                out.append(separator);
                quote(out, member.getKey());
                out.append(':');
                append(out, member.getValue());
                separator = ",";
            }
            out.append(o.isEmpty() ? "{}" : "}");
        } else if (value instanceof JsonArray a) {
            String separator = "[";
            for (JsonValue element : a.values()) {
                out.append(separator);
                append(out, element);
                separator = ",";
            }
            out.append(a.values().isEmpty() ? "[]" : "]");
        } else {
            out.append("null");
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, plain, i);
            escape(out, c);
            plain = i + 1;
        }
        out.append(text, plain, text.length()).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            // As short as they may have been read, so that nothing grows beyond a limit by being written.
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt(c >> shift & 0xf));
                }
            }
        }
    }
}
