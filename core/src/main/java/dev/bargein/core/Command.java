package dev.bargein.core;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;

/**
 * Something to do, decided by {@link Conversation#handle}; carry commands out in their order.
 *
 * <p>Those for the player ({@link PlayoutCommand}) belong to {@link Playout#apply}, before anything is sent.
 *
 * <p>Immutable.
 */
public sealed interface Command {

    /** The number of the input that caused it, counted from 1. */
    long cause();

    /** Send an event to the server. */
    record Send(long cause, ClientEvent event) implements Command {}

    /** Send 10 ms of the user's voice as media; silence is sent whenever no such command came. */
    record SendAudio(long cause, AudioBytes pcm) implements Command {}

    /** The microphone is live now, or no longer; one that is not live must not be heard by anyone. */
    record Microphone(long cause, boolean live) implements Command {}

    /** Tell the application. */
    record Notify(long cause, Notice notice) implements Command {}

    /**
     * Make a new connection in place of the one that was lost or is to be left; hand in {@link Input.TransportUp} or {@link
     * Input.TransportDown}.
     *
     * @param attempt counted from 1 after each loss
     */
    record Connect(long cause, int attempt) implements Command {}

    /** Close the transport. */
    record Disconnect(long cause, String reason) implements Command {}

    /** What the player must do. */
    sealed interface PlayoutCommand extends Command {}

    /** Queue audio of a content part. */
    record Play(long cause, TrackId track, AudioBytes pcm) implements PlayoutCommand {}

    /** Count audio of a content part that must not be heard. */
    record Discard(long cause, TrackId track, int samples) implements PlayoutCommand {}

    /** Throw away all queued audio, with a short fade of what is being heard. */
    record Flush(long cause) implements PlayoutCommand {}

    /** Let nothing of the live stream through until it is opened. */
    record ShutGate(long cause) implements PlayoutCommand {}

    /**
     * The live stream may carry a new response from now on, since it was asked for or announced.
     *
     * <p>The earliest point at which its sound can begin; audio before it is old.
     */
    record ExpectLive(long cause, String responseId) implements PlayoutCommand {}

    /**
     * A new response sounds on the live stream: open the gate for it, and count what is played as its.
     *
     * @param oldGone whether the server has confirmed that it sends nothing older any more; then sound from before this
     *     command may be the new response, since media can overtake events
     */
    record OpenGate(long cause, String responseId, boolean oldGone) implements PlayoutCommand {}

    /**
     * No more sound of a response will come on the live stream than what is on its way.
     *
     * @param announced whether the server said so; otherwise only a long silence ends it
     */
    record EndLive(long cause, String responseId, boolean announced) implements PlayoutCommand {}

    /** Hold what is being played, with a short fade, so that it can go on; what comes meanwhile waits. */
    record Pause(long cause) implements PlayoutCommand {}

    /** Go on at the very sample at which the player paused. */
    record Resume(long cause) implements PlayoutCommand {}

    /** Keep playing into the void, or make it audible again. */
    record Mute(long cause, boolean muted) implements PlayoutCommand {}
}
