package dev.bargein.lab.internal;

import java.util.function.LongSupplier;

/**
 * How many ticks of a clock came late, since somebody began to watch.
 *
 * <p>Thread-safe.
 */
final class LateTicks {
    private final LongSupplier ticks;
    private final LongSupplier late;
    private long ticksBefore;
    private long lateBefore;

    /**
     * Watches from the first tick on.
     *
     * @param ticks how many there were so far
     * @param late how many of those were late
     */
    LateTicks(LongSupplier ticks, LongSupplier late) {
        this.ticks = ticks;
        this.late = late;
    }

    /** Forgets the ticks so far. */
    synchronized void startWatching() {
        ticksBefore = ticks.getAsLong();
        lateBefore = late.getAsLong();
    }

    /** Late ones of all, in per cent; 0 when there were none. */
    synchronized double percent() {
        long all = ticks.getAsLong() - ticksBefore;
        return all == 0 ? 0 : 100.0 * (late.getAsLong() - lateBefore) / all;
    }
}
