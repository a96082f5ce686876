package dev.bargein.simulator.internal.faults;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.model.WakeTimes;
import dev.bargein.simulator.internal.rules.EventTypes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The one place between a session and the wire where faults are done: it loses, doubles and mixes up events, and says when
 * the connection, the data channel or the session has to end. What happens to generation and to the output buffer asks it
 * what is in force.
 *
 * <p>Faults of a session last; those of an answer are added from its beginning until the next answer begins.
 *
 * <p>Not thread-safe: used only by its session.
 */
public final class FaultInjector {
    /** What was held back to be mixed up goes out after this at the latest. */
    private static final long HOLD_NANOS = 1_000_000_000;

    private static final long NANOS_PER_MS = 1_000_000;

    /** What has to be done to a connection. */
    public enum ConnectionAction {
        NONE,
        DROP_CONNECTION,
        CLOSE_DATA_CHANNEL,
        IGNORE_CONSENT_CHECKS,
        EXPIRE
    }

    private static final List<ConnectionAction> ACTIONS = List.of(
            ConnectionAction.DROP_CONNECTION,
            ConnectionAction.CLOSE_DATA_CHANNEL,
            ConnectionAction.IGNORE_CONSENT_CHECKS,
            ConnectionAction.EXPIRE);

    private final SplittableRandom random;
    private final Source session = new Source();
    private final Source answer = new Source();
    private final Deque<ServerEvent> outgoing = new ArrayDeque<>();
    private final List<ServerEvent> held = new ArrayList<>();
    private Faults current = Faults.NONE;
    private long heldUntilNanos = WakeTimes.NEVER;
    private boolean opened;
    private boolean silenced;
    private ConnectionAction action = ConnectionAction.NONE;
    private boolean expiryDue;

    /** Faults, since when, and what they have done. */
    private static final class Source {
        private Faults faults = Faults.NONE;
        private long sinceNanos;
        private final Set<ConnectionAction> done = EnumSet.noneOf(ConnectionAction.class);

        private void set(Faults changed, long nowNanos) {
            faults = changed;
            sinceNanos = nowNanos;
            done.clear();
        }

        private Faults.Trigger moment(ConnectionAction what) {
            return switch (what) {
                case DROP_CONNECTION -> faults.dropConnection();
                case CLOSE_DATA_CHANNEL -> faults.closeDataChannel();
                case IGNORE_CONSENT_CHECKS -> faults.ignoreConsentChecks();
                case EXPIRE -> faults.expire();
                case NONE -> Faults.Trigger.NEVER;
            };
        }

        private long dueNanos(ConnectionAction what) {
            long afterMs = moment(what).afterMs();
            return afterMs < 0 || done.contains(what) ? WakeTimes.NEVER : sinceNanos + afterMs * NANOS_PER_MS;
        }
    }

    /** An injector of no faults. */
    public FaultInjector(SplittableRandom random) {
        this.random = random;
    }

    /** The session begins: its faults count from here. */
    public void open(long nowNanos) {
        opened = true;
        session.sinceNanos = nowNanos;
    }

    /** The faults of the session from now on. */
    public void set(Faults faults, long nowNanos) {
        session.set(faults, nowNanos);
        current = faults.and(answer.faults);
    }

    /** An answer begins, with faults of its own or none. */
    public void begin(Faults faults, long nowNanos) {
        answer.set(faults, nowNanos);
        current = session.faults.and(faults);
    }

    /** What is in force for the whole session. */
    public Faults ofSession() {
        return session.faults;
    }

    /** What is in force. */
    public Faults current() {
        return current;
    }

    /** Whether all sound has to be silence. */
    public boolean silencesMedia() {
        return silenced || current.silentMedia();
    }

    /**
     * When a piece of sound may come that was due at a time.
     *
     * @param dueNanos when it would come without faults
     * @param startNanos when the sound of the response began
     * @param positionMs how much of it came before this piece
     * @param speed generation as a multiple of real time
     */
    public long stalled(long dueNanos, long startNanos, long positionMs, double speed) {
        Faults.Stall stall = current.stall();
        if (stall.forMs() == 0 || positionMs < stall.atMs()) {
            return dueNanos;
        }
        long pauseNanos = startNanos + (long) (stall.atMs() * NANOS_PER_MS / speed);
        return Math.max(dueNanos, pauseNanos + stall.forMs() * NANOS_PER_MS);
    }

