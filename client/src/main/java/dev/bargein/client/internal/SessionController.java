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
import dev.bargein.core.ConversationItem;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.Playout;
import dev.bargein.core.Step;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.TokenUsage;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
    /** As long as an id of the core can become, so that what is measured is never shorter than what is sent. */
    private static final String LONGEST_ID = "event_0123456789012345678901234567890123456789";

    private static final CloseReason CLOSED_BY_APPLICATION =
            new CloseReason(CloseReason.Kind.APPLICATION, 0, "Closed by the application");

    private static final short[] SILENCE = new short[Playout.FRAME_SAMPLES];

    private final BuilderValues spec;
    private final Redactor secrets;
    private final RealtimeCodec codec;
    private final ListenerDispatcher dispatcher;
    private final ScheduledThreadPoolExecutor worker;
    private final CommandExecutor commands;
    private final TransportFactory transports;
    private final ConversationLoop loop;
    private final AudioDevices devices;
    private final ToolRunner tools;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final AtomicReference<SessionState> state = new AtomicReference<>(SessionState.CONNECTING);

    private final ServerConnection connection;
    private volatile boolean closeWanted;
    private volatile @Nullable Thread workerThread;
    private volatile @Nullable Thread connectThread;
    private volatile String sessionId = "";
    private volatile ConnectTimings timings = new ConnectTimings(List.of(), 0);

    private SessionController(BuilderValues spec, AudioDevices devices, Redactor secrets) {
        this.spec = spec;
        this.devices = devices;
        this.secrets = secrets;
        this.connection = new ServerConnection(spec.connectTimeoutNanos, secrets);
        this.codec = spec.codec();
        this.dispatcher = new ListenerDispatcher(spec.listener, secrets);
        this.worker = new ScheduledThreadPoolExecutor(1, this::newWorker, new ThreadPoolExecutor.DiscardPolicy());
        worker.setRemoveOnCancelPolicy(true);
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.transports = new TransportFactory(spec, worker, secrets);
        this.tools = new ToolRunner(
                spec.tools, spec.applicationsFunctions(), worker, this::toolOutput, dispatcher::postProblem, secrets);
        this.commands =
                new CommandExecutor(worker, codec, devices, dispatcher, secrets, connection::refuse, this::disconnect);
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
            controller.connection.open(controller.transports, controller.commands, controller.new FromTransport());
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
            connection.open(transports, commands, new FromTransport());
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
        ConnectException failure = SafeFailures.of(
                e instanceof ConnectException c
                        ? c
                        : new ConnectException(
                                ConnectStage.SETUP, "Connecting failed: " + ForeignText.of(e, secrets), e),
                secrets);
        CloseReason.Kind kind = failure.retryable() ? CloseReason.Kind.NETWORK : CloseReason.Kind.REFUSED;
        finish(
                wanted
                        ? CLOSED_BY_APPLICATION
                        : new CloseReason(kind, failure.httpStatus(), String.valueOf(failure.getMessage())),
                () -> ready.completeExceptionally(failure));
        if (e instanceof Error) {
            ListenerFailures.tell(SafeFailures.of(e, secrets));
        }
    }

    private void startDevices() {
        connection.stage(ConnectStage.DEVICES, () -> devices.start(loop::render, this::microphone));
    }

    private void opened() {
        timings = connection.timings();
        if (!state.compareAndSet(SessionState.CONNECTING, SessionState.READY)) {
            throw connection.early();
        }
        tell(SessionState.READY);
        ready.complete(null);
    }

    private void tell(SessionState now) {
        long nanos = System.nanoTime();
        dispatcher.post(l -> l.onState(now, nanos));
    }

    private void microphone(short[] pcm) {
        short[] voice = loop.microphone(pcm);
        Transport t = connection.transport();
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
        return timings;
    }

    /** An input of the application that answers nothing. */
    public void call(Input input) {
        loop.input(input);
    }

    /**
     * Says a text.
     *
     * @throws IllegalArgumentException when it does not fit into an event; nothing was sent then, nor asked
     */
    public void say(String text) {
        ClientEvent event = new ClientEvent.ConversationItemCreate(LONGEST_ID, null, Item.userText("", text));
        requireFits("This text of " + text.length() + " characters", event);
        loop.input(new Input.Say(text));
    }

    /**
     * Sends an event of the application.
     *
     * @throws IllegalArgumentException when it is too large; nothing was sent then
     */
    public void send(ClientEvent event) {
        if (event instanceof ClientEvent.SessionUpdate
                || event instanceof ClientEvent.ResponseCreate
                || event instanceof ClientEvent.Unknown) {
            // Tools travel in these, with what their servers ask for.
            secrets.addFrom(codec.toJson(event));
        }
        requireFits("This " + event.type(), event);
        loop.input(new Input.SendEvent(event));
    }

    private void requireFits(String what, ClientEvent event) {
        Transport t = connection.transport();
        if (t != null && state.get() == SessionState.READY) {
            String refusal = t.tooLarge(what, codec.encode(event));
            if (refusal != null) {
                throw new IllegalArgumentException(refusal + ". Nothing was sent");
            }
        }
    }

    /**
     * Changes the running session.
     *
     * @throws IllegalArgumentException when that cannot be; nothing was sent then
     */
    public void update(SessionConfig change) {
        if (change.model() != null) {
            throw new IllegalArgumentException("The model of a running session cannot change: connect a new one");
        }
        secrets.addFrom(change.extra());
        requireFits("This update", new ClientEvent.SessionUpdate(LONGEST_ID, change));
        loop.input(new Input.UpdateSession(change));
    }

    /** The tokens that responses took. */
    public TokenUsage usage() {
        return loop.usage();
    }

    /** The conversation as the service has it. */
    public List<ConversationItem> items() {
        return loop.items();
    }

    /**
     * Hands in the output of a call.
     *
     * @throws IllegalArgumentException when it is too large; nothing was sent then
     */
    public void toolOutput(String callId, String output) {
        requireFits("This output of " + output.length() + " characters", outputEvent(callId, output));
        loop.input(new Input.ToolOutput(callId, output, true));
    }

    private static ClientEvent outputEvent(String callId, String output) {
        return new ClientEvent.ConversationItemCreate(LONGEST_ID, null, Item.functionCallOutput("", callId, output));
    }

    /** The output of one of our own tools. */
    private void toolOutput(String callId, String output, boolean spoken) {
        String said = output;
        try {
            requireFits("The output of a function", outputEvent(callId, output));
        } catch (IllegalArgumentException e) {
            // The model waits for an output, whatever it is.
            dispatcher.postProblem(String.valueOf(e.getMessage()));
            said = "{\"error\":\"the output is too large to be sent: " + output.length() + " characters\"}";
        }
        loop.input(new Input.ToolOutput(callId, said, spoken));
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
        connection.close();
        transports.close();
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
        connection.told(notice);
    }

    /** Runs on the session's thread. */
    private void disconnect(String reason) {
        down(null, new CloseReason(CloseReason.Kind.CLIENT, 0, reason), this::finish);
    }

    private void down(@Nullable Input last, CloseReason reason, Consumer<CloseReason> finish) {
        if (loop.end(last)) {
            CloseReason why = connection.fail(reason);
            if (state.getAndSet(SessionState.CLOSED) == SessionState.READY) {
                finish.accept(why);
            }
        }
    }

    /** Hears the transport; on its threads. */
    private final class FromTransport implements Transport.Listener {
        @Override
        public void onUp() {
            loop.input(new Input.TransportUp());
        }

        @Override
        public void onMessage(String text) {
            try {
                receive(text);
            } catch (Throwable e) {
                // On a thread of the network: what is thrown there, an Error above all, ends it without a word.
                ListenerFailures.tell(SafeFailures.of(e, secrets));
                onDown(new CloseReason(
                        CloseReason.Kind.CLIENT,
                        0,
                        "A message of the server could not be handled: " + ForeignText.of(e, secrets)));
            }
        }

        private void receive(String text) {
            long nanos = System.nanoTime();
            ServerEvent event;
            try {
                event = codec.decodeServer(ErrorRedaction.withoutSecrets(text, secrets))
                        .event();
            } catch (ProtocolException e) {
                dispatcher.postProblem("The server sent a message of " + text.length()
                        + " characters that is not an event: " + ForeignText.of(e, secrets));
                return;
            }
            loop.server(event, nanos, ListenerDispatcher.bytesOf(text));
            if (event instanceof ServerEvent.SessionCreated c) {
                String id = c.session().string("id");
                sessionId = id == null ? "" : id;
                connection.sessionCreated();
            } else if (event instanceof ServerEvent.Error e) {
                connection.error(e.error());
            }
        }

        @Override
        public void onLiveAudio(short[] pcm) {
            dispatcher.postFrame(pcm, System.nanoTime());
            loop.live(pcm);
        }

        @Override
        public void onProblem(String text) {
            dispatcher.postProblem(text);
        }

        @Override
        public void onDown(CloseReason foreign) {
            CloseReason reason = new CloseReason(foreign.kind(), foreign.code(), secrets.redact(foreign.text()));
            down(new Input.TransportDown(reason.text()), reason, why -> worker.execute(() -> finish(why)));
        }
    }
}
