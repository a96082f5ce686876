package dev.bargein.simulator.internal.model;

/** Constants for the times at which a part of a session wants to be advanced, in nanoseconds of the monotonic clock. */
public final class WakeTimes {
    /** No wake is due, whatever the time. */
    public static final long NEVER = Long.MAX_VALUE;

    private WakeTimes() {}
}
