package dev.bargein.client.internal;

import dev.bargein.client.CloseReason;
import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.ConnectTimings;
import dev.bargein.client.SessionState;
import dev.bargein.client.StopResult;
import dev.bargein.client.TransportKind;
import dev.bargein.client.internal.tool.ToolRunner;
import dev.bargein.client.internal.transport.ForeignText;
import dev.bargein.client.internal.transport.Transport;
import dev.bargein.client.internal.transport.Uninterruptibles;
import dev.bargein.core.Command;
import dev.bargein.core.Conversation;
import dev.bargein.core.ConversationItem;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.Playout;
import dev.bargein.core.Step;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.TokenUsage;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Drives a conversation: connects it to a transport and to devices, and takes it all down again.
 *
 * <p>Three laws. The lock of the {@link ConversationLoop} is held during no I/O and no callback. Threads that read from the
 * network or from a device run nothing of the application. Sending happens on the session's one thread and the
 * application is told on another, so that neither a slow network nor a slow listener delays sound.
 *
 * <p>Thread-safe.
 */
public final class SessionController {
    private static final int FLUSH_TIMEOUT_MS = 300;
    private static final int GONE_TIMEOUT_MS = 3_000;
    private static final CloseReason CLOSED_BY_APPLICATION =
            new CloseReason(CloseReason.Kind.APPLICATION, 0, "Closed by the application");

    private static final short[] SILENCE = new short[Playout.FRAME_SAMPLES];

    private final BuilderValues spec;
    private final Redactor secrets;
    private final RealtimeCodec codec;
    private final ListenerDispatcher dispatcher;
    private final ScheduledThreadPoolExecutor worker;
    private final CommandExecutor commands;
    private final ConversationLoop loop;
    private final AudioDevices devices;
    private final ToolRunner tools;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final AtomicReference<SessionState> state = new AtomicReference<>(SessionState.CONNECTING);

    private final SessionConnections connections;
    private final OutgoingRequests requests;
    private volatile boolean closeWanted;
    private volatile @Nullable Thread workerThread;
    private volatile @Nullable Thread connectThread;
    private volatile String sessionId = "";

    private SessionController(BuilderValues spec, AudioDevices devices, Redactor secrets) {
        this.spec = spec;
        this.devices = devices;
        this.secrets = secrets;
        this.codec = spec.codec();
        this.dispatcher = new ListenerDispatcher(spec.listener, secrets);
        this.worker = new ScheduledThreadPoolExecutor(1, this::newWorker, new ThreadPoolExecutor.DiscardPolicy());
        worker.setRemoveOnCancelPolicy(true);
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.commands = new CommandExecutor(
                worker, codec, devices, dispatcher, secrets, this::refused, this::reconnect, this::disconnect);
        this.connections = new SessionConnections(
                spec.connectTimeoutNanos,
                new TransportFactory(spec, worker, secrets),
                commands,
                this::listener,
                failure -> lost(reasonOf(failure)),
                secrets);
        this.requests = new OutgoingRequests(codec, secrets, this::readyTransport, this::call, dispatcher::postProblem);
        this.tools = new ToolRunner(
                spec.tools,
                spec.applicationsFunctions(),
                worker,
                requests::toolOutput,
                dispatcher::postProblem,
                secrets);
        this.loop = new ConversationLoop(
                spec.conversation(devices.speaker().latency()),
                devices.speaker()::latency,
                commands::put,
                this::told,
                spec.speechDetector,
                dispatcher,
                worker);
    }

    private Thread newWorker(Runnable task) {
        Thread thread = new Thread(task, "bargein-session");
        thread.setDaemon(true);
        workerThread = thread;
        return thread;
    }

    /**
     * Connects, and blocks until the session is ready.
     *
     * @throws ConnectException when that fails; nothing is left open
     */
    public static SessionController connect(BuilderValues spec) {
        SessionController controller = create(spec);
        try {
            controller.connections.openFirst();
            controller.startDevices();
            controller.opened();
            return controller;
        } catch (RuntimeException | Error e) {
            controller.loop.end(null);
            controller.release();
            controller.dispatcher.end(null);
            controller.dispatcher.join();
            if (e instanceof ConnectException c) {
                throw SafeFailures.of(c, controller.secrets);
            }
            throw e;
        }
    }

