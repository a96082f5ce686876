package dev.bargein.browser;

import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Reads JSON with the browser's own {@code JSON.parse}; a number is what JavaScript made of it. The page has bounded the
 * text. Only for JavaScript: the JVM has {@link dev.bargein.protocol.Json}.
 */
final class BrowserJson {
    private static final int MAX_DEPTH = 64;

    private BrowserJson() {}

    /**
     * Reads one object.
     *
     * @throws IllegalArgumentException when the text is anything else; the message quotes nothing
     */
    static JsonObject object(String text) {
        JSObject parsed = parse(text);
        if (typeOf(parsed).equals("undefined")) {
            throw new IllegalArgumentException("Not JSON");
        }
        if (value(parsed, 0) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException("Not a JSON object");
    }

    private static JsonValue value(JSObject value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("JSON nested deeper than " + MAX_DEPTH);
        }
        return switch (typeOf(value)) {
            case "null" -> JsonValue.NULL;
            case "boolean" -> JsonValue.of(isTrue(value));
            case "number" -> new JsonValue.JsonNumber(string(value));
            case "string" -> JsonValue.of(string(value));
            case "array" -> elements(value, depth);
            default -> members(value, depth);
        };
    }

    private static JsonArray elements(JSObject array, int depth) {
        int length = length(array);
        List<JsonValue> elements = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            elements.add(value(element(array, i), depth + 1));
        }
        return new JsonArray(elements);
    }

    private static JsonObject members(JSObject object, int depth) {
        JSObject names = names(object);
        int length = length(names);
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < length; i++) {
            String name = string(element(names, i));
            members.put(name, value(member(object, name), depth + 1));
        }
        return new JsonObject(members);
    }

    /** The value, or undefined, which no JSON is. */
    @JSBody(params = "text", script = "try { return JSON.parse(text); } catch (e) { return undefined; }")
    private static native JSObject parse(String text);

    @JSBody(
            params = "value",
            script = "return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;")
    private static native String typeOf(JSObject value);

    @JSBody(params = "value", script = "return value === true;")
    private static native boolean isTrue(JSObject value);

    @JSBody(params = "value", script = "return String(value);")
    private static native String string(JSObject value);

    @JSBody(params = "array", script = "return array.length;")
    private static native int length(JSObject array);

    @JSBody(
            params = {"array", "index"},
            script = "return array[index];")
    private static native JSObject element(JSObject array, int index);

    @JSBody(params = "object", script = "return Object.keys(object);")
    private static native JSObject names(JSObject object);

    @JSBody(
            params = {"object", "name"},
            script = "return object[name];")
    private static native JSObject member(JSObject object, String name);
}
