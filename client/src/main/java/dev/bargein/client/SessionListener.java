package dev.bargein.client;

import dev.bargein.core.Command;
import dev.bargein.core.Conversation;
import dev.bargein.core.Notice;
import dev.bargein.core.TrackId;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;

/**
 * What a session tells its application.
 *
 * <p>Thread safety: all methods are called one at a time, in the order in which things happened, on one thread of the
 * session that does nothing else and holds no lock: a slow listener delays neither sound nor events, and may call the
 * session, also {@link RealtimeSession#close()}. Times are {@link System#nanoTime()} of when it happened. A listener
 * that falls some thousand calls behind loses calls, and is told so by {@link #onProblem}.
 */
public interface SessionListener {
    /** A listener that does not care. */
    SessionListener NONE = new SessionListener() {};

    /** An event came from the server; also events of unknown types. */
    default void onEvent(ServerEvent event, long nanos) {}

    /** An event was handed to the transport. */
    default void onSent(ClientEvent event, long nanos) {}

    /** The conversation tells something. */
    default void onNotice(Notice notice, long nanos) {}

    /** The conversation decided something; for reports that explain, as each command names its cause. */
    default void onCommand(Command command, long nanos) {}

    /**
     * 10 ms of the remote track arrived, before the gate and the player; WebRTC only.
     *
     * @param pcm 240 samples at 24 kHz; the array is reused after the call
     */
    default void onLiveAudio(short[] pcm, long nanos) {}

    /**
     * Audio of a response arrived in an event, whether it is played or dropped; WebSocket only.
     *
     * @param samples its length at 24 kHz, whatever the format of the session
     */
    default void onAudioArrived(TrackId track, int samples, long nanos) {}

    /** Something was wrong that does not end the session, such as a message that is not an event. */
    default void onProblem(String problem, long nanos) {}

    /**
     * The session connects, is ready, lost its connection, or is over. With {@link RealtimeSession.Builder#connect()} the
     * first state is told before that returns.
     */
    default void onState(SessionState state, long nanos) {}

    /**
     * Something else goes on in the conversation than before: the user speaks, an answer is made, one is heard, or nothing.
     * The first activity, of which nothing is told, is {@link Conversation.Activity#IDLE}; so is the last.
     */
    default void onActivity(Conversation.Activity activity, long nanos) {}

    /**
     * The session is over; the last call, made once for every session that was handed out: not for one that {@link
     * RealtimeSession.Builder#connect()} failed to connect. Calls {@link #onClosed(String)} unless it is overridden.
     */
    default void onClosed(CloseReason reason) {
        onClosed(reason.text());
    }

    /** The session is over, in words. */
    default void onClosed(String reason) {}
}
