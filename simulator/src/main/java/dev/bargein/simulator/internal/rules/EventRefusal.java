package dev.bargein.simulator.internal.rules;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a client event is answered with an error (docs/protocol.md, section 4d). Thrown and caught inside a session; it
 * carries no stack.
 */
public final class EventRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String code;
    private final @Nullable String param;

    public EventRefusal(@Nullable String code, String message, @Nullable String param) {
        super(message, null, false, false);
        this.code = code;
        this.param = param;
    }

    public EventRefusal(@Nullable String code, String message) {
        this(code, message, null);
    }

    public ErrorDetails details(@Nullable String clientEventId) {
        return new ErrorDetails(ErrorCodes.INVALID_REQUEST_ERROR, code, message(), param, clientEventId);
    }

    @Nullable
    public String code() {
        return code;
    }

    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** What the codec refuses, refused by the session. */
    public static EventRefusal of(ProtocolException e) {
        return new EventRefusal(e.code(), String.valueOf(e.getMessage()), e.param());
    }

    public static EventRefusal noActiveResponse() {
        return new EventRefusal(ErrorCodes.RESPONSE_CANCEL_NOT_ACTIVE, "Cancellation failed: no active response found");
    }

    public static EventRefusal alreadyActive(String responseId) {
        return new EventRefusal(
                ErrorCodes.CONVERSATION_ALREADY_HAS_ACTIVE_RESPONSE,
                "Conversation already has an active response in progress: " + responseId
                        + ". Wait until the response is finished before creating a new one.");
    }

    public static EventRefusal alreadyShorter(long haveMs, long wantMs) {
        return new EventRefusal(
                ErrorCodes.INVALID_VALUE,
                "Audio content of " + haveMs + "ms is already shorter than " + wantMs + "ms",
                "audio_end_ms");
    }

    public static EventRefusal onlyOutputAudio() {
        return new EventRefusal(
                ErrorCodes.UNSUPPORTED_CONTENT_TYPE, "Only model output audio messages can be truncated");
    }

    public static EventRefusal noContent(int index) {
        return new EventRefusal(
                ErrorCodes.INVALID_VALUE, "Content index " + index + " is out of range.", "content_index");
    }

    /** A number beyond a bound. */
    public static EventRefusal outOfRange(String kind, String param, boolean above, String bound, String value) {
        return new EventRefusal(
                kind + (above ? "_above_max_value" : "_below_min_value"),
                "Invalid '" + param + "': " + kind + (above ? " above maximum" : " below minimum")
                        + " value. Expected a value " + (above ? "<= " : ">= ") + bound + ", but got " + value
                        + " instead.",
                param);
    }

    /** A string or an array that is too long. */
    static EventRefusal above(String code, String param, String kind, String aKindWith, int most, int actual) {
        return new EventRefusal(
                code,
                "Invalid '" + param + "': " + kind + " too long. Expected " + aKindWith + " maximum length " + most
                        + ", but got " + aKindWith + " length " + actual + " instead.",
                param);
    }

    /** No such item; the verb is part of code and message. */
    public static EventRefusal noItem(String code, String doing, String itemId) {
        return new EventRefusal(
                code, "Error " + doing + " item: the item with id '" + itemId + "' does not exist.", "item_id");
    }

    public static EventRefusal noCall(String callId) {
        return new EventRefusal(
                ErrorCodes.INVALID_TOOL_CALL_ID, "Tool call ID '" + callId + "' not found in conversation.");
    }

    public static EventRefusal bufferTooSmall(double haveMs) {
        return new EventRefusal(
                ErrorCodes.INPUT_AUDIO_BUFFER_COMMIT_EMPTY,
                String.format(
                        Locale.ROOT,
                        "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but"
                                + " buffer only has %.2fms of audio.",
                        haveMs));
    }

    static EventRefusal unknownParameter(String path) {
        return new EventRefusal(ErrorCodes.UNKNOWN_PARAMETER, "Unknown parameter: '" + path + "'.", path);
    }

    public static EventRefusal missingParameter(String path) {
        return new EventRefusal(
                ErrorCodes.MISSING_REQUIRED_PARAMETER, "Missing required parameter: '" + path + "'.", path);
    }

    public static EventRefusal invalidValue(String value, List<String> supported, String param) {
        return new EventRefusal(
                ErrorCodes.INVALID_VALUE,
                "Invalid value: '" + value + "'. Supported values are: " + listed(supported) + ".",
                param);
    }

    static EventRefusal invalidType(String path, String expected, JsonValue actual) {
        return new EventRefusal(
                ErrorCodes.INVALID_TYPE,
                "Invalid type for '" + path + "': expected " + expected + ", but got " + kindOf(actual) + " instead.",
                path);
    }

    /** Quoted, as the service lists them: {@code 'a', 'b', and 'c'}. */
    static String listed(List<String> values) {
        int last = values.size() - 1;
        if (last < 1) {
            return "'" + String.join("", values) + "'";
        }
        String head = "'" + String.join("', '", values.subList(0, last)) + "'";
        return head + (last > 1 ? "," : "") + " and '" + values.get(last) + "'";
    }

    private static String kindOf(JsonValue value) {
        if (value instanceof JsonValue.JsonString) {
            return "a string";
        } else if (value instanceof JsonValue.JsonNumber number) {
            return number.isWhole() ? "an integer" : "a decimal number";
        } else if (value instanceof JsonValue.JsonBoolean) {
            return "a boolean";
        } else if (value instanceof JsonArray) {
            return "an array";
        }
        return value instanceof JsonObject ? "an object" : "null";
    }
}
