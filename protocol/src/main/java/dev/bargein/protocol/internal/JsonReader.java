package dev.bargein.protocol.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds values from Jackson's stream, within limits. Not thread-safe: used only by one call of {@link #read}. */
public final class JsonReader {
    /**
     * Names are not kept in a shared table: hostile names that collide there would make it fail for everybody. A string
     * may be as long as its message, which is checked first; Jackson's own default refuses a legal audio append.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final CodecLimits limits;
    private final Set<String> names = new HashSet<>();
    private int values;

    private JsonReader(JsonParser parser, CodecLimits limits) {
        this.parser = parser;
        this.limits = limits;
    }

    /** Reads one value; see {@link dev.bargein.protocol.Json#parse}. */
    public static JsonValue read(String text, CodecLimits limits) {
        checkSize(text, limits.maxMessageBytes());
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonReader reader = new JsonReader(parser, limits);
            if (parser.nextToken() == null) {
                throw new ProtocolException(
                        ErrorCodes.INVALID_JSON, "Invalid event: failed to parse JSON value. The text is empty.");
            }
            JsonValue value = reader.value(0);
            if (parser.nextToken() != null) {
                throw invalid(parser, "There is more after the value");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw tooLarge("a number or a name in the message is too long");
        } catch (JsonProcessingException e) {
            // Jackson's own words quote the text, which may be what somebody said.
            throw new ProtocolException(
                    ErrorCodes.INVALID_JSON,
                    "Invalid event: failed to parse JSON value. Not JSON at line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ".");
        } catch (IOException e) {
            throw new AssertionError("reading a string does no I/O", e);
        }
    }

    /** What kind of value it is, with its article, as the service words it. */
    public static String kindOf(JsonValue value) {
        if (value instanceof JsonObject) {
            return "an object";
        } else if (value instanceof JsonArray) {
            return "an array";
        } else if (value instanceof JsonValue.JsonString) {
            return "a string";
        } else if (value instanceof JsonValue.JsonBoolean) {
            return "a boolean";
        } else if (value instanceof JsonValue.JsonNumber n) {
            return n.isWhole() ? "an integer" : "a decimal number";
        }
        return "null";
    }

    private static void checkSize(String text, int maxBytes) {
        long bytes = text.length();
        if (bytes <= maxBytes && bytes * 3 > maxBytes) {
            bytes = utf8Length(text);
        }
        if (bytes > maxBytes) {
            throw tooLarge("the message is larger than " + maxBytes + " bytes");
        }
    }

    private static long utf8Length(String text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // The two halves of a surrogate pair make four bytes together.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    private JsonValue value(int depth) throws IOException {
        if (++values > limits.maxValues()) {
            throw tooLarge("the message has more than " + limits.maxValues() + " values");
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(deeper(depth));
            case START_ARRAY -> array(deeper(depth));
            case VALUE_STRING -> new JsonValue.JsonString(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.JsonNumber(parser.getText());
            case VALUE_TRUE -> JsonValue.of(true);
            case VALUE_FALSE -> JsonValue.of(false);
            case VALUE_NULL -> JsonValue.NULL;
            default -> throw invalid(parser, "A value is missing");
        };
    }

    private int deeper(int depth) {
        if (depth >= limits.maxDepth()) {
            throw tooLarge("the message nests deeper than " + limits.maxDepth());
        }
        return depth + 1;
    }

    private JsonObject object(int depth) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (names.add(name)) {
                checkNewName(name);
            }
            parser.nextToken();
            members.put(name, value(depth));
        }
        return new JsonObject(members);
    }

    private void checkNewName(String name) {
        if (names.size() > limits.maxNames()) {
            throw tooLarge("the message has more than " + limits.maxNames() + " different names");
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i)) && !Character.isSupplementaryCodePoint(name.codePointAt(i++))) {
                // Jackson refuses their escapes, so what we wrote could not be read again.
                throw invalid(parser, "Half of a surrogate pair in a name");
            }
        }
    }

    private JsonArray array(int depth) throws IOException {
        List<JsonValue> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(depth));
        }
        return new JsonArray(elements);
    }

    private static ProtocolException invalid(JsonParser parser, String why) {
        return new ProtocolException(
                ErrorCodes.INVALID_JSON,
                "Invalid event: failed to parse JSON value. " + why + " at line "
                        + parser.currentTokenLocation().getLineNr() + ", column "
                        + parser.currentTokenLocation().getColumnNr() + ".");
    }

    private static ProtocolException tooLarge(String what) {
        return new ProtocolException(ErrorCodes.MESSAGE_TOO_LARGE, "Invalid event: " + what + ".");
    }
}
