package dev.bargein.simulator.internal.limits;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.simulator.internal.rules.EventRefusal;

/**
 * What one session holds of the {@linkplain MemoryBudget budget} of its service. Text is refused beyond the bound of a
 * session; sound is taken and can be forgotten again.
 *
 * <p>Thread-safe; what concerns text is confined to the session.
 */
public final class SessionMemory {
    private final MemoryBudget budget;
    private final Object lock = new Object();
    private volatile long held;
    private long text;
    private boolean closed;

    /** Who can make room. */
    public interface Holder {
        /**
         * Frees about so many bytes, or ends the session; from any thread.
         *
         * @param done to be run when that has been done
         */
        void relieve(long bytes, Runnable done);
    }

    private volatile Holder holder = (bytes, done) -> {};

    public SessionMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /** The memory of a session without bounds. */
    public static SessionMemory unlimited() {
        return new SessionMemory(MemoryBudget.unlimited());
    }

    /** From now on the holder is asked when others need the room. */
    public void join(Holder who) {
        holder = who;
        budget.join(this);
    }

    /** Bytes that the session holds. */
    long heldBytes() {
        return held;
    }

    /** Whether the service has so little room left that whatever can wait should wait. */
    public boolean isTight() {
        return budget.isTight();
    }

    /** Throws an {@link EventRefusal} when so much more text is more than the session may keep. */
    public void requireText(long bytes) {
        if (!hasRoomForText(bytes)) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE,
                    "The conversation is full: what it keeps of texts and settings would be more than "
                            + (budget.mostTextOfASession() >> 20) + " MiB.");
        }
    }

    public boolean hasRoomForText(long bytes) {
        return text + bytes <= budget.mostTextOfASession();
    }

    /** The session keeps so much more text, or less. */
    public void addText(long bytes) {
        text += bytes;
        add(bytes);
    }

    /** The session holds so much more, or less. */
    public void add(long bytes) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            held += bytes;
        }
        budget.add(bytes);
    }

    void relieve(long bytes, Runnable done) {
        holder.relieve(bytes, done);
    }

    /** The session is over: it holds nothing any more, and nothing that comes late. */
    public void close() {
        budget.leave(this);
        long all;
        synchronized (lock) {
            closed = true;
            all = held;
            held = 0;
        }
        holder = (bytes, done) -> done.run();
        budget.add(-all);
    }
}
