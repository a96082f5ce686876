package dev.bargein.simulator.internal.audio;

import dev.bargein.simulator.Lateness;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** A histogram of lateness in steps of 0.1 ms. Thread-safe. */
public final class LatenessMeter {
    private static final long STEP_NANOS = 100_000;
    private static final int STEPS = 10_000;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong maxNanos = new AtomicLong();

    /** Notes that something was done so many nanoseconds after its deadline. */
    public void record(long lateNanos) {
        long late = Math.max(0, lateNanos);
        counts.incrementAndGet((int) Math.min(STEPS - 1, late / STEP_NANOS));
        count.incrementAndGet();
        maxNanos.accumulateAndGet(late, Math::max);
    }

    /** Forgets everything; what is noted at the same time may be counted in part. */
    public void reset() {
        for (int i = 0; i < STEPS; i++) {
            counts.set(i, 0);
        }
        count.set(0);
        maxNanos.set(0);
    }

    /** Adds what another meter noted. */
    public void addAll(LatenessMeter other) {
        for (int i = 0; i < STEPS; i++) {
            counts.addAndGet(i, other.counts.get(i));
        }
        count.addAndGet(other.count.get());
        maxNanos.accumulateAndGet(other.maxNanos.get(), Math::max);
    }

    /** What was noted so far. */
    public Lateness snapshot() {
        long total = count.get();
        return new Lateness(total, percentileMs(total, 0.50), percentileMs(total, 0.99), maxNanos.get() / 1e6);
    }

    private double percentileMs(long total, double part) {
        long wanted = (long) Math.ceil(total * part);
        long seen = 0;
        for (int i = 0; i < STEPS && total > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return Math.min((i + 1) * STEP_NANOS, maxNanos.get()) / 1e6;
            }
        }
        return 0;
    }
}
