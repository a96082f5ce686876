package dev.bargein.client.internal.transport;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waiting to the end even when the thread is interrupted, as closing must. */
public final class Uninterruptibles {
    /** The answer of a wait whose time is over. */
    public static final Object TIMED_OUT = new Object();

    private Uninterruptibles() {}

    /** Something to wait for. */
    public interface Wait {
        /** Null when it came, {@link #TIMED_OUT} when it did not within so many nanoseconds. */
        @Nullable
        Object await(long nanos) throws InterruptedException;
    }

    /** Waits; an interrupt is kept for later. Answers whether it came. */
    public static boolean uninterruptibly(long timeoutMs, Wait wait) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await(Math.max(0, deadline - System.nanoTime())) == null;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
