package dev.bargein.protocol;

/** A message that is not an event of the Realtime protocol; the message says what is wrong. Thread law: immutable. */
public class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;

    /**
     * A refusal.
     *
     * @param code the protocol's error code, such as {@code invalid_json}
     * @param message for people
     */
    public ProtocolException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** The protocol's error code. */
    public String code() {
        return code;
    }
}
