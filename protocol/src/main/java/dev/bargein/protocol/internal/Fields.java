package dev.bargein.protocol.internal;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an event, or of an object within it. Optional fields that are absent, null or of another type read as
 * their default; required ones are refused in the words of the real service.
 *
 * <p>Immutable.
 */
public final class Fields {
    /** The longest audio of an append in base64: 15 MiB before encoding. */
    public static final int MAX_AUDIO_CHARS = 15 * 1024 * 1024 / 3 * 4;

    private final JsonObject json;
    private final Dialect dialect;
    private final String path;

    /** The fields of a whole event, under the rules of a dialect. */
    public Fields(JsonObject json, Dialect dialect) {
        this(json, dialect, "");
    }

    private Fields(JsonObject json, Dialect dialect, String path) {
        this.json = json;
        this.dialect = dialect;
        this.path = path;
    }

    /** The dialect whose rules hold. */
    public Dialect dialect() {
        return dialect;
    }

    /** The object itself. */
    public JsonObject json() {
        return json;
    }

    /** A string, or null. */
    public @Nullable String textOrNull(String name) {
        return json.string(name);
    }

    /** A string, or an empty one. */
    public String text(String name) {
        String text = json.string(name);
        return text == null ? "" : text;
    }

    /** A whole number, or 0. */
    public long number(String name) {
        return json.number(name, 0);
    }

    /** A number within the range of int, or 0. */
    public int index(String name) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number(name)));
    }

    /** An object, or null. */
    public @Nullable JsonObject objectOrNull(String name) {
        return json.get(name) instanceof JsonObject object ? object : null;
    }

    /** An array, or an empty one. */
    public JsonArray array(String name) {
        return json.get(name) instanceof JsonArray array ? array : JsonArray.EMPTY;
    }

    /** The objects of an array; an element that is none reads as an empty object, so that indexes stay true. */
    public List<Fields> objects(String name) {
        List<Fields> out = new ArrayList<>();
        for (JsonValue element : array(name).values()) {
            JsonObject object = element instanceof JsonObject o ? o : JsonObject.EMPTY;
            out.add(new Fields(object, dialect, path + name + "[" + out.size() + "]."));
        }
        return out;
    }

    /** Audio, or null when it is not base64. */
    public @Nullable AudioBytes audioOrNull(String name) {
        String base64 = json.string(name);
        return base64 == null ? null : decode(base64);
    }

    /** A string that must be there. */
    public String requiredText(String name) {
        JsonValue value = required(name);
        if (value instanceof JsonValue.JsonString text) {
            return text.value();
        }
        throw wrongType(name, "a string", value);
    }

    /** A number that must be there; a fraction is cut off. */
    public long requiredNumber(String name) {
        JsonValue value = required(name);
        if (value instanceof JsonValue.JsonNumber number) {
            return number.longValue();
        }
        throw wrongType(name, "a number", value);
    }

    /** A number that must be there, and whole. */
    public long requiredInteger(String name) {
        JsonValue value = required(name);
        if (value instanceof JsonValue.JsonNumber number && number.isWhole()) {
            return number.longValue();
        }
        throw wrongType(name, "an integer", value);
    }

    /** An index that must be there, and whole. */
    public int requiredIndex(String name) {
        requiredInteger(name);
        return index(name);
    }

    /** An object that must be there. */
    public Fields requiredObject(String name) {
        JsonValue value = required(name);
        if (value instanceof JsonObject object) {
            return new Fields(object, dialect, path + name + ".");
        }
        throw wrongType(name, "an object", value);
    }

    /** An array of objects that must be there. */
    public List<Fields> requiredObjects(String name) {
        JsonValue value = required(name);
        if (!(value instanceof JsonArray array)) {
            throw wrongType(name, "an array of objects", value);
        }
        for (int i = 0; i < array.values().size(); i++) {
            if (!(array.values().get(i) instanceof JsonObject)) {
                throw wrongType(
                        name + "[" + i + "]", "an object", array.values().get(i));
            }
        }
        return objects(name);
    }

    /** Audio that must be there. */
    public AudioBytes requiredAudio(String name) {
        String base64 = requiredText(name);
        checkLength(name, base64, MAX_AUDIO_CHARS);
        AudioBytes audio = decode(base64);
        if (audio == null) {
            throw refusal(
                    ErrorCodes.INVALID_VALUE,
                    name,
                    "Invalid '" + path + name
                            + "'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz) but got an invalid value.");
        }
        return audio;
    }

    /** Refuses a string that is too long. */
    public void checkLength(String name, String text, int max) {
        if (text.length() > max) {
            throw refusal(
                    ErrorCodes.STRING_ABOVE_MAX_LENGTH,
                    name,
                    "Invalid '" + path + name + "': string too long. Expected a string with maximum length " + max
                            + ", but got a string with length " + text.length() + " instead.");
        }
    }

    private JsonValue required(String name) {
        JsonValue value = json.get(name);
        if (value == null) {
            throw refusal(
                    ErrorCodes.MISSING_REQUIRED_PARAMETER, name, "Missing required parameter: '" + path + name + "'.");
        }
        return value;
    }

    private ProtocolException wrongType(String name, String expected, JsonValue actual) {
        return refusal(
                ErrorCodes.INVALID_TYPE,
                name,
                "Invalid type for '" + path + name + "': expected " + expected + ", but got "
                        + JsonReader.kindOf(actual) + " instead.");
    }

    private ProtocolException refusal(String code, String name, String message) {
        return new ProtocolException(code, message, path + name, null);
    }

    private static @Nullable AudioBytes decode(String base64) {
        try {
            return AudioBytes.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
