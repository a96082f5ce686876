package dev.bargein.client;

/**
 * A session could not be had; the message says at which stage, why, and what to do. It never holds a secret.
 *
 * <p>Everything that the attempt opened is closed when it is thrown, and trying again is always allowed.
 *
 * <p>Immutable.
 */
public final class ConnectException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ConnectStage stage;
    private final int httpStatus;
    private final String serverMessage;

    /** A failure without an answer of the server. */
    public ConnectException(ConnectStage stage, String message) {
        this(stage, message, 0, "");
    }

    /** A failure without an answer of the server, with its cause. */
    public ConnectException(ConnectStage stage, String message, Throwable cause) {
        this(stage, message, 0, "");
        initCause(cause);
    }

    /**
     * A refusal by the server.
     *
     * @param stage where it happened
     * @param message for people
     * @param httpStatus the status of the answer, 0 when there was none
     * @param serverMessage what the server said, empty when it said nothing
     */
    public ConnectException(ConnectStage stage, String message, int httpStatus, String serverMessage) {
        super(message);
        this.stage = stage;
        this.httpStatus = httpStatus;
        this.serverMessage = serverMessage;
    }

    /** Where it happened. */
    public ConnectStage stage() {
        return stage;
    }

    /** The HTTP status of the answer that refused, 0 when there was none. */
    public int httpStatus() {
        return httpStatus;
    }

    /** What the server said, empty when it said nothing. */
    public String serverMessage() {
        return serverMessage;
    }
}
