package dev.bargein.lab.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a trial waits on: whoever changes something rings, whoever waits looks again. Thread-safe. */
final class Signal {
    /** For what changes without anyone ringing. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private long rings;

    /** Something changed. */
    synchronized void ring() {
        rings++;
        notifyAll();
    }

    /**
     * Waits until a condition holds; it is evaluated under no lock.
     *
     * @return whether it held before the deadline, on {@link System#nanoTime()}
     */
    boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        while (true) {
            long before = rings();
            if (condition.getAsBoolean()) {
                return true;
            }
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            awaitRing(before, Math.min(left, LOOK_NANOS));
        }
    }

    private synchronized long rings() {
        return rings;
    }

    private synchronized void awaitRing(long before, long nanos) throws InterruptedException {
        if (rings == before) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
    }
}
