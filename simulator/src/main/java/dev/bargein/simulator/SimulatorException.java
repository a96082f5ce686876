package dev.bargein.simulator;

/** The simulator cannot start or go on; the message says what to do. Immutable. */
public class SimulatorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with a message for the user. */
    public SimulatorException(String message) {
        super(message);
    }

    /** A failure with its cause. */
    public SimulatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
