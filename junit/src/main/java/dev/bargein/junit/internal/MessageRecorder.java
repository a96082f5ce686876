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
 * Writes down the messages of every session, as long as they fit into a budget of memory, and wakes those who wait for
 * one.
 *
 * <p>Thread-safe; {@code lock} guards everything.
 */
public final class MessageRecorder implements SimulatorListener {
    private static final long NANOS_PER_MS = 1_000_000;

    /** What changes without a message, such as the books of the service, is looked at so often. */
    private static final long LOOK_MS = 20;

    private final Object lock = new Object();
    private final SimulatorListener next;
    private final long maxBytes;
    private final Map<String, MessageLog> timelines = new LinkedHashMap<>();
    private long changes;
    private long bytes;

    /**
     * A recorder that passes on what it hears.
     *
     * @param maxBytes about how much memory the messages may take until {@link #forget}
     */
    public MessageRecorder(SimulatorListener next, long maxBytes) {
        this.next = next;
        this.maxBytes = maxBytes;
    }

    /** The sessions since the last call of {@link #forget}, in their order. */
    public List<MessageLog> timelines() {
        synchronized (lock) {
            return List.copyOf(timelines.values());
        }
    }

    /** Forgets all sessions. What they still say is not heard. */
    public void forget() {
        synchronized (lock) {
            timelines.clear();
            bytes = 0;
        }
    }

    /**
     * Says what is missing in a timeline, and what to do about it; empty when nothing is.
     *
     * <p>What is said of an incomplete timeline may be wrong, unless it was found in it.
     */
    public String missing(MessageLog timeline) {
        synchronized (lock) {
            if (timeline.lost() == 0) {
                return "";
            }
            long afterMs = (timeline.firstLostNanos() - timeline.bornNanos()) / NANOS_PER_MS;
            return "The recording of session " + timeline.session().id() + " is incomplete: it was full after "
                    + afterMs
                    + " ms and " + timeline.entries().size() + " messages, and the " + timeline.lost()
                    + " messages after that were not written down. Nothing can be said about them. Make the test shorter,"
                    + " or give it more memory than " + maxBytes
                    + " bytes with SimulatorExtension.builder().maxRecordingBytes(...).";
        }
    }

    /** The messages so far. */
    public List<LoggedMessage> entries(MessageLog timeline) {
        synchronized (lock) {
            return timeline.entries();
        }
    }

    /** The timeline of a session; null when it is not of this test. */
    public @Nullable MessageLog timeline(SimulatorSession session) {
        synchronized (lock) {
            return timelines.get(session.id());
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
            timelines.put(session.id(), new MessageLog(session));
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
    public void onNote(String text) {
        next.onNote(text);
    }

    @Override
    public void onClosed(SimulatorSession session) {
        synchronized (lock) {
            changed();
        }
        next.onClosed(session);
    }

    private void add(SimulatorSession session, long nanos, boolean fromClient, String text) {
        LoggedMessage entry = LoggedMessage.of(nanos, fromClient, text);
        synchronized (lock) {
            MessageLog timeline = timelines.get(session.id());
            if (timeline == null) {
                return;
            }
            bytes += entry.bytes();
            if (bytes <= maxBytes) {
                timeline.add(entry);
            } else {
                // From now on nothing is written down: a timeline has an end, but no holes.
                timeline.lose(nanos);
            }
            changed();
        }
    }
}
