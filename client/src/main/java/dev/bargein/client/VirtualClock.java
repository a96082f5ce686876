package dev.bargein.client;

import dev.bargein.client.internal.FrameTicker;

/**
 * The clock of virtual audio devices: one thread that ticks every 10 ms for all of them.
 *
 * <p>Deadlines are absolute, so that there is no drift; after a late wake all missed ticks follow at once. The thread
 * starts with the first device and ends when the last one closes; then the clock can be used again.
 *
 * <p>Thread-safe.
 */
public final class VirtualClock {
    private final FrameTicker pacer = new FrameTicker("bargein-virtual-clock");

    /** A clock at rest. */
    public VirtualClock() {}

    FrameTicker pacer() {
        return pacer;
    }

    /** Ticks made since the clock was made. */
    public long ticks() {
        return pacer.ticks();
    }

    /** By how much the latest tick so far came after its deadline, in nanoseconds. */
    public long maxLatenessNanos() {
        return pacer.maxLatenessNanos();
    }

    /** Ticks that came more than 10 ms after their deadline: a real device would have crackled. */
    public long lateTicks() {
        return pacer.lateTicks();
    }
}
