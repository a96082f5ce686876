package dev.bargein.core;

/**
 * What a conversation does while it has no connection.
 *
 * @param keepsUntilReady whether what the application says and does before the server has confirmed the session is kept,
 *     and sent then; otherwise it is dropped without a connection, and sent at once with one
 * @param reconnect how a lost connection is made again; needs {@code keepsUntilReady}
 */
public record ConnectionOptions(boolean keepsUntilReady, ReconnectPolicy reconnect) {
    /** What comes without a connection is dropped. */
    public static final ConnectionOptions NOTHING_KEPT = new ConnectionOptions(false, ReconnectPolicy.NEVER);

    /** What comes while a connection is made is kept, and sent when the session is confirmed. */
    public static final ConnectionOptions KEPT_UNTIL_READY = new ConnectionOptions(true, ReconnectPolicy.NEVER);

    /** Checks that both fit together. */
    public ConnectionOptions {
        if (reconnect.reconnects() && !keepsUntilReady) {
            throw new IllegalArgumentException("A connection that is made again needs keepsUntilReady");
        }
    }

    /** A copy that makes a lost connection again. */
    public ConnectionOptions withReconnect(ReconnectPolicy policy) {
        return new ConnectionOptions(keepsUntilReady, policy);
    }
}
