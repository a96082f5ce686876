package dev.bargein.rtc;

/**
 * A reliable, ordered channel of text messages (RFC 8831).
 *
 * <p>Thread-safe; messages of one channel arrive one at a time and in order.
 */
public interface RtcDataChannel {

    /** The label that the opener chose; the Realtime service calls it {@code oai-events}. */
    String label();

    /** Sets the one listener. Events that came before it was set are delivered when it is set. */
    void listen(Listener listener);

    /**
     * Queues a text message.
     *
     * @return false when the channel is not open; nothing was sent
     */
    boolean send(String text);

    /** Bytes queued and not yet handed to the network. */
    long bufferedBytes();

    /** Closes the channel. */
    void close();

    /** What a channel tells its owner, on a thread of the engine: do not block in it. */
    interface Listener {
        /** The channel can carry messages. */
        default void onOpen() {}

        /** One text message. */
        default void onMessage(String text) {}

        /** The channel is closed; the last call. */
        default void onClosed() {}
    }
}