    /** Notes what became due by the clock; before the client can hear nothing is. */
    public void advance(long nowNanos) {
        if (!opened) {
            return;
        }
        for (Source source : List.of(session, answer)) {
            for (ConnectionAction what : ACTIONS) {
                if (source.dueNanos(what) <= nowNanos) {
                    order(source, what);
                }
            }
        }
    }

    public long nextWakeNanos() {
        long wake = heldUntilNanos;
        if (!opened) {
            return wake;
        }
        for (Source source : List.of(session, answer)) {
            for (ConnectionAction what : ACTIONS) {
                wake = Math.min(wake, source.dueNanos(what));
            }
        }
        return wake;
    }

    /**
     * The events as they go on the wire; up to the one after which something has to be done first.
     *
     * @param formats how the sound of a response is written
     */
    public List<ServerEvent> pass(List<ServerEvent> fresh, Function<String, AudioFormat> formats, long nowNanos) {
        for (ServerEvent event : fresh) {
            if (event instanceof ServerEvent.ResponseOutputAudioDelta delta && current.silentMedia()) {
                shape(silent(delta, formats.apply(delta.responseId())), nowNanos);
            } else {
                shape(event, nowNanos);
            }
        }
        if (heldUntilNanos <= nowNanos) {
            release();
        }
        List<ServerEvent> out = new ArrayList<>();
        while (!outgoing.isEmpty() && action == ConnectionAction.NONE) {
            ServerEvent event = outgoing.remove();
            out.add(event);
            for (Source source : List.of(session, answer)) {
                noteSent(source, event.type());
            }
        }
        return out;
    }

    /** What has to be done now to the connection; once. */
    public ConnectionAction takeAction() {
        ConnectionAction taken = action;
        action = ConnectionAction.NONE;
        return taken;
    }

    /** Whether the session has to expire; once. */
    public boolean takeExpiry() {
        boolean taken = expiryDue;
        expiryDue = false;
        return taken;
    }

    /** Whether there is more to be passed or to be done. */
    public boolean hasMore() {
        return !outgoing.isEmpty() || expiryDue;
    }

    private void noteSent(Source source, String type) {
        for (ConnectionAction what : ACTIONS) {
            String trigger = source.moment(what).afterEvent();
            if (!trigger.isEmpty() && !source.done.contains(what) && EventTypes.matches(trigger, type)) {
                order(source, what);
            }
        }
    }

    private void order(Source source, ConnectionAction what) {
        source.done.add(what);
        if (what == ConnectionAction.EXPIRE) {
            expiryDue = true;
        } else if (action != ConnectionAction.DROP_CONNECTION) {
            action = what;
        }
    }

    private void shape(ServerEvent event, long nowNanos) {
        if (silenced) {
            return;
        }
        if (event instanceof ServerEvent.ResponseDone) {
            release();
        }
        Faults.Events events = current.events();
        if (happens(events.drop(), event)) {
            return;
        }
        boolean twice = happens(events.duplicate(), event);
        if (happens(events.reorder(), event)) {
            held.add(event);
            heldUntilNanos = Math.min(heldUntilNanos, nowNanos + HOLD_NANOS);
            if (held.size() >= events.reorderWindow()) {
                release();
            }
        } else {
            outgoing.add(event);
        }
        if (twice) {
            outgoing.add(event);
        }
        if (event instanceof ServerEvent.Error error
                && current.silentAfterBadTruncate()
                && "audio_end_ms".equals(error.error().param())) {
            silenced = true;
        }
    }

    private boolean happens(Set<String> names, ServerEvent event) {
        return !names.isEmpty()
                && EventTypes.match(names, event.type())
                && random.nextDouble() < current.events().chance();
    }

    /** Sends what was held back, in another order than it came when there is one. */
    private void release() {
        List<ServerEvent> came = List.copyOf(held);
        Collections.shuffle(held, new Random(random.nextLong()));
        if (held.equals(came)) {
            Collections.rotate(held, 1);
        }
        outgoing.addAll(held);
        held.clear();
        heldUntilNanos = WakeTimes.NEVER;
    }

    private static ServerEvent silent(ServerEvent.ResponseOutputAudioDelta delta, AudioFormat format) {
        byte[] silence = new byte[delta.delta().size()];
        Arrays.fill(silence, format.silence());
        return new ServerEvent.ResponseOutputAudioDelta(
                delta.eventId(),
                delta.responseId(),
                delta.itemId(),
                delta.outputIndex(),
                delta.contentIndex(),
                AudioBytes.of(silence));
    }
}
