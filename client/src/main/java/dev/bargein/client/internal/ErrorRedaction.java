package dev.bargein.client.internal;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.Redactor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes secrets out of what a server says of errors, as that goes to notices and logs, and servers like to repeat what they
 * were given. The work is bounded: of a large message only its errors are looked at, and what they say is cut.
 *
 * <p>Not thread-safe.
 */
final class ErrorRedaction {
    private static final String ERROR = "\"error\"";
    private static final String MEMBER = "error";
    /** More than any error says. */
    private static final int MAX_ERROR_CHARS = 64 << 10;
    /** What a cut may leave of a secret that is not known by its beginning. */
    private static final int MARGIN = 16;

    private final Redactor secrets;
    private int left = MAX_ERROR_CHARS;

    private ErrorRedaction(Redactor secrets) {
        this.secrets = secrets;
    }

    /** The message without secrets in its errors; the message itself when it tells of none, or is no JSON. */
    static String withoutSecrets(String text, Redactor secrets) {
        if (!text.contains(ERROR)) {
            return text;
        }
        if (text.length() <= MAX_ERROR_CHARS) {
            return secrets.redactKnown(text);
        }
        try {
            return Json.write(new ErrorRedaction(secrets).look(Json.parseObject(text, CodecLimits.CLIENT_INBOUND)));
        } catch (ProtocolException e) {
            // Whoever decodes it finds the same.
            return text;
        }
    }

    /** The depth of what was parsed is bounded, and so is this. */
    private JsonObject look(JsonObject in) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        in.members().forEach((name, value) -> out.put(name, name.equals(MEMBER) ? redacted(value) : look(value)));
        return new JsonObject(out);
    }

    private JsonValue look(JsonValue value) {
        if (value instanceof JsonObject object) {
            return look(object);
        } else if (value instanceof JsonArray array) {
            List<JsonValue> out = new ArrayList<>();
            array.values().forEach(element -> out.add(look(element)));
            return new JsonArray(out);
        }
        return value;
    }

    private JsonValue redacted(JsonValue value) {
        if (value instanceof JsonValue.JsonString text) {
            return JsonValue.of(redacted(text.value()));
        } else if (value instanceof JsonObject object) {
            Map<String, JsonValue> out = new LinkedHashMap<>();
            object.members().forEach((name, member) -> out.put(name, redacted(member)));
            return new JsonObject(out);
        } else if (value instanceof JsonArray array) {
            List<JsonValue> out = new ArrayList<>();
            array.values().forEach(element -> out.add(redacted(element)));
            return new JsonArray(out);
        }
        return value;
    }

    private String redacted(String text) {
        if (text.length() <= left) {
            left -= text.length();
            return secrets.redactKnown(text);
        }
        String kept = secrets.redactKnown(text.substring(0, left));
        left = 0;
        return kept.substring(0, Math.max(0, kept.length() - MARGIN)) + "...";
    }
}
