package dev.bargein.webrtc.internal;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps calls away from native objects that are being freed. Calls share the gate; closing waits for those under way and
 * then turns all others away. A call never waits: libwebrtc's threads make calls from within listeners, and closing waits
 * for those threads.
 *
 * <p>Thread-safe.
 */
final class NativeGate {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /** Makes a call, or gives the other value when the gate is closed or closing. */
    <T> T call(Supplier<T> call, T whenClosed) {
        if (!lock.readLock().tryLock()) {
            return whenClosed;
        }
        try {
            return closed ? whenClosed : call.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Makes a call, unless the gate is closed or closing. Returns whether it was made. */
    boolean run(Runnable call) {
        return call(
                () -> {
                    call.run();
                    return true;
                },
                false);
    }

    /** Closes the gate for good, then frees what is behind it. */
    void close(Runnable free) {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                free.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
