package dev.bargein.speech;

/** A voice cannot be loaded or cannot speak; the message says what to do. Immutable. */
public class SpeechException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with its cause. */
    public SpeechException(String message, Throwable cause) {
        super(message, cause);
    }
}
