package dev.bargein.simulator.internal;

import dev.bargein.protocol.Redactor;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcException;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.Lateness;
import dev.bargein.simulator.SimulatorException;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.http.CallsEndpoint;
import dev.bargein.simulator.internal.http.ControlEndpoint;
import dev.bargein.simulator.internal.http.HttpRouter;
import dev.bargein.simulator.internal.http.RequestAuthentication;
import dev.bargein.simulator.internal.http.Secrets;
import dev.bargein.simulator.internal.http.SecretsEndpoint;
import dev.bargein.simulator.internal.http.WebSocketEndpoint;
import dev.bargein.simulator.internal.limits.InboundBudget;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.limits.MemoryBudget;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.limits.SendBudget;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.script.BothListeners;
import dev.bargein.simulator.internal.script.TraceRecorder;
import dev.bargein.simulator.internal.speech.SpeechEngines;
import dev.bargein.simulator.internal.transport.CallSetup;
import dev.bargein.simulator.internal.transport.Engines;
import dev.bargein.simulator.internal.transport.MediaPacer;
import dev.bargein.simulator.internal.transport.SessionFactory;
import dev.bargein.simulator.internal.transport.SessionRegistry;
import dev.bargein.simulator.script.Brain;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A running simulator: event loops, workers, the pacer, and all sessions.
 *
 * <p>Thread-safe.
 */
