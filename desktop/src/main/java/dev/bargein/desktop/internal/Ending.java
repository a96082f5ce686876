package dev.bargein.desktop.internal;

import java.util.concurrent.TimeUnit;

/** Waits for threads that end. */
final class Ending {
    private Ending() {}

    /** Waits until a thread has ended or the time is over; keeps an interrupt for later. */
    static void join(Thread thread, long timeoutMs) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        boolean interrupted = false;
        for (long left = timeoutMs; left > 0 && thread.isAlive(); ) {
            try {
                thread.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
