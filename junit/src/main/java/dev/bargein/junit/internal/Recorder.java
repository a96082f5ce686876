package dev.bargein.junit.internal;

import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down the messages of every session, and wakes those who wait for one.
 *
 * <p>Thread law: thread-safe; {@code lock} guards everything.
 */
public final class Recorder implements SimulatorListener {
    private static final long NANOS_PER_MS = 1_000_000;

    /** What changes without a message, such as the books of the service, is looked at so often. */
    private static final long LOOK_MS = 20;

    private final Object lock = new Object();
    private final SimulatorListener next;
    private final Map<String, Timeline> timelines = new LinkedHashMap<>();
    private long changes;

    /** A recorder that passes on what it hears. */
    public Recorder(SimulatorListener next) {
        this.next = next;
    }

    /** The sessions since the last call of {@link #forget}, in their order. */
    public List<Timeline> timelines() {
        synchronized (lock) {
            return List.copyOf(timelines.values());
        }
    }

    /** Forgets all sessions. What they still say is not heard. */
    public void forget() {
        synchronized (lock) {
            timelines.clear();
        }
    }

    /** The messages so far. */
    public List<Entry> entries(Timeline timeline) {
        synchronized (lock) {
            return timeline.entries();
        }
    }

    /** The timeline of a session; a new and empty one when it is not of this test. */
    public Timeline timeline(SimulatorSession session) {
        synchronized (lock) {
            Timeline found = timelines.get(session.id());
            return found == null ? new Timeline(session) : found;
        }
    }

    /**
     * Waits until a probe finds something.
     *
     * @return what it found; null when patience ended, or the thread was interrupted, which stays set
     */
    public <T> @Nullable T await(Duration patience, Supplier<@Nullable T> probe) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long seen = changes();
            // Not under the lock: a probe may ask the session, which has a lock of its own.
            T found = probe.get();
            long left = deadline - System.nanoTime();
            if (found != null || left <= 0 || !awaitChange(seen, left)) {
                return found;
            }
        }
    }

    private long changes() {
        synchronized (lock) {
            return changes;
        }
    }

    private boolean awaitChange(long seen, long nanos) {
        synchronized (lock) {
            try {
                if (changes == seen) {
                    lock.wait(Math.min(LOOK_MS, nanos / NANOS_PER_MS + 1));
                }
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private void changed() {
        changes++;
        lock.notifyAll();
    }

    @Override
    public void onSession(SimulatorSession session) {
        synchronized (lock) {
            timelines.put(session.id(), new Timeline(session));
            changed();
        }
        next.onSession(session);
    }

    @Override
    public void onReceived(SimulatorSession session, long nanos, String text) {
        add(session, nanos, true, text);
        next.onReceived(session, nanos, text);
    }

    @Override
    public void onSent(SimulatorSession session, long nanos, String text) {
        add(session, nanos, false, text);
        next.onSent(session, nanos, text);
    }

    @Override
    public void onClosed(SimulatorSession session) {
        synchronized (lock) {
            changed();
        }
        next.onClosed(session);
    }

    private void add(SimulatorSession session, long nanos, boolean fromClient, String text) {
        Entry entry = Entry.of(nanos, fromClient, text);
        synchronized (lock) {
            Timeline timeline = timelines.get(session.id());
            if (timeline != null) {
                timeline.add(entry);
                changed();
            }
        }
    }
}
