package dev.bargein.simulator.internal.model;

/**
 * Switches that make sessions behave unlike those of the real service.
 *
 * @param lifetimeSeconds how long a session lives at most
 * @param earlyNames whether the output buffer's events have their names of January 2025
 * @param overlap whether the items of a response overlap
 * @param appendOnCalls whether {@code input_audio_buffer.append} is accepted on a call
 * @param sidebandLingerMs how long the sidebands of a call stay open when it has ended, in milliseconds; -1 for ever
 */
public record SessionDeviations(
        long lifetimeSeconds, boolean earlyNames, Overlap overlap, boolean appendOnCalls, long sidebandLingerMs) {
    /** As the real service: an hour, today's names, and what the model does. */
    public static final SessionDeviations REAL = new SessionDeviations(3_600, false);

    /** Options with which everything else is as on the real wire. */
    public SessionDeviations(long lifetimeSeconds, boolean earlyNames) {
        this(lifetimeSeconds, earlyNames, Overlap.BY_MODEL, false, 0);
    }

    /** Whether the next item of a response begins before the client is told that the one before it is done. */
    public enum Overlap {
        /** As reasoning models do, and no others. */
        BY_MODEL,
        ALWAYS,
        NEVER;

        public boolean holdsFor(String model) {
            return this == ALWAYS || (this == BY_MODEL && DefaultSettings.isReasoningModel(model));
        }
    }
}
