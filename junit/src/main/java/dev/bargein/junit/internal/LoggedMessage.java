package dev.bargein.junit.internal;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that was sent or received. Of the sound in it, and of strings above 64 Ki characters, only the beginning, the
 * length and a digest are kept: {@link #equal} compares the whole all the same.
 *
 * <p>Immutable.
 */
public final class LoggedMessage {
    private static final int MAX_STRING_CHARACTERS = 1 << 16;
    private static final int MAX_SOUND_CHARACTERS = 200;
    private static final int KEPT_CHARACTERS = 16;
    private static final int DIGEST_BYTES = 16;
    private static final int OVERHEAD_BYTES = 120;
    private static final int LATIN_1_MAX = 0xFF;
    private static final String NO_EVENT = "(no event)";

    private final long nanos;
    private final boolean fromClient;
    private final String type;
    private final String text;

    private LoggedMessage(long nanos, boolean fromClient, String type, String text) {
        this.nanos = nanos;
        this.fromClient = fromClient;
        this.type = type;
        this.text = text;
    }

    static LoggedMessage of(long nanos, boolean fromClient, String text) {
        try {
            JsonObject json = Json.parseObject(text, CodecLimits.SERVER_INBOUND);
            String named = json.string("type");
            String type = named == null ? NO_EVENT : named.intern();
            int longest = isSound(type) ? MAX_SOUND_CHARACTERS : MAX_STRING_CHARACTERS;
            boolean fits = text.length() <= longest;
            return new LoggedMessage(nanos, fromClient, type, fits ? text : Json.write(shorten(json, longest)));
        } catch (ProtocolException noJson) {
            return new LoggedMessage(nanos, fromClient, NO_EVENT, "{}");
        }
    }

    /** When it was sent or received, on {@link System#nanoTime()}. */
    public long nanos() {
        return nanos;
    }

    /** Whether the client sent it. */
    public boolean fromClient() {
        return fromClient;
    }

    /** The event's type; {@code (no event)} when it was none. */
    public String type() {
        return type;
    }

    /** The event, with long strings shortened. */
    public JsonObject json() {
        return Json.parseObject(text, CodecLimits.SERVER_INBOUND);
    }

    /** The value at a path such as {@code session.audio.output.voice} or {@code item.content.0.text}. */
    public @Nullable JsonValue at(String path) {
        return at(json(), path);
    }

    /** The value at a path in an event. */
    public static @Nullable JsonValue at(JsonValue from, String path) {
        JsonValue value = from;
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

    /** Whether a value of an entry is that text, however long it is. */
    public static boolean equal(JsonValue kept, String text) {
        return kept instanceof JsonValue.JsonString string
                && (string.value().equals(text)
                        || (text.length() > MAX_SOUND_CHARACTERS
                                && string.value().length() < MAX_SOUND_CHARACTERS
                                && string.value().equals(shorten(text))));
    }

    /** The memory that it takes, about. */
    int bytes() {
        int perCharacter = text.chars().allMatch(c -> c <= LATIN_1_MAX) ? 1 : 2;
        return OVERHEAD_BYTES + perCharacter * text.length();
    }

    /** Whether events of a type are one of the many that carry the sound. */
    private static boolean isSound(String type) {
        return type.equals(ClientEvent.InputAudioBufferAppend.TYPE) || type.endsWith("audio.delta");
    }

    private static JsonValue shorten(JsonValue value, int longest) {
        if (value instanceof JsonValue.JsonString text && text.value().length() > longest) {
            return JsonValue.of(shorten(text.value()));
        }
        if (value instanceof JsonObject object) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            object.members().forEach((name, member) -> members.put(name, shorten(member, longest)));
            return new JsonObject(members);
        }
        if (value instanceof JsonArray array) {
            return new JsonArray(array.values().stream()
                    .map(member -> shorten(member, longest))
                    .toList());
        }
        return value;
    }

    private static String shorten(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return text.substring(0, KEPT_CHARACTERS) + "... (" + text.length() + " characters, SHA-256 "
                    + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES) + ")";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
