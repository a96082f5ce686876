package dev.bargein.client;

import java.security.GeneralSecurityException;

/**
 * A session could not be had; the message says at which stage, why, and what to do. It never holds a secret.
 *
 * <p>Everything that the attempt opened is closed when it is thrown, and trying again is always allowed; {@link
 * #retryable()} says whether it can help.
 *
 * <p>Immutable.
 */
public final class ConnectException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int MAX_CAUSES = 16;

    private final ConnectStage stage;
    private final int httpStatus;
    private final String serverMessage;
    private final boolean retryable;

    /** A failure without an answer of the server. */
    public ConnectException(ConnectStage stage, String message) {
        this(stage, message, 0, "");
    }

    /** A failure without an answer of the server, with its cause. */
    public ConnectException(ConnectStage stage, String message, Throwable cause) {
        this(stage, message, 0, "", mayComeBack(stage, cause));
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
        this(stage, message, httpStatus, serverMessage, mayComeBack(stage, httpStatus, serverMessage));
    }

    /**
     * A failure of which it is known whether it stays.
     *
     * @param stage where it happened
     * @param message for people
     * @param httpStatus the status of the answer, 0 when there was none
     * @param serverMessage what the server said, empty when it said nothing
     * @param retryable whether the same attempt may succeed later
     */
    public ConnectException(
            ConnectStage stage, String message, int httpStatus, String serverMessage, boolean retryable) {
        super(message);
        this.stage = stage;
        this.httpStatus = httpStatus;
        this.serverMessage = serverMessage;
        this.retryable = retryable;
    }

    private static boolean mayComeBack(ConnectStage stage, Throwable cause) {
        Throwable c = cause;
        for (int depth = 0; c != null && depth < MAX_CAUSES; depth++) {
            if (c instanceof GeneralSecurityException) {
                // A certificate that is not trusted now is not trusted in a second.
                return false;
            }
            c = c.getCause();
        }
        return mayComeBack(stage, 0, "");
    }

    private static boolean mayComeBack(ConnectStage stage, int httpStatus, String serverMessage) {
        if (stage == ConnectStage.SETUP || stage == ConnectStage.DEVICES || stage == ConnectStage.AUTHENTICATION) {
            return false;
        }
        if (httpStatus == TOO_MANY_REQUESTS) {
            return !serverMessage.contains("insufficient_quota");
        }
        return httpStatus == 0
                || httpStatus == REQUEST_TIMEOUT
                || httpStatus == TOO_EARLY
                || httpStatus >= FIRST_SERVER_ERROR;
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

    /**
     * Whether the same attempt may succeed later: not where the key is wrong, the request is refused as such, or a
     * certificate is not trusted.
     */
    public boolean retryable() {
        return retryable;
    }
}
