package dev.bargein.junit.internal;

import dev.bargein.simulator.SimulatorSession;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * The messages of one session in order, until the {@link Recorder} has no room for more.
 *
 * <p>Thread safety: guarded by the recorder that made it; the lists it gives away are snapshots.
 */
public final class Timeline {
    private static final int FIRST_ENTRIES = 64;

    private final SimulatorSession session;
    private final long bornNanos = System.nanoTime();
    private Entry[] entries = new Entry[FIRST_ENTRIES];
    private int size;
    private long lost;
    private long firstLostNanos;

    Timeline(SimulatorSession session) {
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
    List<Entry> entries() {
        return new Snapshot(entries, size);
    }

    void add(Entry entry) {
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

    private static final class Snapshot extends AbstractList<Entry> implements RandomAccess {
        private final Entry[] entries;
        private final int size;

        Snapshot(Entry[] entries, int size) {
            this.entries = entries;
            this.size = size;
        }

        @Override
        public Entry get(int index) {
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
