package dev.bargein.junit.internal;

import dev.bargein.simulator.SimulatorSession;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * The messages of one session in order, until the {@link MessageRecorder} has no room for more.
 *
 * <p>Thread safety: guarded by the recorder that made it; the lists it gives away are snapshots.
 */
public final class MessageLog {
    private static final int FIRST_ENTRIES = 64;

    private final SimulatorSession session;
    private final long bornNanos = System.nanoTime();
    private LoggedMessage[] entries = new LoggedMessage[FIRST_ENTRIES];
    private int size;
    private long lost;
    private long firstLostNanos;

    MessageLog(SimulatorSession session) {
        this.session = session;
    }

    /** Whose messages they are. */
    public SimulatorSession session() {
        return session;
    }

    /** When the session began. */
    public long bornNanos() {
        return bornNanos;
    }

    /** A snapshot in no time: what has been written is never overwritten. */
    List<LoggedMessage> entries() {
        return new Snapshot(entries, size);
    }

    void add(LoggedMessage entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size + size / 2);
        }
        entries[size++] = entry;
    }

    void lose(long nanos) {
        if (lost++ == 0) {
            firstLostNanos = nanos;
        }
    }

    long lost() {
        return lost;
    }

    long firstLostNanos() {
        return firstLostNanos;
    }

    private static final class Snapshot extends AbstractList<LoggedMessage> implements RandomAccess {
        private final LoggedMessage[] entries;
        private final int size;

        Snapshot(LoggedMessage[] entries, int size) {
            this.entries = entries;
            this.size = size;
        }

        @Override
        public LoggedMessage get(int index) {
            if (index >= size) {
                throw new IndexOutOfBoundsException(index);
            }
            return entries[index];
        }

        @Override
        public int size() {
            return size;
        }
    }
}
