package dev.bargein.core;

import java.util.List;

/**
 * A conversation with a Realtime service: input and time go in, commands come out.
 *
 * <p>Hand every input in with the time at which it happened, carry out the commands of the step in order, and hand in
 * {@link Input.Wake} when its wake time has come. Any input is accepted at any time; none throws.
 *
 * <p>Thread law: confined; drive it together with its {@link Playout} under one lock.
 */
public final class Conversation {
    private final ConversationConfig config;

    /** A conversation whose transport is not up yet. */
    public Conversation(ConversationConfig config) {
        this.config = config;
    }

    /**
     * Takes an input.
     *
     * @param input what happened
     * @param nowNanos when, on a monotonic clock; a time before the last one counts as the last one
     */
    public Step handle(Input input, long nowNanos) {
        return new Step(List.of(), Long.MAX_VALUE, WakeReason.NONE);
    }

    /** Whether a press is accepted now; false only under strategies that lock the user out. */
    public boolean pressAccepted() {
        return config.strategy().silence() != Strategy.Silence.MUTE_UNTIL_STOPPED;
    }
}
