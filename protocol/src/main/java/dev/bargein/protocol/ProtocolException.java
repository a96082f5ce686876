package dev.bargein.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A message that is not an event of the Realtime protocol; the message says what is wrong (docs/protocol.md, section
 * 4d). Immutable.
 */
public class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;
    private final @Nullable String param;
    private final @Nullable String eventId;

    /**
     * A refusal.
     *
     * @param code the protocol's error code, see {@link ErrorCodes}
     * @param message for people
     */
    public ProtocolException(String code, String message) {
        this(code, message, null, null);
    }

    /**
     * A refusal of one field of one event.
     *
     * @param code the protocol's error code, see {@link ErrorCodes}
     * @param message for people
     * @param param the path of the field at fault, such as {@code item.content[0].type}; null when it is none
     * @param eventId the client's id of the refused event, when it had one that could be read; else null
     */
    public ProtocolException(String code, String message, @Nullable String param, @Nullable String eventId) {
        super(message);
        this.code = code;
        this.param = param;
        this.eventId = eventId;
    }

    /** The protocol's error code. */
    public String code() {
        return code;
    }

    /** The path of the field at fault; null when it is none. */
    public @Nullable String param() {
        return param;
    }

    /** The client's id of the refused event; null when it had none. */
    public @Nullable String eventId() {
        return eventId;
    }

    /** What the service answers: the body of an error event. */
    public ErrorDetails details() {
        return new ErrorDetails(ErrorCodes.INVALID_REQUEST_ERROR, code, String.valueOf(getMessage()), param, eventId);
    }
}
