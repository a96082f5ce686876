package dev.bargein.rtc;

/** A session description that must not reach native code; the message says which rule it breaks. Immutable. */
public class InvalidSdpException extends RtcException {
    private static final long serialVersionUID = 1L;

    /** A description that breaks a rule. */
    public InvalidSdpException(String message) {
        super(message);
    }

    /** A description that the engine could not apply. */
    public InvalidSdpException(String message, Throwable cause) {
        super(message, cause);
    }
}
