package dev.bargein.core;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;

/**
 * Something that happened, told to {@link Conversation#handle}.
 *
 * <p>Immutable.
 */
public sealed interface Input {

    /**
     * Whether what follows from it may rest on how far the playout is: whoever drives a conversation hands in a fresh
     * {@link Played} first. It does not for what comes many times a second and interrupts nothing: frames of the
     * microphone, and pieces of sound and text.
     */
    default boolean needsPlayed() {
        return !(this instanceof Played
                || this instanceof MicrophoneFrame
                || this instanceof OutputLatency
                || this instanceof FromServer server && server.event().type().endsWith(".delta"));
    }

    /** The transport can carry events. */
    record TransportUp() implements Input {}

    /**
     * The transport is gone, or could not be had; nothing can be sent any more.
     *
     * @param reason for people
     * @param retryable whether another attempt can help
     */
    record TransportDown(String reason, boolean retryable) implements Input {
        /** One after which another attempt can help. */
        public TransportDown(String reason) {
            this(reason, true);
        }
    }

    /** The service will end the session in so long, in nanoseconds. */
    record SessionExpires(long inNanos) implements Input {}

    /** An event arrived from the server. */
    record FromServer(ServerEvent event) implements Input {}

    /** The application says a text in the user's place and wants an answer; does not interrupt. */
    record Say(String text) implements Input {}

    /** The application wants a response to the conversation as it stands. */
    record Respond() implements Input {}

    /**
     * Speech at the open microphone does not interrupt what was asked for until now: until all of it was heard, or cannot be
     * any more, the service is sent silence in place of the microphone. A press and a Stop interrupt it all the same.
     */
    record Uninterruptible() implements Input {}

    /**
     * The output of a function call that a {@link Notice.ToolCalled} told of.
     *
     * @param answer whether the model is to speak about it, once all calls of the response have their output
     */
    record ToolOutput(String callId, String output, boolean answer) implements Input {}

    /** The application wants parts of the running session otherwise; what is absent stays as it is. */
    record UpdateSession(SessionConfig change) implements Input {}

    /** The application sends an event of its own; passed on as it is. */
    record SendEvent(ClientEvent event) implements Input {}

    /** The user begins to talk: an interruption if anything plays, and a live microphone. */
    record Press() implements Input {}

    /**
     * The user has finished talking.
     *
     * @param answer whether an answer is wanted; else what was said is remembered
     */
    record Release(boolean answer) implements Input {
        /** One that wants an answer. */
        public Release() {
            this(true);
        }
    }

    /** What the user has said since the press, or since the last turn at an open microphone, is thrown away. */
    record Discard() implements Input {}

    /** The user wants silence. */
    record Stop() implements Input {}

    /** A rendered sample takes so long to the ear from now on: a device knows its buffer only once it is open. */
    record OutputLatency(MediaTime latency) implements Input {}

    /** The microphone is to stay open, for a server that finds the user's turns by itself; or is to be shut. */
    record Listen(boolean open) implements Input {}

    /** A detector of speech at the open microphone says that the user begins to speak, or has stopped. */
    record UserSpeech(boolean speaking) implements Input {}

    /** 10 ms from the microphone, PCM at 24 kHz; sent on only while it is open or the user presses. */
    record MicrophoneFrame(AudioBytes pcm) implements Input {}

    /** What the playout has played so far; hand one in before every input that {@link #needsPlayed() needs} it. */
    record Played(PlayoutReport report) implements Input {}

    /** The wake time of the last step has come. */
    record Wake() implements Input {}

    /** The application ends the conversation. */
    record Close() implements Input {}
}
