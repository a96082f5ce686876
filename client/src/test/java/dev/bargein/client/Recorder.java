package dev.bargein.client;

import dev.bargein.core.Notice;
import dev.bargein.core.TrackId;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Keeps everything that a session tells, and lets a test wait for it. */
class Recorder implements SessionListener {
    static final int PATIENCE_MS = 10_000;

    private final List<ServerEvent> events = new ArrayList<>();
    private final List<ClientEvent> sent = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final List<CloseReason> reasons = new ArrayList<>();
    private final List<SessionState> states = new ArrayList<>();
    private int liveFrames;
    private long arrivedSamples;

    @Override
    public synchronized void onEvent(ServerEvent event, long nanos) {
        events.add(event);
        notifyAll();
    }

    @Override
    public synchronized void onSent(ClientEvent event, long nanos) {
        sent.add(event);
        notifyAll();
    }

    @Override
    public synchronized void onNotice(Notice notice, long nanos) {
        notices.add(notice);
        notifyAll();
    }

    @Override
    public synchronized void onLiveAudio(short[] pcm, long nanos) {
        liveFrames++;
        notifyAll();
    }

    @Override
    public synchronized void onAudioArrived(TrackId track, int samples, long nanos) {
        arrivedSamples += samples;
        notifyAll();
    }

    @Override
    public synchronized void onProblem(String problem, long nanos) {
        problems.add(problem);
        notifyAll();
    }

    @Override
    public synchronized void onState(SessionState state, long nanos) {
        states.add(state);
        notifyAll();
    }

    @Override
    public synchronized void onClosed(CloseReason reason) {
        reasons.add(reason);
        closed.add(reason.text());
        notifyAll();
    }

    /** Waits for a notice that was or will be told. */
    <N extends Notice> N awaitNotice(Class<N> type) {
        await("a notice " + type.getSimpleName(), () -> notices.stream().anyMatch(type::isInstance));
        return notices(type).findFirst().orElseThrow();
    }

    /** Waits for an event that came or will come. */
    <E extends ServerEvent> E awaitEvent(Class<E> type) {
        return awaitEvent(type, e -> true);
    }

    /** Waits for an event that came or will come. */
    <E extends ServerEvent> E awaitEvent(Class<E> type, Predicate<E> which) {
        await("an event " + type.getSimpleName(), () -> events(type).anyMatch(which));
        return events(type).filter(which).findFirst().orElseThrow();
    }

    /** Waits until something is so. */
    synchronized void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("Waited in vain for " + what + "; told so far: " + this);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    synchronized <N extends Notice> Stream<N> notices(Class<N> type) {
        return List.copyOf(notices).stream().filter(type::isInstance).map(type::cast);
    }

    synchronized <E extends ServerEvent> Stream<E> events(Class<E> type) {
        return List.copyOf(events).stream().filter(type::isInstance).map(type::cast);
    }

    synchronized List<ServerEvent> events() {
        return List.copyOf(events);
    }

    synchronized List<ClientEvent> sent() {
        return List.copyOf(sent);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    synchronized List<String> closed() {
        return List.copyOf(closed);
    }

    /** Waits until the session is over, and says why. */
    CloseReason awaitClosed() {
        await("the end", () -> !reasons.isEmpty());
        return reasons().get(0);
    }

    synchronized List<CloseReason> reasons() {
        return List.copyOf(reasons);
    }

    synchronized List<SessionState> states() {
        return List.copyOf(states);
    }

    synchronized int liveFrames() {
        return liveFrames;
    }

    synchronized long arrivedSamples() {
        return arrivedSamples;
    }

    @Override
    public synchronized String toString() {
        List<String> types = new ArrayList<>();
        events.forEach(e -> types.add(e.type()));
        return "events " + types + ", notices " + notices + ", problems " + problems + ", closed " + closed;
    }
}
