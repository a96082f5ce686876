package dev.bargein.simulator.internal;

/**
 * How the sessions of a simulator differ from those of the real service.
 *
 * @param lifetimeSeconds how long a session lives at most
 * @param earlyNames whether the output buffer's events have their names of January 2025
 */
public record SessionOptions(long lifetimeSeconds, boolean earlyNames) {
    /** As the real service: an hour, and today's names. */
    public static final SessionOptions REAL = new SessionOptions(3_600, false);
}
