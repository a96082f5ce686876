package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.limits.MemoryBudget;
import dev.bargein.simulator.internal.limits.SessionMemory;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.response.PromptCache;
import dev.bargein.simulator.internal.response.SessionParameters;
import dev.bargein.simulator.internal.session.ServiceSession;
import dev.bargein.simulator.internal.speech.SpeechEngines;
import dev.bargein.simulator.script.Brain;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sessions of a service: admits as many as there is room for, gives each its settings, voice and memory, and
 * enters it in the registry.
 *
 * <p>Thread-safe.
 */
public final class SessionFactory {
    /** Sessions at a time. */
    static final int MAX_ACTIVE = 200;

    /** What a client is told when there is no room. */
    public static final String CROWDED =
            "The simulator has " + MAX_ACTIVE + " sessions, which is as many as it takes: end some first.";

    private final Config config;
    private final Vertx vertx;
    private final SimulatorListener listener;
    private final SpeechEngines speech;
    private final MemoryBudget memory;
    private final SessionRegistry registry;
    private final LimitLog limits;
    private final PromptCache prompts = new PromptCache();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicLong born = new AtomicLong();
    private volatile Faults faults;
    private volatile Brain brain;

    public SessionFactory(
            Config config,
            Vertx vertx,
            SimulatorListener listener,
            SpeechEngines speech,
            MemoryBudget memory,
            SessionRegistry registry,
            LimitLog limits) {
        this.config = config;
        this.vertx = vertx;
        this.listener = listener;
        this.speech = speech;
        this.memory = memory;
        this.registry = registry;
        this.limits = limits;
        this.brain = config.answers().brain();
        this.faults = config.faults();
    }

    /** How many sessions go on. */
    public int activeSessions() {
        return active.get();
    }

    /** Whether there is no room for one more session; {@link #open} has the last word. */
    public boolean isCrowded() {
        return active.get() >= MAX_ACTIVE;
    }

    /** Who answers the sessions that begin from now on. */
    public void answer(Brain mind) {
        brain = mind;
    }

    /** What is wrong with new sessions. */
    public Faults faults() {
        return faults;
    }

    /** What is wrong from now on, for open sessions and for new ones. */
    public void setFaults(Faults changed) {
        Iterable<SessionDriver> all;
        synchronized (registry) {
            faults = changed;
            all = registry.going();
        }
        all.forEach(driver -> driver.faults(changed));
    }

    /**
     * Makes a session on the current context, which still has to be started; null when there is no room. Its place is free
     * again when it has ended.
     *
     * @throws RuntimeException what {@code make} throws, and then no place is taken
     */
    public <D extends SessionDriver> @Nullable D open(
            SimulatorTransport transport,
            Dialect dialect,
            String model,
            JsonObject settings,
            Function<SessionDriver.Parts, D> make) {
        if (active.incrementAndGet() > MAX_ACTIVE) {
            active.decrementAndGet();
            limits.reached(MAX_ACTIVE + " sessions at a time");
            return null;
        }
        D driver;
        try {
            driver = make.apply(parts(transport, dialect, model, settings));
        } catch (RuntimeException | Error e) {
            active.decrementAndGet();
            throw e;
        }
        remember(driver);
        return driver;
    }

    private SessionDriver.Parts parts(
            SimulatorTransport transport, Dialect dialect, String model, JsonObject settings) {
        RealtimeCodec codec = transport == SimulatorTransport.WEBSOCKET
                ? new RealtimeCodec(dialect)
                : new RealtimeCodec(dialect, CodecLimits.DATA_CHANNEL);
        SessionMemory held = new SessionMemory(memory);
        Function<Executor, ServiceSession> make = sessionThread -> {
            SessionParameters setup = new SessionParameters(
                    new SessionParameters.Client(transport, dialect, model),
                    new SessionParameters.Answers(
                            brain, config.answers().speed(), config.answers().seed() + born.getAndIncrement(), prompts),
                    new SessionParameters.SpeechParts(
                            config.speech().voice().name(),
                            speech.voices(sessionThread),
                            speech.hearing(sessionThread)),
                    new SessionParameters.Host(
                            config.environment().clock().millis() / 1_000,
                            System.nanoTime(),
                            sessionThread,
                            config.environment().listener()::onNote),
                    config.deviations());
            ServiceSession session = new ServiceSession(setup, held);
            if (!settings.isEmpty()) {
                session.configure(settings);
            }
            session.setFaults(faults, System.nanoTime());
            return session;
        };
        Config.Recording recording = config.environment().recording();
        boolean keepsSound = recording != null && recording.sound();
        return new SessionDriver.Parts(vertx.getOrCreateContext(), codec, transport, listener, make, held, keepsSound);
    }

    private void remember(SessionDriver driver) {
        SessionHandle handle = driver.handle();
        driver.onEnd(() -> {
            active.decrementAndGet();
            registry.ended(handle);
        });
        Faults inForce;
        synchronized (registry) {
            inForce = faults;
            registry.add(handle);
        }
        // Whoever changed the faults while the session was being made did not know it yet.
        driver.adoptFaults(inForce);
    }
}
