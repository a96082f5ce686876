package dev.bargein.simulator.internal;

/** Constants for the times at which a part of a session wants to be advanced, in nanoseconds of the monotonic clock. */
final class WakeTimes {
    /** No wake is due, whatever the time. */
    static final long NEVER = Long.MAX_VALUE;

    private WakeTimes() {}
}