public final class Service implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int SHARED_RANDOM_PORT = -1;
    private static final long START_SECONDS = 20;
    private static final long CLOSE_SECONDS = 10;
    private static final long FAREWELL_MS = 1_500;
    private static final long MIN_RECEIVED_BYTES = 32L << 20;
    private static final long MIN_UNSENT_BYTES = 16L << 20;
    private static final long MIN_HELD_BYTES = 16L << 20;
    private static final long MIN_ENDED_BYTES = 4L << 20;
    private static final int ENDED_SHARE = 16;
    private static final long MIN_SECRET_BYTES = 4L << 20;
    private static final int SECRETS_SHARE = 32;
    private static final long STUCK_CHECK_MS = 1_000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Config config;
    private final @Nullable TraceRecorder recorder;
    private final Vertx vertx;
    private final ExecutorService workers;
    private final SpeechEngines speech;
    private final MediaPacer pacer;
    private final SessionRegistry registry;
    private final SessionFactory factory;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final LimitLog limits = new LimitLog();
    private final SendBudget sendBudget;
    private final InboundBudget inboundBudget;
    private final MemoryBudget memory;
    private volatile @Nullable HttpRouter router;
    private final int port;
    private @Nullable RtcEngine ownEngine;
    private boolean closing;

    /** Starts listening on 127.0.0.1. */
    public Service(Config given) {
        NettyVersion.check();
        this.config = given.withListener(new GuardedListener(given.environment().listener()));
        Config.Environment environment = config.environment();
        Config.Recording recording = environment.recording();
        this.recorder = recording == null
                ? null
                : new TraceRecorder(recording, secrets(config), "bargein-simulator-recorder", environment.heapBytes());
        SimulatorListener listener = recorder == null
                ? environment.listener()
                : new BothListeners(new GuardedListener(recorder), environment.listener());
        this.sendBudget = new SendBudget(Math.max(MIN_UNSENT_BYTES, environment.heapBytes() / 4), limits);
        this.inboundBudget = new InboundBudget(Math.max(MIN_RECEIVED_BYTES, environment.heapBytes() / 8), limits);
        this.memory = new MemoryBudget(Math.max(MIN_HELD_BYTES, environment.heapBytes() / 4), limits);
        this.registry = new SessionRegistry(Math.max(MIN_ENDED_BYTES, environment.heapBytes() / ENDED_SHARE));
        String name = "bargein-simulator-" + COUNT.incrementAndGet();
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        vertx.exceptionHandler(OutOfMemoryWatch::unhandled);
        AtomicInteger threads = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, name + "-worker-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.speech = new SpeechEngines(config, name, THREADS, workers, limits);
        vertx.setPeriodic(STUCK_CHECK_MS, tick -> speech.replaceStuck(System.nanoTime()));
        this.factory = new SessionFactory(config, vertx, listener, speech, memory, registry, limits);
        this.pacer = new MediaPacer(name + "-pacer");
        try {
            speech.load();
            this.port = listen();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Redactor secrets(Config config) {
        Redactor secrets = new Redactor();
        for (String secret :
                new String[] {config.access().apiKey(), config.access().controlToken()}) {
            if (secret != null) {
                secrets.add(secret);
            }
        }
        return secrets;
    }

    private int listen() {
        Secrets secrets = new Secrets(
                () -> config.environment().clock().millis() / 1_000,
                new SplittableRandom(config.answers().seed()).split(),
                Math.max(MIN_SECRET_BYTES, config.environment().heapBytes() / SECRETS_SHARE));
        RequestAuthentication credentials =
                new RequestAuthentication(secrets, config.access().apiKey());
        CallSetup calls = new CallSetup(vertx, factory, registry, this::engine, pacer, workers, sendBudget);
        HttpRouter http = new HttpRouter(
                vertx,
                config,
                factory::faults,
                new WebSocketEndpoint(factory, calls, sendBudget, inboundBudget, vertx, config, credentials),
                new SecretsEndpoint(config, credentials, secrets, limits),
                new CallsEndpoint(factory, calls, config, credentials),
                new ControlEndpoint(
                        registry, factory, vertx, limits, config.access().controlToken()),
                limits);
        router = http;
        AtomicInteger actual = new AtomicInteger();
        int wanted = config.access().port() == 0
                ? SHARED_RANDOM_PORT
                : config.access().port();
        Future<String> deployed = vertx.deployVerticle(
                () -> new VerticleBase() {
                    @Override
                    public Future<HttpServer> start() {
                        return http.listen(wanted).onSuccess(server -> actual.set(server.actualPort()));
                    }
                },
                new DeploymentOptions().setInstances(EVENT_LOOPS));
        try {
            deployed.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
            return actual.get();
        } catch (ExecutionException | TimeoutException e) {
            if (config.access().tls() != null && !(e.getCause() instanceof BindException)) {
                throw new SimulatorException(
                        "The simulator cannot use that certificate and key: give both as PEM, the key without a"
                                + " password (" + e.getCause() + ")",
                        e);
            }
            throw new SimulatorException(
                    "The simulator cannot listen on 127.0.0.1:"
                            + config.access().port() + ": choose another port, or 0 for any free one",
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
        return config.access().tls() != null;
    }

    /** The certificate that it shows. */
    public String certificatePem() {
        Config.Tls tls = config.access().tls();
        if (tls == null) {
            throw new SimulatorException("The simulator has no certificate: start it with tls()");
        }
        return tls.certificatePem();
    }

    /** All sessions that are remembered, oldest first. */
    public List<SimulatorSession> sessions() {
        return registry.list();
    }

    /** The session of that id, null when there is none. */
    public @Nullable SimulatorSession session(String id) {
        return registry.find(id);
    }

    /** How late the audio of the sessions that go on was on a transport. */
    public Lateness lateness(SimulatorTransport transport) {
        return registry.lateness(transport);
    }

    /** Begins to measure lateness anew. */
    public void forgetLateness() {
        registry.forgetLateness();
    }

    /** Who answers the sessions that begin from now on. */
    public void answer(Brain mind) {
        speech.loadFor(mind);
        factory.answer(mind);
    }

    /** What is wrong from now on, for open sessions and for new ones. */
    public void setFaults(Faults changed) {
        factory.setFaults(changed);
    }

    /** How many connections are open, in whatever state. */
    public int openConnections() {
        HttpRouter http = router;
        return http == null ? 0 : http.openConnections();
    }

    /** How many sessions go on. */
    public int activeSessions() {
        return factory.activeSessions();
    }

    /** What all clients together have not taken yet, in bytes. */
    public long unsentBytes() {
        return sendBudget.unsentBytes();
    }

    /** What all clients together have sent of messages that are not whole yet, in bytes. */
    public long receivedBytes() {
        return inboundBudget.receivedBytes();
    }

    /** What the sessions that go on keep, in bytes. */
    public long heldBytes() {
        return memory.heldBytes();
    }

    /** What is kept of sessions that have ended, in bytes. */
    public long endedBytes() {
        return registry.endedBytes();
    }

    /** Completes when everything has been closed. */
    public CompletableFuture<Void> closed() {
        return closed.copy();
    }

    private synchronized RtcEngine engine() {
        RtcEngine given = config.environment().engine();
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
            HttpRouter http = router;
            if (http != null) {
                http.closeConnections();
            }
            await(ends, CLOSE_SECONDS * 1_000);
            pacer.close();
            await(vertx.close().toCompletionStage().toCompletableFuture(), CLOSE_SECONDS * 1_000);
        } finally {
            workers.shutdown();
            awaitWorkers();
            speech.close();
            TraceRecorder recording = recorder;
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
