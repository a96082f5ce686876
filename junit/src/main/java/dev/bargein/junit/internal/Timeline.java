package dev.bargein.junit.internal;

import dev.bargein.simulator.SimulatorSession;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of one session in order, the first 20,000 of them.
 *
 * <p>Thread law: guarded by the {@link Recorder} that made it.
 */
public final class Timeline {
    private static final int MAX_ENTRIES = 20_000;

    private final SimulatorSession session;
    private final long bornNanos = System.nanoTime();
    private final List<Entry> entries = new ArrayList<>();

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

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    void add(Entry entry) {
        if (entries.size() < MAX_ENTRIES) {
            entries.add(entry);
        }
    }
}
