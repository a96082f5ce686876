package dev.bargein.client;

/**
 * Why a session is over.
 *
 * @param kind what ended it, for programs
 * @param code the status that the server gave: of the WebSocket's close frame with {@link Kind#SERVER} and {@link
 *     Kind#SESSION_EXPIRED}, of HTTP with {@link Kind#REFUSED} and {@link Kind#NETWORK}; 0 where there was none
 * @param text the same for people, without secrets
 */
public record CloseReason(Kind kind, int code, String text) {
    /** What ended a session. */
    public enum Kind {
        /** {@link RealtimeSession#close()} was called. */
        APPLICATION,
        /** The server closed the connection. */
        SERVER,
        /** The session reached the longest duration that the service allows: connect a new one. */
        SESSION_EXPIRED,
        /** The server does not want the connection as it is asked for: the same again will be refused again. */
        REFUSED,
        /** The connection was lost, or could not be made: it may work again later. */
        NETWORK,
        /** The client failed, as when an event could not be handled. */
        CLIENT
    }

    /** Whether a new session, asked for in the same way, may be had. */
    public boolean retryable() {
        return kind != Kind.APPLICATION && kind != Kind.REFUSED;
    }
}
