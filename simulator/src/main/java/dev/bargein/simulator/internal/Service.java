package dev.bargein.simulator.internal;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.Redactor;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.Sdp;
import dev.bargein.simulator.Brain;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorException;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.SimulatorTransport;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A running simulator: event loops, workers, the pacer, and all sessions.
 *
 * <p>Thread law: thread-safe.
 */
public final class Service implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int MAX_ACTIVE_SESSIONS = 200;
    private static final int SHARED_RANDOM_PORT = -1;
    private static final long START_SECONDS = 20;
    private static final long CLOSE_SECONDS = 10;
    private static final long FAREWELL_MS = 1_500;
    private static final long MIN_UNSENT_BYTES = 16L << 20;
    private static final long MIN_HELD_BYTES = 16L << 20;
    private static final long MIN_ENDED_BYTES = 4L << 20;
    private static final int ENDED_SHARE = 16;
    private static final long MIN_SECRET_BYTES = 4L << 20;
    private static final int SECRETS_SHARE = 32;
    static final String CROWDED =
            "The simulator has " + MAX_ACTIVE_SESSIONS + " sessions, which is as many as it takes: end some first.";
    private static final long CALL_MS = 15_000;
    private static final long STUCK_CHECK_MS = 1_000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Config config;
    private final @Nullable Recorder recorder;
    private final SimulatorListener listener;
    private final Detectors detectors;
    private final Recognition recognition;
    private final Vertx vertx;
    private final ExecutorService workers;
    private final SynthesisScheduler voices;
    private final Pacer pacer;
    private final SessionRegistry sessions;
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicLong born = new AtomicLong();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final LimitLog limits = new LimitLog();
    private final SendBudget sendBudget;
    private final MemoryBudget memory;
    private volatile Faults faults;
    private volatile @Nullable HttpFront front;
    private final int port;
    private @Nullable RtcEngine ownEngine;
    private boolean closing;
    private volatile Brain brain;

    /** Starts listening on 127.0.0.1. */
    public Service(Config config) {
        this.config = config;
        Config.Recording recording = config.recording();
        this.recorder =
                recording == null ? null : new Recorder(recording, secrets(config), "bargein-simulator-recorder");
        this.listener = recorder == null ? config.listener() : new BothListeners(recorder, config.listener());
        this.detectors = new Detectors(config.voiceActivity(), config.listener());
        this.brain = config.brain();
        this.faults = config.faults();
        this.sendBudget = new SendBudget(Math.max(MIN_UNSENT_BYTES, config.heapBytes() / 4), limits);
        this.memory = new MemoryBudget(Math.max(MIN_HELD_BYTES, config.heapBytes() / 4), limits);
        this.sessions = new SessionRegistry(Math.max(MIN_ENDED_BYTES, config.heapBytes() / ENDED_SHARE));
        String name = "bargein-simulator-" + COUNT.incrementAndGet();
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        AtomicInteger threads = new AtomicInteger();
        this.workers =
                Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()), task -> {
                    Thread thread = new Thread(task, name + "-worker-" + threads.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.voices = new SynthesisScheduler(
                name, Math.max(2, Runtime.getRuntime().availableProcessors()), config.listener()::onNote);
        vertx.setPeriodic(STUCK_CHECK_MS, tick -> voices.replaceStuck(System.nanoTime()));
        this.recognition = new Recognition(config.recognizer(), workers, config.listener());
        this.pacer = new Pacer(name + "-pacer");
        try {
            detectors.loadWanted();
            this.port = listen();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Redactor secrets(Config config) {
        Redactor secrets = new Redactor();
        for (String secret : new String[] {config.apiKey(), config.controlToken()}) {
            if (secret != null) {
                secrets.add(secret);
            }
        }
        return secrets;
    }

    private int listen() {
        Secrets secrets = new Secrets(
                () -> config.clock().millis() / 1_000,
                new SplittableRandom(config.seed()).split(),
                Math.max(MIN_SECRET_BYTES, config.heapBytes() / SECRETS_SHARE));
        Credentials credentials = new Credentials(secrets, config.apiKey());
        HttpFront face = new HttpFront(
                vertx,
                config,
                () -> faults,
                new WebSocketEndpoint(this, vertx, config, credentials),
                new SecretsEndpoint(config, credentials, secrets, limits),
                new CallsEndpoint(this, config, credentials),
                new ControlEndpoint(this, vertx, limits, config.controlToken()),
                limits);
        front = face;
        AtomicInteger actual = new AtomicInteger();
        int wanted = config.port() == 0 ? SHARED_RANDOM_PORT : config.port();
        Future<String> deployed = vertx.deployVerticle(
                () -> new VerticleBase() {
                    @Override
                    public Future<HttpServer> start() {
                        return face.listen(wanted).onSuccess(server -> actual.set(server.actualPort()));
                    }
                },
                new DeploymentOptions().setInstances(EVENT_LOOPS));
        try {
            deployed.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
            return actual.get();
        } catch (ExecutionException | TimeoutException e) {
            if (config.tls() != null && !(e.getCause() instanceof BindException)) {
                throw new SimulatorException(
                        "The simulator cannot use that certificate and key: give both as PEM, the key without a"
                                + " password (" + e.getCause() + ")",
                        e);
            }
            throw new SimulatorException(
                    "The simulator cannot listen on 127.0.0.1:" + config.port()
                            + ": choose another port, or 0 for any free one",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulatorException("Interrupted while the simulator was starting", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Whether it speaks TLS. */
    public boolean isEncrypted() {
        return config.tls() != null;
    }

    /** The certificate that it shows. */
    public String certificatePem() {
        Config.Tls tls = config.tls();
        if (tls == null) {
            throw new SimulatorException("The simulator has no certificate: start it with tls()");
        }
        return tls.certificatePem();
    }

    /** All sessions that are remembered, oldest first. */
    public List<SimulatorSession> sessions() {
        return sessions.list();
    }

    /** The session of that id, null when there is none. */
    public @Nullable SimulatorSession session(String id) {
        return sessions.find(id);
    }

    /** Who answers the sessions that begin from now on. */
    public void answer(Brain mind) {
        brain = mind;
    }

    /** What is wrong from now on, for open sessions and for new ones. */
    public void setFaults(Faults changed) {
        List<SessionDriver> all;
        synchronized (sessions) {
            faults = changed;
            all = sessions.going();
        }
        all.forEach(driver -> driver.faults(changed));
    }

    /** What is wrong with new sessions. */
    Faults faults() {
        return faults;
    }

    /** How many connections are open, in whatever state. */
    public int openConnections() {
        HttpFront face = front;
        return face == null ? 0 : face.openConnections();
    }

    /** How many sessions go on. */
    public int activeSessions() {
        return active.get();
    }

    /** What all clients together have not taken yet, in bytes. */
    public long unsentBytes() {
        return sendBudget.unsentBytes();
    }

    /** What the sessions that go on keep, in bytes. */
    public long heldBytes() {
        return memory.heldBytes();
    }

    /** What is kept of sessions that have ended, in bytes. */
    public long endedBytes() {
        return sessions.endedBytes();
    }

    /** Completes when everything has been closed. */
    public CompletableFuture<Void> closed() {
        return closed.copy();
    }

    /** Whether there is no room for one more session; {@link #enter} has the last word. */
    boolean isCrowded() {
        return active.get() >= MAX_ACTIVE_SESSIONS;
    }

    /** Takes the place of a session, which {@link #remember} gives back when the session ends. */
    private boolean enter() {
        if (active.incrementAndGet() > MAX_ACTIVE_SESSIONS) {
            active.decrementAndGet();
            limits.reached(MAX_ACTIVE_SESSIONS + " sessions at a time");
            return false;
        }
        return true;
    }

    /** Makes a session of a socket; false when there is no room. */
    boolean openSocket(ServerWebSocket socket, Dialect dialect, String model, JsonObject session) {
        if (!enter()) {
            return false;
        }
        WebSocketDriver driver;
        try {
            driver = new WebSocketDriver(
                    parts(SimulatorTransport.WEBSOCKET, dialect, model, session), socket, sendBudget);
        } catch (RuntimeException e) {
            active.decrementAndGet();
            throw e;
        }
        remember(driver);
        driver.start();
        return true;
    }

    /** There is no room for a call. */
    static final class Crowded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crowded() {
            super(CROWDED, null, false, false);
        }
    }

    /** What a caller gets. */
    record Call(String callId, String answerSdp) {}

    /** Sets up a call; the future completes on the current context. */
    Future<Call> openCall(String offerSdp, Dialect dialect, String model, JsonObject session) {
        boolean hasChannel = Sdp.hasDataChannel(offerSdp);
        if (!enter()) {
            return Future.failedFuture(new Crowded());
        }
        RtcDriver driver;
        try {
            driver = new RtcDriver(
                    parts(SimulatorTransport.WEBRTC, dialect, model, session), pacer, workers, hasChannel);
        } catch (RuntimeException e) {
            active.decrementAndGet();
            return Future.failedFuture(e);
        }
        Promise<Call> promise = Promise.promise();
        Context context = driver.context;
        remember(driver);
        long timer = vertx.setTimer(
                CALL_MS, late -> promise.tryFail(new RtcException("The call was not set up within 15 seconds")));
        workers.execute(() -> {
            try {
                RtcPeer peer = engine().createPeer(RtcPeerConfig.loopback(), driver.listener());
                driver.adopt(peer);
                peer.acceptOffer(offerSdp)
                        .whenComplete((answer, error) -> context.runOnContext(nothing -> {
                            if (error == null) {
                                promise.tryComplete(new Call(driver.callId(), answer));
                            } else {
                                promise.tryFail(error);
                            }
                        }));
            } catch (RuntimeException | LinkageError e) {
                context.runOnContext(nothing -> promise.tryFail(e));
            }
        });
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            if (done.failed()) {
                driver.hangUp();
            }
        });
    }

    boolean hangUp(String callId) {
        RtcDriver call = call(callId);
        if (call != null) {
            call.dropConnection();
        }
        return call != null;
    }

    /** The call of that id that goes on, null when there is none. */
    @Nullable
    RtcDriver call(String callId) {
        for (SessionDriver driver : sessions.going()) {
            if (driver instanceof RtcDriver call && call.callId().equals(callId) && !call.isOver()) {
                return call;
            }
        }
        return null;
    }

    /**
     * Lets a WebSocket listen in on a call; called on the context of the socket. The future completes there too, with
     * false when there is no such call, or no room.
     */
    Future<Boolean> attach(ServerWebSocket socket, String callId) {
        Context context = vertx.getOrCreateContext();
        Promise<Boolean> attached = Promise.promise();
        RtcDriver call = call(callId);
        if (call == null) {
            attached.complete(false);
        } else {
            call.attach(socket, context, sendBudget, room -> context.runOnContext(nothing -> attached.complete(room)));
        }
        return attached.future();
    }

    private SessionDriver.Parts parts(
            SimulatorTransport transport, Dialect dialect, String model, JsonObject settings) {
        RealtimeCodec codec = transport == SimulatorTransport.WEBSOCKET
                ? new RealtimeCodec(dialect)
                : new RealtimeCodec(dialect, CodecLimits.DATA_CHANNEL);
        SessionMemory held = new SessionMemory(memory);
        Function<Executor, ServiceSession> make = sessionThread -> {
            Executor voiceLane = voices.lane();
            SessionSetup setup = new SessionSetup(
                    transport,
                    dialect,
                    model,
                    brain,
                    config.speed(),
                    config.seed() + born.getAndIncrement(),
                    config.clock().millis() / 1_000,
                    System.nanoTime(),
                    config.voice().name(),
                    config.truncateOnClear(),
                    config.clearWithoutInterrupt(),
                    (voice, text, signature, durationMs, pace, wake) -> new PrefetchedSpeech(
                            config.voice().named(voice),
                            text,
                            signature,
                            durationMs,
                            pace,
                            voiceLane,
                            sessionThread,
                            wake,
                            config.listener()::onNote),
                    sessionThread,
                    hearing(sessionThread),
                    config.listener()::onNote,
                    config.options());
            ServiceSession session = new ServiceSession(setup, held);
            if (!settings.isEmpty()) {
                session.configure(settings);
            }
            session.setFaults(faults, System.nanoTime());
            return session;
        };
        Config.Recording recording = config.recording();
        boolean keepsSound = recording != null && recording.sound();
        return new SessionDriver.Parts(vertx.getOrCreateContext(), codec, transport, listener, make, held, keepsSound);
    }

    private Hearing hearing(Executor sessionThread) {
        return new Hearing() {
            @Override
            public void load(Slot slot) {
                detectors.load(slot, workers, () -> sessionThread.execute(() -> {}));
            }

            @Override
            public void understand(short[] pcm, Consumer<String> words) {
                transcribe(pcm, known -> {
                    if (known != null) {
                        words.accept(known);
                    }
                });
            }

            @Override
            public void transcribe(short[] pcm, Consumer<@Nullable String> words) {
                recognition.recognize(pcm, known -> sessionThread.execute(() -> words.accept(known)));
            }
        };
    }

    private void remember(SessionDriver driver) {
        SessionHandle handle = driver.handle();
        driver.onEnd(() -> {
            active.decrementAndGet();
            sessions.ended(handle);
        });
        Faults inForce;
        synchronized (sessions) {
            inForce = faults;
            sessions.add(handle);
        }
        // Whoever changed the faults while the session was being made did not know it yet.
        driver.adoptFaults(inForce);
    }

    private synchronized RtcEngine engine() {
        RtcEngine given = config.engine();
        if (given != null) {
            return given;
        }
        RtcEngine loaded = ownEngine;
        if (closing) {
            throw new RtcException("The simulator is closed");
        }
        if (loaded == null) {
            loaded = Engines.load();
            ownEngine = loaded;
        }
        return loaded;
    }

    /** Ends all sessions, and leaves no thread, socket or native object behind. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        try {
            CompletableFuture<Void> ends = endSessions();
            await(ends, FAREWELL_MS);
            // Nobody can hold up the end by not reading the farewell.
            HttpFront face = front;
            if (face != null) {
                face.closeConnections();
            }
            await(ends, CLOSE_SECONDS * 1_000);
            pacer.close();
            await(vertx.close().toCompletionStage().toCompletableFuture(), CLOSE_SECONDS * 1_000);
        } finally {
            workers.shutdown();
            voices.close();
            awaitWorkers();
            recognition.close();
            detectors.close();
            Recorder recording = recorder;
            if (recording != null) {
                recording.close();
            }
            RtcEngine engine = ownEngine;
            if (engine != null) {
                engine.close();
            }
            closed.complete(null);
        }
    }

    private CompletableFuture<Void> endSessions() {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (SimulatorSession session : sessions()) {
            if (!session.closed().isDone()) {
                ends.add(session.closed());
                session.close();
            }
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    private static void await(CompletableFuture<Void> future, long mostMs) {
        try {
            future.copy().orTimeout(mostMs, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException slow) {
            // What did not end by itself in time ends with its event loop.
        }
    }

    private void awaitWorkers() {
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
