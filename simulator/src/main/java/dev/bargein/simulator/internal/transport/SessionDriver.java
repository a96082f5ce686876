package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Message;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.audio.LatenessMeter;
import dev.bargein.simulator.internal.faults.FaultInjector;
import dev.bargein.simulator.internal.limits.SessionMemory;
import dev.bargein.simulator.internal.model.WakeTimes;
import dev.bargein.simulator.internal.session.ServiceSession;
import dev.bargein.simulator.internal.session.WireWriter;
import io.vertx.core.Context;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives a {@link ServiceSession} a clock, a timer and a way to send.
 *
 * <p>Thread safety: the session is driven on its Vert.x context only; its monitor is there for those who look at it from
 * other threads. What is public is thread-safe.
 */
public abstract class SessionDriver {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NO_TIMER = -1;

    protected final Context context;
    protected final ServiceSession session;
    final LatenessMeter lateness = new LatenessMeter();
    private final RealtimeCodec codec;
    private final WireWriter writer;
    private final SimulatorTransport transport;
    private final SimulatorListener listener;
    private final SessionMemory memory;
    private final boolean keepsSound;
    private final SessionHandle handle;
    private final SessionView view;
    private final String id;
    private @Nullable Runnable onEnd;
    private @Nullable Runnable whenGone;
    private long timerId = NO_TIMER;
    private long timerAtNanos;
    private boolean ended;

    /**
     * What every driver is made with.
     *
     * @param session makes the session, to be driven by tasks that are handed to an executor
     * @param keepsSound whether the sound of the session is kept when it has ended
     */
    public record Parts(
            Context context,
            RealtimeCodec codec,
            SimulatorTransport transport,
            SimulatorListener listener,
            Function<Executor, ServiceSession> session,
            SessionMemory memory,
            boolean keepsSound) {}

    SessionDriver(Parts parts) {
        context = parts.context();
        codec = parts.codec();
        transport = parts.transport();
        listener = parts.listener();
        session = parts.session().apply(this::onSession);
        writer = session.writer(codec);
        id = session.id();
        memory = parts.memory();
        keepsSound = parts.keepsSound();
        view = new LiveSession(session, lateness, this::missedFrames);
        handle = new SessionHandle(id, transport, this);
        memory.join(this::relieve);
    }

    /** The session for those outside. */
    final SessionHandle handle() {
        return handle;
    }

    /** Does something when the session has ended, on the context and before anybody outside hears of it. */
    final void onEnd(Runnable task) {
        onEnd = task;
    }

    /** Makes room for others: forgets sound, or ends the session when there is none to forget. */
    private void relieve(long bytes, Runnable done) {
        onContext(() -> {
            boolean freed = ended;
            if (!ended) {
                synchronized (session) {
                    freed = session.forgetSound(bytes);
                }
            }
            if (!freed) {
                listener.onNote(
                        "Session " + id + " was closed: it kept more than any other, and there was no room left.");
                whenGone = done;
                closeCrowded();
            } else {
                done.run();
            }
        });
    }

    /**
     * Sends one message; on the context. False when it was not sent: the client is gone or going, or it goes later and
     * {@link #noteSent} tells of it then.
     */
    protected abstract boolean send(String text);

    /** An event went to the client; those who listen in get it too. */
    protected void overhear(ServerEvent event, String text) {}

    /** Closes the connection because the session is over; on the context. */
    protected abstract void closeTransport();

    /** Closes the connection because there is no room for what it keeps; on the context. */
    protected abstract void closeCrowded();

    /** Closes what carries events and leaves the media alone, where the two are different things; on the context. */
    protected void closeDataChannel() {}

    /** Leaves checks for consent unanswered from now on, where there are any; on the context. */
    protected void ignoreConsentChecks() {}

    /** Frames that were never sent. */
    protected abstract long missedFrames();

    /** The client can hear. */
    final void open() {
        listener.onSession(handle);
        synchronized (session) {
            session.open(System.nanoTime());
        }
        pump();
    }

    /**
     * A text arrived; on the context.
     *
     * @param arrivedNanos when it did
     */
    final void receive(String text, long arrivedNanos) {
        if (ended) {
            return;
        }
        listener.onReceived(handle, arrivedNanos, text);
        try {
            Message<ClientEvent> message = codec.decodeClient(text);
            synchronized (session) {
                session.handle(message, arrivedNanos);
            }
        } catch (ProtocolException e) {
            refuse(text, e.code(), String.valueOf(e.getMessage()), e.param(), e.eventId());
        }
        pump();
    }

    /** Something arrived that is no event; on the context. */
    final void refuse(String text, String code, String message, @Nullable String param, @Nullable String eventId) {
        ErrorDetails error = new ErrorDetails(ErrorCodes.INVALID_REQUEST_ERROR, code, message, param, eventId);
        synchronized (session) {
            session.refuse(text, error, System.nanoTime());
        }
        pump();
    }

