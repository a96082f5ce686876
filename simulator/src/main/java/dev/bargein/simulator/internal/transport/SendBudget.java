package dev.bargein.simulator.internal.transport;

import dev.bargein.simulator.internal.limits.LimitLog;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all WebSockets of a service together may have unsent, in bytes. When it is used up, the one that holds most of it
 * is cut off, so that many slow readers cannot harm those that read.
 *
 * <p>Thread-safe.
 */
public final class SendBudget {
    private final long mostBytes;
    private final LimitLog limits;
    private final AtomicLong unsent = new AtomicLong();
    private final Set<SendQueue> queues = ConcurrentHashMap.newKeySet();

    public SendBudget(long mostBytes, LimitLog limits) {
        this.mostBytes = mostBytes;
        this.limits = limits;
    }

    /** Bytes that are unsent, in all queues. */
    public long unsentBytes() {
        return unsent.get();
    }

    LimitLog limits() {
        return limits;
    }

    void join(SendQueue queue) {
        queues.add(queue);
    }

    void leave(SendQueue queue) {
        queues.remove(queue);
    }

    void give(long bytes) {
        unsent.addAndGet(-bytes);
    }

    void take(long bytes) {
        if (unsent.addAndGet(bytes) <= mostBytes) {
            return;
        }
        SendQueue largest = largest();
        if (largest != null) {
            limits.reached("all WebSockets together have " + (mostBytes >> 20)
                    + " MiB unsent; those that read slowest are closed with 1013");
            largest.cutOff();
        }
    }

    private @Nullable SendQueue largest() {
        return queues.stream()
                .max(Comparator.comparingLong(SendQueue::unsentBytes))
                .orElse(null);
    }
}
