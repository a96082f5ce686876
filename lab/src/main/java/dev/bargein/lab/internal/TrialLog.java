package dev.bargein.lab.internal;

import dev.bargein.client.SessionListener;
import dev.bargein.core.Notice;
import dev.bargein.core.TrackId;
import dev.bargein.lab.Timeline.Lane;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * All that a session tells in a trial, with its times.
 *
 * <p>Thread-safe.
 */
final class TrialLog implements SessionListener {
    /** More than any trial has; a broken server must not fill the memory. */
    private static final int MAX_ENTRIES = 20_000;

    private static final int MAX_LIVE_FRAMES = 6_000;

    private final Signal signal;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> arrivals = new HashMap<>();
    private final List<LiveFrame> live = new ArrayList<>();
    private boolean keepLive;
    private boolean locked;
    private long unlockedNanos;
    private String closed = "";
    private String problem = "";

    TrialLog(Signal signal) {
        this.signal = signal;
    }

    /** Something that happened, at a time on {@link System#nanoTime()}. */
    record Entry(Lane lane, long nanos, String name, String detail, boolean minor) {}

    /** 10 ms of the remote track, at the time of its arrival. */
    record LiveFrame(long nanos, short[] pcm) {}

    /** The application does something now. */
    synchronized void app(String name, long nanos) {
        add(Lane.APP, nanos, name, "", false);
    }

    @Override
    public synchronized void onEvent(ServerEvent event, long nanos) {
        String type = event.type();
        if (event instanceof ServerEvent.ResponseDone done) {
            add(Lane.SERVER, nanos, type, done.response().status(), false);
        } else if (event instanceof ServerEvent.ConversationItemTruncated truncated) {
            add(Lane.SERVER, nanos, type, "at " + truncated.audioEndMs() + " ms", false);
        } else if (event instanceof ServerEvent.Error error) {
            problem = error.error().message();
            add(Lane.SERVER, nanos, type, problem, false);
        } else if (event instanceof ServerEvent.Unknown) {
            add(Lane.SERVER, nanos, type, "", true);
        } else {
            add(Lane.SERVER, nanos, type, "", !isTelling(event));
        }
        signal.ring();
    }

    /** Whether an event tells something about the interruption, rather than being one of many. */
    private static boolean isTelling(ServerEvent event) {
        return event instanceof ServerEvent.ResponseCreated
                || event instanceof ServerEvent.OutputAudioBufferStarted
                || event instanceof ServerEvent.OutputAudioBufferStopped
                || event instanceof ServerEvent.OutputAudioBufferCleared
                || event instanceof ServerEvent.ConversationItemDeleted
                || event instanceof ServerEvent.InputAudioBufferCommitted
                || event instanceof ServerEvent.InputAudioBufferCleared;
    }

    @Override
    public synchronized void onSent(ClientEvent event, long nanos) {
        String detail = event instanceof ClientEvent.ConversationItemTruncate truncate
                ? "at " + truncate.audioEndMs() + " ms"
                : "";
        add(Lane.CLIENT, nanos, event.type(), detail, event instanceof ClientEvent.InputAudioBufferAppend);
    }

    @Override
    public synchronized void onNotice(Notice notice, long nanos) {
        if (notice instanceof Notice.LockedOut lock) {
            locked = lock.locked();
            if (!locked) {
                unlockedNanos = nanos;
            }
            add(Lane.APP, nanos, locked ? "locked out" : "unlocked", "", false);
        } else if (notice instanceof Notice.TurnDropped dropped) {
            add(Lane.APP, nanos, "turn dropped", dropped.reason(), false);
        }
        signal.ring();
    }

    @Override
    public synchronized void onAudioArrived(TrackId track, int samples, long nanos) {
        arrivals.putIfAbsent(track.responseId(), nanos);
    }

    @Override
    public synchronized void onLiveAudio(short[] pcm, long nanos) {
        if (keepLive && live.size() < MAX_LIVE_FRAMES) {
            live.add(new LiveFrame(nanos, pcm.clone()));
        }
    }

    @Override
    public synchronized void onProblem(String what, long nanos) {
        problem = what;
    }

    @Override
    public synchronized void onClosed(String reason) {
        closed = reason.isEmpty() ? "closed" : reason;
        signal.ring();
    }

    private void add(Lane lane, long nanos, String name, String detail, boolean minor) {
        if (entries.size() < MAX_ENTRIES) {
            entries.add(new Entry(lane, nanos, name, detail, minor));
        }
    }

    /** From now on the remote track is kept. */
    synchronized void keepLive() {
        keepLive = true;
    }

    /** What was kept of the remote track. */
    synchronized List<LiveFrame> live() {
        return List.copyOf(live);
    }

    /** When the first audio of a response arrived in an event. */
    synchronized OptionalLong arrival(String responseId) {
        Long nanos = arrivals.get(responseId);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    /** Whether the user is locked out. */
    synchronized boolean locked() {
        return locked;
    }

    /** When the user was last let in again; 0 when never locked out. */
    synchronized long unlockedNanos() {
        return unlockedNanos;
    }

    /** Why the session ended; empty while it lives. */
    synchronized String closedReason() {
        return closed;
    }

    /** The last thing that was wrong; empty when nothing was. */
    synchronized String problem() {
        return problem;
    }

    /** All that happened. */
    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}