    /** Does what is due, sends what came of it, and sets the timer for what is next; on the context. */
    final void pump() {
        if (ended) {
            return;
        }
        boolean more;
        do {
            List<ServerEvent> events;
            FaultInjector.ConnectionAction action;
            long wake;
            boolean expired;
            synchronized (session) {
                session.advance(System.nanoTime());
                events = session.takeEvents();
                action = session.takeAction();
                wake = session.nextWakeNanos();
                expired = session.isExpired();
                more = session.hasMore();
            }
            for (ServerEvent event : events) {
                String text = writer.write(event);
                sendNoted(text);
                overhear(event, text);
            }
            doFault(action);
            if (expired && !more) {
                closeTransport();
            }
            arm(wake);
        } while (more && !ended);
    }

    private void doFault(FaultInjector.ConnectionAction action) {
        if (action == FaultInjector.ConnectionAction.DROP_CONNECTION) {
            dropConnection();
        } else if (action == FaultInjector.ConnectionAction.CLOSE_DATA_CHANNEL) {
            closeDataChannel();
        } else if (action == FaultInjector.ConnectionAction.IGNORE_CONSENT_CHECKS) {
            ignoreConsentChecks();
        }
    }

    /** The connection is gone; on the context. */
    final void end() {
        if (ended) {
            return;
        }
        ended = true;
        disarm();
        EndedSession kept;
        synchronized (session) {
            session.close();
            kept = EndedSession.of(view, keepsSound);
        }
        handle.end(kept);
        memory.close();
        run(whenGone);
        run(onEnd);
        listener.onClosed(handle);
        handle.complete();
    }

    private static void run(@Nullable Runnable task) {
        if (task != null) {
            task.run();
        }
    }

    /** Runs a task on the session's thread, and then whatever it made due. */
    final void onSession(Runnable task) {
        onContext(() -> {
            synchronized (session) {
                task.run();
            }
            pump();
        });
    }

    /** Runs a task on the context; after the simulator was closed there is none, and nothing left to do. */
    protected final void onContext(Runnable task) {
        try {
            context.runOnContext(nothing -> task.run());
        } catch (RejectedExecutionException closed) {
            // The event loops are gone, and the session with them.
        }
    }

    /** Tells the owner of the simulator something that stops nothing. */
    protected final void note(String text) {
        listener.onNote(text);
    }

    private void sendNoted(String text) {
        long nanos = System.nanoTime();
        if (send(text)) {
            listener.onSent(handle, nanos, text);
        }
    }

    /** Tells the owner of the simulator that a message has just gone to the client. */
    protected final void noteSent(String text) {
        listener.onSent(handle, System.nanoTime(), text);
    }

    private void arm(long wakeNanos) {
        if (ended || timerId != NO_TIMER && timerAtNanos == wakeNanos) {
            return;
        }
        disarm();
        if (wakeNanos == WakeTimes.NEVER) {
            return;
        }
        long delayNanos = wakeNanos - System.nanoTime();
        long delayMs = Math.max(1, (delayNanos + NANOS_PER_MS - 1) / NANOS_PER_MS);
        timerAtNanos = wakeNanos;
        timerId = context.owner().setTimer(delayMs, fired -> {
            timerId = NO_TIMER;
            if (transport == SimulatorTransport.WEBSOCKET) {
                lateness.record(System.nanoTime() - wakeNanos);
            }
            pump();
        });
    }

    private void disarm() {
        if (timerId != NO_TIMER) {
            context.owner().cancelTimer(timerId);
            timerId = NO_TIMER;
        }
    }

    final String id() {
        return id;
    }

    public final SimulatorTransport transport() {
        return transport;
    }

    /** What those outside see of the session. */
    final SessionView view() {
        return view;
    }

    final void sendRaw(String text) {
        onContext(() -> {
            if (!ended) {
                sendNoted(text);
            }
        });
    }

    final void faults(Faults faults) {
        synchronized (session) {
            session.setFaults(faults, System.nanoTime());
        }
        onSession(() -> {});
    }

    /** Takes over the faults of the service unless it was born with them. */
    final void adoptFaults(Faults inForce) {
        boolean changed;
        synchronized (session) {
            changed = !session.faultsOfSession().equals(inForce);
        }
        if (changed) {
            faults(inForce);
        }
    }

    final void speechStarted() {
        onSession(() -> session.speechStarted(System.nanoTime()));
    }

    final void speechStopped() {
        onSession(() -> session.speechStopped(System.nanoTime()));
    }

    /** Ends the session in good order. */
    abstract void close();

    /** Drops the connection without a word. */
    abstract void dropConnection();
}