    /** Begins to connect, with the devices open from the start. */
    public static SessionController connectAsync(BuilderValues spec) {
        SessionController controller = create(spec);
        Thread thread = new Thread(controller::connectInBackground, "bargein-connect");
        thread.setDaemon(true);
        controller.connectThread = thread;
        thread.start();
        return controller;
    }

    private static SessionController create(BuilderValues spec) {
        Redactor secrets = spec.secrets();
        AudioDevices devices = new AudioDevices(spec.speaker, spec.microphone, secrets);
        SessionController controller;
        try {
            controller = new SessionController(spec, devices, secrets);
        } catch (RuntimeException | Error e) {
            devices.close();
            throw e;
        }
        controller.tell(SessionState.CONNECTING);
        return controller;
    }

    private void connectInBackground() {
        try {
            startDevices();
            connections.openFirst();
            opened();
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Whatever went wrong while connecting, an Error too, must leave nothing open. */
    private void failed(Throwable e) {
        // The one who closed a session that was being connected did so by an interruption.
        boolean wanted = state.getAndSet(SessionState.CLOSED) == SessionState.CLOSED && closeWanted;
        Thread.interrupted();
        loop.end(null);
        ConnectException failure = SessionConnections.failure(e, secrets);
        finish(wanted ? CLOSED_BY_APPLICATION : reasonOf(failure), () -> ready.completeExceptionally(failure));
        if (e instanceof Error) {
            ListenerFailures.tell(SafeFailures.of(e, secrets));
        }
    }

    private static CloseReason reasonOf(ConnectException failure) {
        CloseReason.Kind kind = failure.retryable() ? CloseReason.Kind.NETWORK : CloseReason.Kind.REFUSED;
        return new CloseReason(kind, failure.httpStatus(), String.valueOf(failure.getMessage()));
    }

    private void startDevices() {
        connections.current().stage(ConnectStage.DEVICES, () -> devices.start(loop::render, this::microphone));
    }

    private void opened() {
        ServerConnection first = connections.current();
        if (!state.compareAndSet(SessionState.CONNECTING, SessionState.READY)) {
            throw first.early();
        }
        // Told before the connection counts as open: from then on it may be lost, which is told as well.
        tell(SessionState.READY);
        if (!first.opened()) {
            throw first.early();
        }
        ready.complete(null);
    }

    private void tell(SessionState now) {
        long nanos = System.nanoTime();
        dispatcher.post(l -> l.onState(now, nanos));
    }

    private void microphone(short[] pcm) {
        short[] voice = loop.microphone(pcm);
        Transport t = connections.current().transport();
        if (spec.transport == TransportKind.WEBRTC && t != null) {
            t.sendAudio(voice == null ? SILENCE : voice);
        }
    }

    /** Whether it is connected. */
    public boolean isOpen() {
        return state.get() == SessionState.READY;
    }

    /** Whether it is connected, and what happens when it is not. */
    public SessionState state() {
        return Objects.requireNonNull(state.get());
    }

    /** Completes when it is ready for the first time. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** How it travels. */
    public TransportKind transport() {
        return spec.transport;
    }

    /** The server's id of the session. */
    public String sessionId() {
        return sessionId;
    }

    /** How long connecting took. */
    public ConnectTimings timings() {
        return connections.current().timings();
    }

    /** An input of the application that answers nothing. */
    public void call(Input input) {
        loop.input(input);
    }

    /** What the application asks for that must fit into an event of the transport. */
    public OutgoingRequests requests() {
        return requests;
    }

    private @Nullable Transport readyTransport() {
        return isOpen() ? connections.current().transport() : null;
    }

    /** The tokens that responses took. */
    public TokenUsage usage() {
        return loop.usage();
    }

    /** The conversation as the service has it. */
    public List<ConversationItem> items() {
        return loop.items();
    }

    /** Silence, at once. */
    public StopResult stop() {
        Step step = loop.input(new Input.Stop());
        for (Command command : step.commands()) {
            if (command instanceof Command.Notify n && n.notice() instanceof Notice.Interrupted i) {
                return new StopResult(true, i.heard());
            }
        }
        return StopResult.NOTHING;
    }

    /** What goes on in the conversation. */
    public Conversation.Activity activity() {
        return loop.activity();
    }

    /** Whether a press is accepted now. */
    public boolean pressAccepted() {
        return loop.pressAccepted();
    }

    /** Ends the session, and waits until nothing of it is left. */
    public void close() {
        closeWanted = true;
        if (loop.end(new Input.Close())) {
            if (state.getAndSet(SessionState.CLOSED) == SessionState.CONNECTING) {
                // The thread that connects takes down what it has made so far.
                Thread connecting = connectThread;
                if (connecting != null) {
                    connecting.interrupt();
                }
                awaitGone();
            } else {
                if (Thread.currentThread() != workerThread) {
                    commands.flush(FLUSH_TIMEOUT_MS);
                }
                finish(CLOSED_BY_APPLICATION);
            }
        } else if (Thread.currentThread() != workerThread) {
            awaitGone();
        }
        dispatcher.join();
    }

    private void awaitGone() {
        Uninterruptibles.uninterruptibly(
                GONE_TIMEOUT_MS, left -> gone.await(left, TimeUnit.NANOSECONDS) ? null : Uninterruptibles.TIMED_OUT);
    }

    private void finish(CloseReason reason) {
        finish(reason, () -> {});
    }

    /** Takes all of it down; who waits for that may rely on {@code last} having run. */
    private void finish(CloseReason reason, Runnable last) {
        try {
            release();
        } finally {
            tell(SessionState.CLOSED);
            CloseReason safe = new CloseReason(reason.kind(), reason.code(), secrets.redact(reason.text()));
            dispatcher.end(l -> l.onClosed(safe));
            last.run();
            gone.countDown();
        }
    }

    private void release() {
        try {
            devices.close();
        } catch (Throwable e) {
            // An Error of the application's device, too, must not leave the connection open.
            dispatcher.postProblem("A device failed to close: " + ForeignText.of(e, secrets));
        }
        tools.close();
        connections.close();
        worker.shutdown();
        if (Thread.currentThread() != workerThread) {
            Uninterruptibles.uninterruptibly(
                    GONE_TIMEOUT_MS,
                    left -> worker.awaitTermination(left, TimeUnit.NANOSECONDS) ? null : Uninterruptibles.TIMED_OUT);
        }
    }

    /** Called under the lock of the loop. */
    private void told(Notice notice) {
        if (notice instanceof Notice.ToolCalled call) {
            tools.called(call);
        } else if (notice instanceof Notice.ToolCallDropped call) {
            tools.dropped(call.callId());
        }
        connections.current().told(notice);
        if (notice instanceof Notice.Reconnecting) {
            // At once, or what still comes of it counts for the next.
            connections.current().abandon();
            change(SessionState.READY, SessionState.RECONNECTING);
        } else if (notice instanceof Notice.Ready) {
            change(SessionState.RECONNECTING, SessionState.READY);
        }
    }

    private void change(SessionState from, SessionState to) {
        if (state.compareAndSet(from, to)) {
            tell(to);
        }
    }

    /** What is asked of a session does not fit into its transport; false when it was asked for long ago. */
    private boolean refused(ConnectException failure) {
        return connections.current().refuse(failure);
    }

    /** Runs on the session's thread. */
    private void reconnect() {
        connections.openNext();
    }

    /** Runs on the session's thread. */
    private void disconnect(String reason) {
        if (loop.end(null)) {
            state.set(SessionState.CLOSED);
            finish(new CloseReason(CloseReason.Kind.CLIENT, 0, reason));
        }
    }

    private Transport.Listener listener(ServerConnection connection) {
        return new ConnectionListener(connection, loop, codec, dispatcher, secrets, id -> sessionId = id, this::down);
    }

    /** A connection is gone by itself. */
    private void down(ServerConnection connection, CloseReason reason) {
        switch (connection.leave()) {
            case OPEN -> lost(connection.fail(reason));
            case OPENING -> {
                if (connections.isFirst(connection)) {
                    loop.end(new Input.TransportDown(reason.text(), false));
                }
                // The thread that waits for it takes it down.
                connection.fail(reason);
            }
            case LEFT -> {}
        }
    }

    /** There is no connection any more: another one will be made, or this is the end. */
    private void lost(CloseReason reason) {
        if (loop.lost(new Input.TransportDown(reason.text(), reason.retryable()))) {
            state.set(SessionState.CLOSED);
            worker.execute(() -> finish(reason));
        }
    }
}
