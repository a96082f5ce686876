package dev.bargein.lab;

/** A run cannot take place, or a trial went wrong; the message says what to do. Immutable. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public LabException(String message) {
        super(message);
    }

    /** With a message for people, and what caused it. */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
