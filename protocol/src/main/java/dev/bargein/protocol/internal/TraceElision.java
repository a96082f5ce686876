package dev.bargein.protocol.internal;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.Redactor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Takes words, voices and credentials out of events. What is kept is listed, everything else goes: a field that is new
 * on the wire must not leak before somebody has thought of it.
 *
 * <p>Immutable.
 */
public final class TraceElision {
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

    private static final Pattern NAME_OR_ID = Pattern.compile("[\\w.:/+-]{1,128}");
    /** Names of members, as protocols have them; what is anything else may be what somebody said. */
    private static final Pattern MEMBER_NAME = Pattern.compile("[A-Za-z_$][\\w.:$-]{0,63}");
    /** No word is so long; encoded sound or a picture is, under whatever name. */
    private static final Pattern LONG_BASE64 = Pattern.compile("[A-Za-z0-9+/_=-]{512,}");

    private static final Pattern DATA_URI = Pattern.compile("(?i)\\s*data:[^,]{0,200};base64,");

    private final boolean includeText;
    private final boolean includeAudio;
    private final Redactor redactor;

    /**
     * What to leave in.
     *
     * @param redactor knows the secrets that are in use
     */
    public TraceElision(boolean includeText, boolean includeAudio, Redactor redactor) {
        this.includeText = includeText;
        this.includeAudio = includeAudio;
        this.redactor = redactor;
    }

    /** The event without what must not be written. */
    public JsonObject strip(JsonObject event) {
        String type = event.string("type");
        boolean audioDelta = type != null && type.endsWith("audio.delta");
        return strip(event, "", audioDelta);
    }

    private JsonObject strip(JsonObject object, String parent, boolean audioDelta) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        String param = object.string("param");
        object.members().forEach((name, value) -> {
            boolean audio = name.equals("audio") || (audioDelta && name.equals("delta"));
            JsonValue kept = name.equals("message") && parent.equals("error")
                    ? message(value, param == null ? "" : param)
                    : strip(value, name, audio);
            out.put(memberName(name, out.size()), kept);
        });
        return new JsonObject(out);
    }

    private String memberName(String name, int number) {
        String scrubbed = redactor.redact(name);
        return includeText || MEMBER_NAME.matcher(scrubbed).matches() ? scrubbed : "[name " + number + "]";
    }

    private JsonValue strip(JsonValue value, String name, boolean audio) {
        if (CredentialNames.matches(name)) {
            return JsonValue.of(CredentialNames.STAND_IN);
        } else if (name.equals(CredentialNames.SERVER_URL)
                && includeText
                && value instanceof JsonValue.JsonString url) {
            return JsonValue.of(redactor.redact(CredentialNames.hostOnly(url.value())));
        } else if (value instanceof JsonObject object) {
            if (!includeText && FREE_FORM.contains(name)) {
                return JsonObject.EMPTY.with("members", object.members().size());
            }
            // They go to somebody else's server, and their names alone say what they are.
            return name.equals(CredentialNames.HEADERS) ? headers(object) : strip(object, name, false);
        } else if (value instanceof JsonArray array) {
            return array(array, name, audio);
        } else if (value instanceof JsonValue.JsonString text) {
            return audio || isEncoded(text.value()) ? encoded(text.value()) : text(text.value(), name);
        }
        return value;
    }

    private JsonObject headers(JsonObject headers) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        headers.members()
                .keySet()
                .forEach(name -> out.put(memberName(name, out.size()), JsonValue.of(CredentialNames.STAND_IN)));
        return new JsonObject(out);
    }

    private JsonValue array(JsonArray array, String name, boolean audio) {
        List<JsonValue> values = array.values();
        if (!includeText
                && !values.isEmpty()
                && values.stream().allMatch(element -> element instanceof JsonValue.JsonNumber)) {
            // Such as the bytes of a word beside its probability.
            return JsonObject.EMPTY.with("numbers", values.size());
        }
        List<JsonValue> out = new ArrayList<>();
        for (JsonValue element : values) {
            out.add(strip(element, name, audio));
        }
        return new JsonArray(out);
    }

    private JsonValue text(String text, String name) {
        boolean isName = KEPT.contains(name) || name.endsWith("_id");
        return includeText || (isName && NAME_OR_ID.matcher(text).matches())
                ? JsonValue.of(redactor.redact(text))
                : chars(text);
    }

    /** The message of an error is what a reader looks for, and quotes little of what was said. */
    private JsonValue message(JsonValue value, String param) {
        if (!(value instanceof JsonValue.JsonString text)) {
            return strip(value, "message", false);
        } else if (includeText) {
            return JsonValue.of(redactor.redact(text.value()));
        }
        String kept = QuotedWords.remove(redactor.redact(text.value()), param);
        return text.value().length() > MAX_MESSAGE_CHARS ? chars(text.value()) : JsonValue.of(kept);
    }

    private static JsonObject chars(String text) {
        return JsonObject.EMPTY.with("chars", text.length());
    }

    private static boolean isEncoded(String text) {
        return DATA_URI.matcher(text).lookingAt() || LONG_BASE64.matcher(text).matches();
    }

    /** What is where sound belongs is never taken for words. */
    private JsonValue encoded(String text) {
        JsonObject measured = measure(text);
        if (includeAudio && (measured != null || includeText)) {
            return JsonValue.of(text);
        }
        return measured == null ? chars(text) : measured;
    }

    private static @Nullable JsonObject measure(String base64) {
        byte[] bytes = decode(base64);
        if (bytes == null) {
            return null;
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length);
        return JsonObject.EMPTY
                .with("bytes", bytes.length)
                .with("ms", bytes.length / PCM_BYTES_PER_MS)
                .with("crc32", crc.getValue());
    }

    /** Base64 of any kind, also in a data URI, in the alphabet of addresses, or broken over lines. */
    private static byte @Nullable [] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notStrict) {
            Matcher prefix = DATA_URI.matcher(text);
            StringBuilder plain = new StringBuilder(text.length());
            for (int i = prefix.lookingAt() ? prefix.end() : 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c != '\r' && c != '\n') {
                    plain.append(c == '-' ? '+' : c == '_' ? '/' : c);
                }
            }
            try {
                return Base64.getDecoder().decode(plain.toString());
            } catch (IllegalArgumentException notBase64) {
                return null;
            }
        }
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
            } else if (names.equals(Set.of("numbers"))) {
                return new JsonArray(Collections.nCopies(take(object.number("numbers", 0)), JsonValue.of(0)));
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
