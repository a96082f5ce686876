package dev.bargein.simulator.internal.rules;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.Redactor;
import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.simulator.internal.values.Footprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a client did wrong, so that a person can mend it, and without its keys, as failed tests are printed.
 */
public final class Violations {
    private static final long VIOLATION_BYTES = 160;
    private static final int MAX_STRING_CHARACTERS = 120;
    private static final int MAX_EXCERPT_CHARACTERS = 1_500;
    private static final String NO_EVENT = "message";
    private static final Set<String> OF_ONE_TRANSPORT =
            Set.of(ClientEvent.InputAudioBufferAppend.TYPE, ClientEvent.OutputAudioBufferClear.TYPE);

    private Violations() {}

    /** An event that the session refused. */
    public static ClientViolation of(String event, JsonObject json, ErrorDetails error, long atNanos) {
        Redactor secrets = new Redactor();
        secrets.addFrom(json);
        String excerpt = Json.write(shorten(secrets.redact(json)));
        return of(event, cut(excerpt, MAX_EXCERPT_CHARACTERS), error, secrets, atNanos);
    }

    /** What an error quotes of a message may be as long as the message. */
    private static ClientViolation of(
            String event, String excerpt, ErrorDetails error, Redactor secrets, long atNanos) {
        return new ClientViolation(
                rule(event, error),
                cut(event, MAX_STRING_CHARACTERS),
                excerpt,
                orEmpty(error.code()),
                cut(secrets.redact(error.message()), MAX_EXCERPT_CHARACTERS),
                cut(orEmpty(error.param()), MAX_STRING_CHARACTERS),
                atNanos);
    }

    /** About how many bytes one takes. */
    public static long bytes(ClientViolation violation) {
        return VIOLATION_BYTES
                + Footprint.of(violation.event())
                + Footprint.of(violation.excerpt())
                + Footprint.of(violation.message())
                + Footprint.of(violation.param());
    }

    /** A message that was refused before it was an event. */
    public static ClientViolation of(String text, ErrorDetails error, long atNanos) {
        try {
            JsonObject json = Json.parseObject(text, CodecLimits.SERVER_INBOUND);
            String type = json.string("type");
            return of(type == null ? NO_EVENT : type, json, error, atNanos);
        } catch (ProtocolException noJson) {
            Redactor secrets = new Redactor();
            return of(NO_EVENT, cut(secrets.redact(text), MAX_STRING_CHARACTERS), error, secrets, atNanos);
        }
    }

    private static ProtocolRule rule(String event, ErrorDetails error) {
        String param = orEmpty(error.param());
        return switch (orEmpty(error.code())) {
            case ErrorCodes.CONVERSATION_ALREADY_HAS_ACTIVE_RESPONSE -> ProtocolRule.ONE_RESPONSE_AT_A_TIME;
            case ErrorCodes.RESPONSE_CANCEL_NOT_ACTIVE -> ProtocolRule.CANCEL_WHAT_IS_ACTIVE;
            case ErrorCodes.UNSUPPORTED_CONTENT_TYPE -> ProtocolRule.TRUNCATE_AUDIO_OF_THE_ASSISTANT;
            case ErrorCodes.ITEM_TRUNCATE_INVALID_ITEM_ID,
                    ErrorCodes.ITEM_DELETE_INVALID_ITEM_ID,
                    ErrorCodes.ITEM_RETRIEVE_INVALID_ITEM_ID -> ProtocolRule.ITEM_OF_THE_CONVERSATION;
            case ErrorCodes.INPUT_AUDIO_BUFFER_COMMIT_EMPTY -> ProtocolRule.COMMIT_AT_LEAST_100_MS;
            case ErrorCodes.INVALID_EVENT_FOR_TRANSPORT -> ProtocolRule.EVENT_OF_THE_TRANSPORT;
            case ErrorCodes.CANNOT_UPDATE_VOICE -> ProtocolRule.VOICE_BEFORE_AUDIO;
            case ErrorCodes.UNKNOWN_PARAMETER -> ProtocolRule.KNOWN_FIELDS;
            case ErrorCodes.MISSING_REQUIRED_PARAMETER ->
                param.equals("session.type") ? ProtocolRule.SESSION_TYPE : ProtocolRule.REQUIRED_FIELDS;
            case ErrorCodes.INVALID_JSON, ErrorCodes.INVALID_EVENT -> ProtocolRule.ONE_JSON_OBJECT_A_MESSAGE;
            case ErrorCodes.INVALID_VALUE -> ruleOfValue(event, param);
            case ErrorCodes.INVALID_TYPE, ErrorCodes.INTEGER_BELOW_MIN_VALUE, ErrorCodes.STRING_ABOVE_MAX_LENGTH ->
                ProtocolRule.ALLOWED_VALUES;
            default -> ProtocolRule.OTHER;
        };
    }

    private static ProtocolRule ruleOfValue(String event, String param) {
        return switch (param) {
            case "type" ->
                OF_ONE_TRANSPORT.contains(event) ? ProtocolRule.EVENT_OF_THE_TRANSPORT : ProtocolRule.KNOWN_EVENT;
            case "audio_end_ms" -> ProtocolRule.TRUNCATE_WITHIN_THE_AUDIO;
            default -> ProtocolRule.ALLOWED_VALUES;
        };
    }

    private static JsonValue shorten(JsonValue value) {
        if (value instanceof JsonValue.JsonString text) {
            return JsonValue.of(cut(text.value(), MAX_STRING_CHARACTERS));
        }
        if (value instanceof JsonObject object) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            object.members().forEach((name, member) -> members.put(name, shorten(member)));
            return new JsonObject(members);
        }
        if (value instanceof JsonArray array) {
            List<JsonValue> values = new ArrayList<>();
            array.values().forEach(member -> values.add(shorten(member)));
            return new JsonArray(values);
        }
        return value;
    }

    private static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit) + "… (" + text.length() + " characters)";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
