package dev.bargein.simulator.internal.limits;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much memory the sessions of a service that go on may take together, in bytes: their texts, their sound, and what is
 * on its way. Beyond that the session that holds most forgets its oldest sound; one that has none left to forget is
 * closed, and the others go on.
 *
 * <p>Thread-safe.
 */
public final class MemoryBudget {
    private static final long MOST_TEXT_OF_A_SESSION = 32L << 20;
    private static final int TIGHT_SHARE = 8;
    private static final int SLACK_SHARE = 16;

    private final long mostBytes;
    private final LimitLog limits;
    private final AtomicLong held = new AtomicLong();
    private final Set<SessionMemory> members = ConcurrentHashMap.newKeySet();
    /** One session makes room at a time; when it has, somebody looks again. */
    private final AtomicBoolean relieving = new AtomicBoolean();

    public MemoryBudget(long mostBytes, LimitLog limits) {
        this.mostBytes = mostBytes;
        this.limits = limits;
    }

    /** A budget that is never used up. */
    static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE, new LimitLog());
    }

    /** Bytes that all sessions hold that go on. */
    public long heldBytes() {
        return held.get();
    }

    /** How much text one session may keep, in bytes. */
    long mostTextOfASession() {
        return Math.min(MOST_TEXT_OF_A_SESSION, mostBytes / 2);
    }

    /** Whether there is so little room left that whatever can wait should wait. */
    boolean isTight() {
        return held.get() > mostBytes - mostBytes / TIGHT_SHARE;
    }

    void join(SessionMemory member) {
        members.add(member);
    }

    void leave(SessionMemory member) {
        members.remove(member);
    }

    /** A session holds so much more, or less. */
    void add(long bytes) {
        if (held.addAndGet(bytes) > mostBytes && bytes > 0) {
            relieve();
        }
    }

    private void relieve() {
        if (held.get() <= mostBytes || !relieving.compareAndSet(false, true)) {
            return;
        }
        SessionMemory largest = largest();
        if (largest == null) {
            relieving.set(false);
            return;
        }
        limits.reached("the sessions together keep " + (mostBytes >> 20)
                + " MiB; those that keep most forget their oldest sound, or are closed");
        largest.relieve(held.get() - mostBytes + mostBytes / SLACK_SHARE, this::relieved);
    }

    private void relieved() {
        relieving.set(false);
        relieve();
    }

    private @Nullable SessionMemory largest() {
        return members.stream()
                .max(Comparator.comparingLong(SessionMemory::heldBytes))
                .orElse(null);
    }
}
