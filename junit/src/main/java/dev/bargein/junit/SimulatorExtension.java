package dev.bargein.junit;

import dev.bargein.junit.internal.Judgement;
import dev.bargein.junit.internal.MessageLog;
import dev.bargein.junit.internal.MessageRecorder;
import dev.bargein.junit.internal.Scopes;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Script;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * The simulated Realtime service for the tests of a class: one simulator, and fresh sessions for every test. After each
 * test it ends the sessions that began since the test before, and fails the test when a client did what the service
 * refuses.
 *
 * <pre>{@code
 * @RegisterExtension
 * static SimulatorExtension sim = SimulatorExtension.builder().answers(Answer.ofDurationMs(5_000)).build();
 * }</pre>
 *
 * <p>In a static field it lives as long as the class with its nested classes, in another field as long as a test.
 * Tests that share one run one after the other. {@link WithSimulator} is the same as an annotation.
 *
 * <p>What a test says with {@link #answers(Answer...)}, {@link #faults}, {@link #allowViolation} and {@link
 * #expectViolation} holds for that test; what {@code @BeforeAll} says holds for every test of its class and of the
 * classes nested in it.
 *
 * <p>Thread-safe.
 */
public final class SimulatorExtension
        implements BeforeAllCallback,
                TestInstancePreConstructCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver {
    /** How long an assertion waits unless told otherwise, in milliseconds. */
    public static final int DEFAULT_PATIENCE_MS = 5_000;

    /** How much memory the messages of a test may take unless told otherwise, in bytes. */
    public static final long DEFAULT_RECORDING_BYTES = 128L << 20;

    private static final long CLOSE_MS = 2_000;

    private final Duration patience;
    private final Consumer<Simulator.Builder> moreSettings;
    private final MessageRecorder recorder;
    private final Scopes scopes;
    private @Nullable Simulator simulator;
    private int classes;
    private String running = "";

    private SimulatorExtension(Builder settings) {
        this.patience = settings.patience;
        this.moreSettings = settings.simulator;
        this.recorder = new MessageRecorder(settings.trace, settings.maxRecordingBytes);
        this.scopes = new Scopes(settings.brain, settings.faults, settings.allowed);
    }

    /** An extension to be configured. */
    public static Builder builder() {
        return new Builder();
    }

    /** An extension with a simulator as it is by default: a story of 30 seconds for every turn. */
    public static SimulatorExtension create() {
        return builder().build();
    }

    /** The simulator itself. */
    public synchronized Simulator simulator() {
        Simulator started = simulator;
        if (started == null) {
            throw new IllegalStateException("The simulator runs during tests only: register the extension in a static"
                    + " field to have it in @BeforeAll");
        }
        return started;
    }

    /** Where WebSockets go, with the model: {@code ws://127.0.0.1:PORT/v1/realtime?model=sim}. */
    public String webSocketUrl() {
        return simulator().webSocketUrl();
    }

    /** Where REST calls and WebRTC calls go: {@code http://127.0.0.1:PORT}. */
    public String httpUrl() {
        return simulator().httpUrl();
    }

    /** Who answers the sessions of this test that begin from now on; a {@link Script} is the usual one. */
    public synchronized void answers(Brain brain) {
        simulator().answer(brain);
        scopes.brain(brain);
    }

    /** What the service answers in the sessions of this test that begin from now on, turn by turn. */
    public void answers(Answer... answers) {
        answers(Script.of(answers));
    }

    /** What is wrong with the service for the rest of this test, unless a session has faults of its own. */
    public synchronized void faults(Faults faults) {
        simulator().faults(faults);
        scopes.faults(faults);
    }

    /** The only session of this test; waits for it. */
    public SimulatorSession session() {
        return onlyTimeline().session();
    }

    /** The sessions of this test so far, oldest first. */
    public List<SimulatorSession> sessions() {
        return recorder.timelines().stream().map(MessageLog::session).toList();
    }

    /** What the client did in the only session of this test; waits for the session. */
    public SessionAssert assertThatClient() {
        return new SessionAssert(recorder, onlyTimeline(), patience);
    }

    /** What the client did in one of several sessions. */
    public SessionAssert assertThatClient(SimulatorSession session) {
        MessageLog timeline = recorder.timeline(session);
        if (timeline == null) {
            throw new IllegalArgumentException("Session " + session.id()
                    + " is not one of this test: nothing is known of it, and nothing can be asserted. The sessions of a test"
                    + " are those that begin in it.");
        }
        return new SessionAssert(recorder, timeline, patience);
    }

    /** The client will break these rules in this test, each at least once; the test fails unless it does. */
    public synchronized void expectViolation(ProtocolRule... rules) {
        scopes.expectedHere().addAll(List.of(rules));
    }

    /** The client may break these rules in this test. */
    public synchronized void allowViolation(ProtocolRule... rules) {
        scopes.allowedHere().addAll(List.of(rules));
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        // Once more for every nested class.
        if (classes++ == 0) {
            start();
        }
        scopes.enterClass();
    }

    /** What a test's constructor and fields say belongs to that test already. */
    @Override
    public synchronized void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        boolean perClass = context.getTestInstanceLifecycle()
                .filter(TestInstance.Lifecycle.PER_CLASS::equals)
                .isPresent();
        if (perClass || classes == 0) {
            return;
        }
        if (factory.getOuterInstance().isEmpty()) {
            // Of a test before, whose instance could not be made.
            leaveTest();
        }
        scopes.enterTest();
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        if (!running.isEmpty()) {
            throw new IllegalStateException("One simulator cannot tell the clients of two tests apart: let tests that"
                    + " share it run one after the other, with @Execution(ExecutionMode.SAME_THREAD)");
        }
        running = context.getUniqueId();
        if (classes == 0) {
            start();
        }
        scopes.enterTest();
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        if (!running.equals(context.getUniqueId())) {
            return;
        }
        running = "";
        try {
            endSessions();
            List<String> complaints = Judgement.of(recorder, scopes.expected(), scopes.allowed());
            if (!complaints.isEmpty()) {
                throw new AssertionError(String.join("\n\n", complaints));
            }
        } finally {
            // Now, and not before the next test: what that opens while its instance is made belongs to it already.
            recorder.forget();
            leaveTest();
            if (classes == 0) {
                stop();
            }
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        scopes.leaveClass();
        if (--classes == 0) {
            stop();
        } else {
            apply();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (parameter.isAnnotated(SimulatorUrl.class)) {
            return type == String.class || type == URI.class;
        }
        return type == Simulator.class || type == SimulatorExtension.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == SimulatorExtension.class) {
            return this;
        }
        if (type == Simulator.class) {
            return simulator();
        }
        SimulatorUrl.Kind kind =
                parameter.findAnnotation(SimulatorUrl.class).orElseThrow().value();
        String url = kind == SimulatorUrl.Kind.HTTP ? httpUrl() : webSocketUrl();
        return type == URI.class ? URI.create(url) : url;
    }

    private void leaveTest() {
        scopes.leaveTest();
        apply();
    }

    private void apply() {
        Simulator started = simulator;
        if (started != null) {
            started.answer(scopes.brain());
            started.faults(scopes.faults());
        }
    }

    private void start() {
        Simulator.Builder builder = Simulator.builder();
        moreSettings.accept(builder);
        recorder.forget();
        simulator = builder.brain(scopes.brain()).trace(recorder).start();
        apply();
    }

    private void stop() {
        Simulator started = simulator;
        simulator = null;
        if (started != null) {
            started.close();
        }
    }

    private MessageLog onlyTimeline() {
        recorder.await(patience, () -> recorder.timelines().isEmpty() ? null : Boolean.TRUE);
        List<MessageLog> all = recorder.timelines();
        if (all.size() != 1) {
            throw new AssertionError(
                    all.isEmpty()
                            ? "No client has opened a session within " + patience.toMillis() + " ms. It would"
                                    + " have to connect to " + webSocketUrl() + ", or call " + httpUrl()
                                    + "/v1/realtime/calls, with any key."
                            : "This test has " + all.size() + " sessions: name the one that is meant, as in"
                                    + " assertThatClient(sessions().get(0)).");
        }
        return all.get(0);
    }

    /** A session that has ended has read everything that its client sent. */
    private void endSessions() {
        List<SimulatorSession> sessions = sessions();
        sessions.forEach(SimulatorSession::close);
        for (SimulatorSession session : sessions) {
            try {
                session.closed().get(CLOSE_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException stubborn) {
                session.dropConnection();
            } catch (InterruptedException e) {
                session.dropConnection();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Configures an extension. Not thread-safe. */
    public static final class Builder {
        private Brain brain = Script.story();
        private Duration patience = Duration.ofMillis(DEFAULT_PATIENCE_MS);
        private Faults faults = Faults.NONE;
        private SimulatorListener trace = SimulatorListener.NONE;
        private final Set<ProtocolRule> allowed = EnumSet.noneOf(ProtocolRule.class);
        private Consumer<Simulator.Builder> simulator = builder -> {};
        private long maxRecordingBytes = DEFAULT_RECORDING_BYTES;

        private Builder() {}

        /** Who answers in every test that says nothing else; a {@link Script} of a 30 second story unless set. */
        public Builder answers(Brain mind) {
            brain = mind;
            return this;
        }

        /** What the service answers, turn by turn. */
        public Builder answers(Answer... answers) {
            return answers(Script.of(answers));
        }

        /** How long assertions wait; 5 seconds unless set. */
        public Builder patience(Duration longest) {
            patience = longest;
            return this;
        }

        /** Rules that every test may break. */
        public Builder allow(ProtocolRule... rules) {
            allowed.addAll(List.of(rules));
            return this;
        }

        /** What is wrong with the service in every test that says nothing else; nothing unless set. */
        public Builder faults(Faults wrong) {
            faults = wrong;
            return this;
        }

        /** Hears every message as it comes and goes. */
        public Builder trace(SimulatorListener ears) {
            trace = ears;
            return this;
        }

        /**
         * How much memory the messages of a test's sessions may take, about; 128 MiB unless set, which is more than an
         * hour with a microphone that sends every 10 ms. A test that says more fails, as what was not written down cannot
         * be judged.
         */
        public Builder maxRecordingBytes(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("a recording takes 0 bytes or more, not " + bytes);
            }
            maxRecordingBytes = bytes;
            return this;
        }

        /** Everything else that a simulator can be told: voice, dialect, speed, port, WebRTC engine. */
        public Builder simulator(Consumer<Simulator.Builder> more) {
            simulator = more;
            return this;
        }

        /** The extension, to be registered with JUnit. It runs nothing before JUnit asks it to. */
        public SimulatorExtension build() {
            return new SimulatorExtension(this);
        }
    }
}
