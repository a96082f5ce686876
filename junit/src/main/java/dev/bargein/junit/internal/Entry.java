package dev.bargein.junit.internal;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that was sent or received.
 *
 * @param nanos when
 * @param fromClient whether the client sent it
 * @param type the event's type; {@code (no event)} when it was none
 * @param json the event with its long strings shortened
 */
public record Entry(long nanos, boolean fromClient, String type, JsonObject json) {
    private static final int MAX_STRING_CHARACTERS = 2_000;
    private static final int KEPT_CHARACTERS = 40;
    private static final String NO_EVENT = "(no event)";

    static Entry of(long nanos, boolean fromClient, String text) {
        try {
            JsonObject json = Json.parseObject(text, CodecLimits.SERVER_INBOUND);
            String type = json.string("type");
            return new Entry(nanos, fromClient, type == null ? NO_EVENT : type, (JsonObject) shorten(json));
        } catch (ProtocolException noJson) {
            return new Entry(nanos, fromClient, NO_EVENT, JsonObject.EMPTY);
        }
    }

    /** The value at a path such as {@code session.audio.output.voice} or {@code item.content.0.text}. */
    public @Nullable JsonValue at(String path) {
        JsonValue value = json;
        for (String step : path.split("\\.", -1)) {
            if (value instanceof JsonObject object) {
                value = object.get(step);
            } else if (value instanceof JsonArray array && step.matches("\\d{1,6}")) {
                int index = Integer.parseInt(step);
                value = index < array.values().size() ? array.values().get(index) : null;
            } else {
                return null;
            }
        }
        return value;
    }

    private static JsonValue shorten(JsonValue value) {
        if (value instanceof JsonValue.JsonString text && text.value().length() > MAX_STRING_CHARACTERS) {
            return JsonValue.of(text.value().substring(0, KEPT_CHARACTERS) + "… ("
                    + text.value().length() + " characters)");
        }
        if (value instanceof JsonObject object) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            object.members().forEach((name, member) -> members.put(name, shorten(member)));
            return new JsonObject(members);
        }
        if (value instanceof JsonArray array) {
            return new JsonArray(array.values().stream().map(Entry::shorten).toList());
        }
        return value;
    }
}
