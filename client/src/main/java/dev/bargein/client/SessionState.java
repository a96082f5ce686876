package dev.bargein.client;

/** Whether a session is connected. */
public enum SessionState {
    /** The connection is being made; what is said and typed is kept, and sent when the session is ready. */
    CONNECTING,
    /** The server has confirmed the session, or the wait for that is over. */
    READY,
    /** The connection was lost and is being made again; what is said and typed is kept. */
    RECONNECTING,
    /** The session is over, for good. */
    CLOSED
}
