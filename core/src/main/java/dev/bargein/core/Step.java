package dev.bargein.core;

import java.util.List;

/**
 * What follows from an input.
 *
 * @param commands what to do, in this order
 * @param wakeAtNanos when to hand in {@link Input.Wake}, on the clock of the inputs; {@link Long#MAX_VALUE} for never.
 *     Always later than the input's own time
 * @param wakeReason why
 */
public record Step(List<Command> commands, long wakeAtNanos, WakeReason wakeReason) {
    /** Copies the list. */
    public Step {
        commands = List.copyOf(commands);
    }
}
