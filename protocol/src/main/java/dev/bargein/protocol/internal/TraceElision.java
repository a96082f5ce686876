package dev.bargein.protocol.internal;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Takes words, voices and credentials out of events. What is kept is listed, everything else goes: a field that is new
 * on the wire must not leak before somebody has thought of it.
 *
 * <p>Thread law: immutable.
 */
public final class TraceElision {
    private static final String SECRET = "[secret]";
    private static final int PCM_BYTES_PER_MS = 48;
    private static final int MAX_MESSAGE_CHARS = 500;
    private static final long MAX_STAND_IN_CHARS = 32L * 1024 * 1024;

    /** Members with names of the protocol, or of ours, not of people. */
    private static final Set<String> KEPT = Set.of(
            "type",
            "id",
            "object",
            "status",
            "reason",
            "code",
            "role",
            "param",
            "name",
            "model",
            "voice",
            "format",
            "conversation",
            "eagerness",
            "effort",
            "modalities",
            "output_modalities",
            "input_audio_format",
            "output_audio_format",
            "truncation",
            "tool_choice",
            "include",
            "transport",
            "dialect",
            "strategy",
            "state",
            "cause",
            "arm");

    /** Objects whose members are the application's own. */
    private static final Set<String> FREE_FORM =
            Set.of("metadata", "variables", "parameters", "properties", "headers", "sip_headers", "schema");

    private static final Set<String> SECRET_NAMES = Set.of(
            "clientsecret",
            "authorization",
            "proxyauthorization",
            "apikey",
            "xapikey",
            "secret",
            "password",
            "pwd",
            "token",
            "accesstoken",
            "refreshtoken",
            "sessiontoken",
            "credential",
            "credentials",
            "cookie",
            "setcookie");

    private static final Pattern SECRETS = Pattern.compile("(?:\\b(?:ek_|sk-)[\\w*.-]{3,}"
            + "|\\b(?i:bearer)\\s+[\\w.~+/=*-]{8,}"
            + "|\\bBasic\\s+[\\w+/=]{12,}"
            + "|openai-insecure-api-key\\.[^\\s,\"']+)");
    private static final Pattern NAME_OR_ID = Pattern.compile("[\\w.:/+-]{1,128}");
    /** Words that an error message quotes; a quoted name has no space. */
    private static final Pattern QUOTED_WORDS = Pattern.compile("'[^']*\\s[^']*'");

    private final boolean includeText;
    private final boolean includeAudio;

    /** What to leave in. */
    public TraceElision(boolean includeText, boolean includeAudio) {
        this.includeText = includeText;
        this.includeAudio = includeAudio;
    }

    /** The event without what must not be written. */
    public JsonObject strip(JsonObject event) {
        String type = event.string("type");
        boolean audioDelta = type != null && type.endsWith("audio.delta");
        return strip(event, "", audioDelta);
    }

    private JsonObject strip(JsonObject object, String parent, boolean audioDelta) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        object.members().forEach((name, value) -> {
            boolean audio = name.equals("audio") || (audioDelta && name.equals("delta"));
            out.put(scrub(name), strip(value, name, parent, audio));
        });
        return new JsonObject(out);
    }

    private JsonValue strip(JsonValue value, String name, String parent, boolean audio) {
        if (SECRET_NAMES.contains(name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", ""))) {
            return JsonValue.of(SECRET);
        } else if (value instanceof JsonObject object) {
            return !includeText && FREE_FORM.contains(name)
                    ? JsonObject.EMPTY.with("members", object.members().size())
                    : strip(object, name, false);
        } else if (value instanceof JsonArray array) {
            List<JsonValue> out = new ArrayList<>();
            for (JsonValue element : array.values()) {
                out.add(strip(element, name, parent, audio));
            }
            return new JsonArray(out);
        } else if (value instanceof JsonValue.JsonString text) {
            JsonObject measured = audio ? measure(text.value()) : null;
            if (measured != null) {
                return includeAudio ? value : measured;
            }
            return text(text.value(), name, parent);
        }
        return value;
    }

    private JsonValue text(String text, String name, String parent) {
        if (includeText) {
            return JsonValue.of(scrub(text));
        } else if ((KEPT.contains(name) || name.endsWith("_id"))
                && NAME_OR_ID.matcher(text).matches()) {
            return JsonValue.of(scrub(text));
        } else if (name.equals("message") && parent.equals("error") && text.length() <= MAX_MESSAGE_CHARS) {
            return JsonValue.of(scrub(QUOTED_WORDS.matcher(text).replaceAll("'...'")));
        }
        return JsonObject.EMPTY.with("chars", text.length());
    }

    private static @Nullable JsonObject measure(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notAudio) {
            return null;
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length);
        return JsonObject.EMPTY
                .with("bytes", bytes.length)
                .with("ms", bytes.length / PCM_BYTES_PER_MS)
                .with("crc32", crc.getValue());
    }

    private static String scrub(String text) {
        return SECRETS.matcher(text).replaceAll(SECRET);
    }

    /** The event with stand-ins for what was taken out; see {@link dev.bargein.protocol.TraceEntry#replayable}. */
    public static JsonObject standIn(JsonObject event) {
        return (JsonObject) new StandIns().of(event, true);
    }

    /** Counts what it makes: a short line can ask for a great deal. */
    private static final class StandIns {
        private long chars;

        private JsonValue of(JsonValue value, boolean root) {
            if (value instanceof JsonArray array) {
                List<JsonValue> out = new ArrayList<>();
                for (JsonValue element : array.values()) {
                    out.add(of(element, false));
                }
                return new JsonArray(out);
            } else if (value instanceof JsonObject object) {
                return root ? members(object) : object(object);
            }
            return value;
        }

        private JsonValue object(JsonObject object) {
            Set<String> names = object.members().keySet();
            if (names.equals(Set.of("chars"))) {
                char[] dots = new char[take(object.number("chars", 0))];
                Arrays.fill(dots, '.');
                return JsonValue.of(new String(dots));
            } else if (names.equals(Set.of("bytes", "ms", "crc32"))) {
                byte[] silence = new byte[take(object.number("bytes", 0))];
                return JsonValue.of(Base64.getEncoder().encodeToString(silence));
            } else if (names.equals(Set.of("members"))) {
                return JsonObject.EMPTY;
            }
            return members(object);
        }

        private JsonObject members(JsonObject object) {
            Map<String, JsonValue> out = new LinkedHashMap<>();
            object.members().forEach((name, member) -> out.put(name, of(member, false)));
            return new JsonObject(out);
        }

        private int take(long wanted) {
            long count = Math.max(0, wanted);
            // Compared before adding, which could overflow.
            if (count > MAX_STAND_IN_CHARS - chars) {
                throw new ProtocolException(
                        ErrorCodes.MESSAGE_TOO_LARGE, "Invalid trace entry: it stands for more than 32 MiB.");
            }
            chars += count;
            return (int) count;
        }
    }
}
