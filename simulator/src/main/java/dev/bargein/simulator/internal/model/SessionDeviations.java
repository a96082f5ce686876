package dev.bargein.simulator.internal.model;

/**
 * Switches that make sessions behave unlike those of the real service.
 *
 * @param lifetimeSeconds how long a session lives at most
 * @param earlyNames whether the output buffer's events have their names of January 2025
 * @param overlap whether the items of a response overlap
 * @param appendOnCalls whether {@code input_audio_buffer.append} is accepted on a call
 * @param sidebandLingerMs how long the sidebands of a call stay open when it has ended, in milliseconds; -1 for ever
 * @param clearing what a cleared output buffer does, and what clears it
 */
public record SessionDeviations(
        long lifetimeSeconds,
        boolean earlyNames,
        Overlap overlap,
        boolean appendOnCalls,
        long sidebandLingerMs,
        Clearing clearing) {
    /** As the real service: an hour, today's names, and what the model does. */
    public static final SessionDeviations REAL =
            new SessionDeviations(3_600, false, Overlap.BY_MODEL, false, 0, new Clearing(true, false));

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

    /**
     * The output buffer's clearing on a call.
     *
     * @param truncates whether a cleared output buffer truncates the conversation and says so
     * @param withoutInterrupt whether speech clears the output buffer also when it may not interrupt
     */
    public record Clearing(boolean truncates, boolean withoutInterrupt) {}

    public SessionDeviations withLifetimeSeconds(long seconds) {
        return new SessionDeviations(seconds, earlyNames, overlap, appendOnCalls, sidebandLingerMs, clearing);
    }

    public SessionDeviations withEarlyNames(boolean on) {
        return new SessionDeviations(lifetimeSeconds, on, overlap, appendOnCalls, sidebandLingerMs, clearing);
    }

    public SessionDeviations withOverlap(Overlap items) {
        return new SessionDeviations(lifetimeSeconds, earlyNames, items, appendOnCalls, sidebandLingerMs, clearing);
    }

    public SessionDeviations withAppendOnCalls(boolean on) {
        return new SessionDeviations(lifetimeSeconds, earlyNames, overlap, on, sidebandLingerMs, clearing);
    }

    public SessionDeviations withSidebandLingerMs(long ms) {
        return new SessionDeviations(lifetimeSeconds, earlyNames, overlap, appendOnCalls, ms, clearing);
    }

    public SessionDeviations withTruncateOnClear(boolean on) {
        return with(new Clearing(on, clearing.withoutInterrupt()));
    }

    public SessionDeviations withClearWithoutInterrupt(boolean on) {
        return with(new Clearing(clearing.truncates(), on));
    }

    private SessionDeviations with(Clearing changed) {
        return new SessionDeviations(lifetimeSeconds, earlyNames, overlap, appendOnCalls, sidebandLingerMs, changed);
    }
}
