package dev.bargein.simulator.internal.audio;

import dev.bargein.simulator.Lateness;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.AtomicHistogram;

/** A histogram of lateness, whose percentiles are exact to 1 %. Thread-safe. */
public final class LatenessMeter {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MOST_MICROS = 60_000_000;
    private static final int DIGITS = 2;

    private final AtomicHistogram micros = new AtomicHistogram(MOST_MICROS, DIGITS);
    /** The histogram knows its greatest value by its bucket only. */
    private final AtomicLong maxNanos = new AtomicLong();

    /** Notes that something was done so many nanoseconds after its deadline. */
    public void record(long lateNanos) {
        long late = Math.max(0, lateNanos);
        micros.recordValue(Math.min(MOST_MICROS, late / NANOS_PER_MICRO));
        maxNanos.accumulateAndGet(late, Math::max);
    }

    /** Forgets everything; what is noted at the same time may be counted in part. */
    public void reset() {
        micros.reset();
        maxNanos.set(0);
    }

    /** Adds what another meter noted. */
    public void addAll(LatenessMeter other) {
        micros.add(other.micros);
        maxNanos.accumulateAndGet(other.maxNanos.get(), Math::max);
    }

    /** What was noted so far. */
    public Lateness snapshot() {
        AtomicHistogram seen = micros.copy();
        long max = maxNanos.get();
        return new Lateness(seen.getTotalCount(), percentileMs(seen, 50, max), percentileMs(seen, 99, max), max / 1e6);
    }

    private static double percentileMs(AtomicHistogram seen, double percent, long maxNanos) {
        return Math.min(seen.getValueAtPercentile(percent) * NANOS_PER_MICRO, maxNanos) / 1e6;
    }
}
