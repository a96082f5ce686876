package dev.bargein.client.internal.transport;

import dev.bargein.client.CloseReason;
import dev.bargein.client.ConnectException;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * A way for events and sound to travel.
 *
 * <p>Thread-safe. {@link #open} is called once; the others may be called at any time, also during it.
 */
public interface Transport {

    /**
     * Connects, and blocks until events can be sent.
     *
     * @throws ConnectException when that fails; {@link #close} is still called
     */
    void open(Listener listener);

    /** The size of the largest event that can be sent, in bytes of UTF-8; known once {@link #open} has returned. */
    long maxEventBytes();

    /** What bounds the size of an event, and what can be done about it. */
    String maxEventAdvice();

    /**
     * Why an event cannot be sent whatever the network does, and what to do; null when it can.
     *
     * @param what it is, such as "This text"
     */
    default @Nullable String tooLarge(String what, String json) {
        long most = maxEventBytes();
        // No character takes more than 3 bytes of UTF-8.
        if (json.length() <= most / 3) {
            return null;
        }
        long bytes = Utf8.size(json);
        return bytes <= most ? null : what + " makes an event of " + bytes + " bytes of UTF-8, and " + maxEventAdvice();
    }

    /**
     * Queues an event. Nothing is lost silently: what is too large is a {@link Listener#onProblem}, and what does not fit
     * into the queue any more is a {@link Listener#onDown}.
     *
     * @return whether it was queued
     */
    boolean send(String json);

    /** Sends 10 ms of sound, on transports that carry it as media. */
    void sendAudio(short[] pcm);

    /** Ends the connection and frees everything; closing twice is closing once. Not from a thread of the transport. */
    void close();

    /** What a transport tells, on its own threads: one at a time and in order, except for sound. */
    interface Listener {
        /** Events can be sent; before the first message. */
        void onUp();

        /** A message that should be an event. */
        void onMessage(String text);

        /** 10 ms of the remote track; the array is reused. */
        void onLiveAudio(short[] pcm);

        /** Something odd that does not end the connection. */
        void onProblem(String problem);

        /** The connection is gone; only the first call counts. */
        void onDown(CloseReason reason);
    }
}
