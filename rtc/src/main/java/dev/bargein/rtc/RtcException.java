package dev.bargein.rtc;

/** A failure of the WebRTC engine; the message says what to do. Immutable. */
public class RtcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with a message for the user. */
    public RtcException(String message) {
        super(message);
    }

    /** A failure with its cause. */
    public RtcException(String message, Throwable cause) {
        super(message, cause);
    }
}
