package dev.bargein.simulator.internal.limits;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a service together may have unsent, in bytes. When it is used up, the one that holds most of it
 * is cut off, so that many slow readers cannot harm those that read.
 *
 * <p>Thread-safe.
 */
public final class SendBudget {
    private final long mostBytes;
    private final LimitLog limits;
    private final AtomicLong unsent = new AtomicLong();
    private final Set<Outbound> queues = ConcurrentHashMap.newKeySet();

    /** What waits on its way to one client. Thread-safe. */
    public interface Outbound {
        /** Bytes that the client has not taken yet. */
        long unsentBytes();

        /** Closes the connection, as too much is unsent. */
        void cutOff();
    }

    public SendBudget(long mostBytes, LimitLog limits) {
        this.mostBytes = mostBytes;
        this.limits = limits;
    }

    /** Bytes that are unsent, in all queues. */
    public long unsentBytes() {
        return unsent.get();
    }

    /** Where it is told that a limit was reached. */
    public LimitLog limits() {
        return limits;
    }

    /** One more client is counted. */
    public void join(Outbound queue) {
        queues.add(queue);
    }

    /** A client is gone. */
    public void leave(Outbound queue) {
        queues.remove(queue);
    }

    /** So many bytes were taken by a client. */
    public void give(long bytes) {
        unsent.addAndGet(-bytes);
    }

    /** So many bytes are on their way. */
    public void take(long bytes) {
        if (unsent.addAndGet(bytes) <= mostBytes) {
            return;
        }
        Outbound largest = largest();
        if (largest != null) {
            limits.reached("all connections together have " + (mostBytes >> 20)
                    + " MiB unsent; those that read slowest are closed");
            largest.cutOff();
        }
    }

    private @Nullable Outbound largest() {
        return queues.stream()
                .max(Comparator.comparingLong(Outbound::unsentBytes))
                .orElse(null);
    }
}
