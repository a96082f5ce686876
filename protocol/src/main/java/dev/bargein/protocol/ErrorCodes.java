package dev.bargein.protocol;

/**
 * The codes of error events, as the real service sends them (docs/protocol.md, section 4d).
 *
 * <p>Codes differ between vintages of the service, so a client should not rely on one alone.
 */
public final class ErrorCodes {
    /** The {@code type} of nearly every error. */
    public static final String INVALID_REQUEST_ERROR = "invalid_request_error";
    /** The {@code type} of a fault of the service itself. */
    public static final String SERVER_ERROR = "server_error";

    /** The message is not JSON. */
    public static final String INVALID_JSON = "invalid_json";
    /** The message is JSON but no event. */
    public static final String INVALID_EVENT = "invalid_event";
    /** A required field is absent. */
    public static final String MISSING_REQUIRED_PARAMETER = "missing_required_parameter";
    /** A field is there that the service does not know. */
    public static final String UNKNOWN_PARAMETER = "unknown_parameter";
    /** A field has a value that is not allowed; also an unknown event type. */
    public static final String INVALID_VALUE = "invalid_value";
    /** A field has a value of the wrong JSON type. */
    public static final String INVALID_TYPE = "invalid_type";
    /** A string is too long. */
    public static final String STRING_ABOVE_MAX_LENGTH = "string_above_max_length";
    /** A whole number is too small. */
    public static final String INTEGER_BELOW_MIN_VALUE = "integer_below_min_value";
    /** A whole number is too large. */
    public static final String INTEGER_ABOVE_MAX_VALUE = "integer_above_max_value";
    /** A number is too small. */
    public static final String DECIMAL_BELOW_MIN_VALUE = "decimal_below_min_value";
    /** A number is too large. */
    public static final String DECIMAL_ABOVE_MAX_VALUE = "decimal_above_max_value";
    /** An array has too many values. */
    public static final String ARRAY_ABOVE_MAX_LENGTH = "array_above_max_length";
    /** An object has too many members. */
    public static final String OBJECT_ABOVE_MAX_PROPERTIES = "object_above_max_properties";
    /** An event that this transport does not take. */
    public static final String INVALID_EVENT_FOR_TRANSPORT = "invalid_event_for_transport";
    /** The message exceeds a {@link CodecLimits limit} of the receiver; ours, where the real service closes with 1009. */
    public static final String MESSAGE_TOO_LARGE = "message_too_large";

    /** Cancel while no response is active. */
    public static final String RESPONSE_CANCEL_NOT_ACTIVE = "response_cancel_not_active";
    /** Create while a response is active. */
    public static final String CONVERSATION_ALREADY_HAS_ACTIVE_RESPONSE = "conversation_already_has_active_response";
    /** Truncate of what is not audio of the assistant. */
    public static final String UNSUPPORTED_CONTENT_TYPE = "unsupported_content_type";
    /** Truncate of an item that is not there. */
    public static final String ITEM_TRUNCATE_INVALID_ITEM_ID = "item_truncate_invalid_item_id";
    /** Output of a function call that is not there. */
    public static final String INVALID_TOOL_CALL_ID = "invalid_tool_call_id";
    /** Delete of an item that is not there. */
    public static final String ITEM_DELETE_INVALID_ITEM_ID = "item_delete_invalid_item_id";
    /** Retrieve of an item that is not there. */
    public static final String ITEM_RETRIEVE_INVALID_ITEM_ID = "item_retrieve_invalid_item_id";
    /** Commit of less than 100 ms. */
    public static final String INPUT_AUDIO_BUFFER_COMMIT_EMPTY = "input_audio_buffer_commit_empty";
    /** Another voice after the assistant has spoken. */
    public static final String CANNOT_UPDATE_VOICE = "cannot_update_voice";

    /** The session reached its longest duration; the connection closes. */
    public static final String SESSION_EXPIRED = "session_expired";
    /** The credential is wrong; the connection closes with 3000. */
    public static final String INVALID_API_KEY = "invalid_api_key";
    /** No model was named; the connection closes with 4000. */
    public static final String MISSING_MODEL = "missing_model";
    /** The model is not one for realtime; the connection closes with 4000. */
    public static final String INVALID_MODEL = "invalid_model";
    /** The beta dialect is asked of a service that no longer speaks it; the connection closes with 4000. */
    public static final String BETA_API_SHAPE_DISABLED = "beta_api_shape_disabled";
    /** The SDP offer could not be read. */
    public static final String INVALID_OFFER = "invalid_offer";

    private ErrorCodes() {}
}
