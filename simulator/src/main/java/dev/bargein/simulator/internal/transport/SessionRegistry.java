package dev.bargein.simulator.internal.transport;

import dev.bargein.simulator.Lateness;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.audio.LatenessMeter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a service: all that go on, and what is kept of those that have ended, within bounds of their number and
 * of their bytes. Beyond those the oldest ended ones are forgotten; the one that ended last is always remembered.
 *
 * <p>Thread-safe; its monitor may be held for what must not come between two calls.
 */
public final class SessionRegistry {
    private static final int MAX_ENDED = 1_000;

    private final long mostEndedBytes;
    private final Map<String, SessionHandle> all = new LinkedHashMap<>();
    private final Map<String, Long> endedBytes = new LinkedHashMap<>();
    private long bytes;

    public SessionRegistry(long mostEndedBytes) {
        this.mostEndedBytes = mostEndedBytes;
    }

    synchronized void add(SessionHandle session) {
        all.put(session.id(), session);
    }

    /** A session has ended. */
    synchronized void ended(SessionHandle session) {
        EndedSession kept = session.ended();
        if (kept == null || !all.containsKey(session.id()) || endedBytes.containsKey(session.id())) {
            return;
        }
        long taken = kept.bytes();
        endedBytes.put(session.id(), taken);
        bytes += taken;
        Iterator<Map.Entry<String, Long>> oldest = endedBytes.entrySet().iterator();
        while (endedBytes.size() > 1 && (bytes > mostEndedBytes || endedBytes.size() > MAX_ENDED)) {
            Map.Entry<String, Long> old = oldest.next();
            oldest.remove();
            all.remove(old.getKey());
            bytes -= old.getValue();
        }
    }

    /** Bytes that are kept of sessions that have ended. */
    public synchronized long endedBytes() {
        return bytes;
    }

    /** All that are remembered, in the order in which they began. */
    public synchronized List<SimulatorSession> list() {
        return List.copyOf(all.values());
    }

    /** The one of that id, null when there is none. */
    public synchronized @Nullable SimulatorSession find(String id) {
        return all.get(id);
    }

    /** Those that go on. */
    synchronized List<SessionDriver> going() {
        List<SessionDriver> out = new ArrayList<>();
        for (SessionHandle session : all.values()) {
            SessionDriver driver = session.driver();
            if (driver != null) {
                out.add(driver);
            }
        }
        return out;
    }

    /** How late the audio of those that go on was on a transport. */
    public Lateness lateness(SimulatorTransport transport) {
        LatenessMeter whole = new LatenessMeter();
        for (SessionDriver driver : going()) {
            if (driver.transport() == transport) {
                whole.addAll(driver.lateness);
            }
        }
        return whole.snapshot();
    }

    /** Begins to measure lateness anew. */
    public void forgetLateness() {
        going().forEach(driver -> driver.lateness.reset());
    }
}
