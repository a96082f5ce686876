package dev.bargein.junit;

import dev.bargein.junit.internal.Recorder;
import dev.bargein.junit.internal.Timeline;
import dev.bargein.junit.internal.ViolationText;
import dev.bargein.simulator.Answer;
import dev.bargein.simulator.Brain;
import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.simulator.Script;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

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
 * <p>Thread law: thread-safe.
 */
public final class SimulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    /** How long an assertion waits unless told otherwise, in milliseconds. */
    public static final int DEFAULT_PATIENCE_MS = 5_000;

    private static final long CLOSE_MS = 2_000;

    private final Builder settings;
    private final Recorder recorder;
    private final Set<ProtocolRule> expected = EnumSet.noneOf(ProtocolRule.class);
    private final Set<ProtocolRule> allowed = EnumSet.noneOf(ProtocolRule.class);
    private @Nullable Simulator simulator;
    private int classes;
    private String running = "";

    private SimulatorExtension(Builder settings) {
        this.settings = settings;
        this.recorder = new Recorder(settings.trace);
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
    public void answers(Brain brain) {
        simulator().answer(brain);
    }

    /** What the service answers in the sessions of this test that begin from now on, turn by turn. */
    public void answers(Answer... answers) {
        answers(Script.of(answers));
    }

    /** What is wrong with the service for the rest of this test, unless a session has faults of its own. */
    public synchronized void faults(Faults faults) {
        simulator().faults(faults);
    }

    /** The only session of this test; waits for it. */
    public SimulatorSession session() {
        return onlyTimeline().session();
    }

    /** The sessions of this test so far, oldest first. */
    public List<SimulatorSession> sessions() {
        return recorder.timelines().stream().map(Timeline::session).toList();
    }

    /** What the client did in the only session of this test; waits for the session. */
    public SessionAssert assertThatClient() {
        return new SessionAssert(recorder, onlyTimeline(), settings.patience);
    }

    /** What the client did in one of several sessions. */
    public SessionAssert assertThatClient(SimulatorSession session) {
        return new SessionAssert(recorder, recorder.timeline(session), settings.patience);
    }

    /** The client will break these rules in this test, each at least once; the test fails unless it does. */
    public synchronized void expectViolation(ProtocolRule... rules) {
        expected.addAll(List.of(rules));
    }

    /** The client may break these rules in this test. */
    public synchronized void allowViolation(ProtocolRule... rules) {
        allowed.addAll(List.of(rules));
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        // Once more for every nested class.
        if (classes++ == 0) {
            start();
        }
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
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        if (!running.equals(context.getUniqueId())) {
            return;
        }
        running = "";
        try {
            endSessions();
            judge();
        } finally {
            // Now, and not before the next test: what that opens while its instance is made belongs to it already.
            forget();
            if (classes == 0) {
                stop();
            }
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            stop();
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

    private void forget() {
        recorder.forget();
        expected.clear();
        allowed.clear();
        allowed.addAll(settings.allowed);
        simulator().answer(settings.brain);
        simulator().faults(settings.faults);
    }

    private void start() {
        Simulator.Builder builder = Simulator.builder();
        settings.simulator.accept(builder);
        simulator = builder.brain(settings.brain).trace(recorder).start();
        forget();
    }

    private void stop() {
        Simulator started = simulator;
        simulator = null;
        if (started != null) {
            started.close();
        }
    }

    private Timeline onlyTimeline() {
        recorder.await(settings.patience, () -> recorder.timelines().isEmpty() ? null : Boolean.TRUE);
        List<Timeline> all = recorder.timelines();
        if (all.size() != 1) {
            throw new AssertionError(
                    all.isEmpty()
                            ? "No client has opened a session within " + settings.patience.toMillis() + " ms. It would"
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

    private void judge() {
        List<String> reports = new ArrayList<>();
        Set<ProtocolRule> missing = EnumSet.noneOf(ProtocolRule.class);
        missing.addAll(expected);
        for (Timeline timeline : recorder.timelines()) {
            List<ClientViolation> guilty = new ArrayList<>();
            for (ClientViolation violation : timeline.session().ledger().clientViolations()) {
                missing.remove(violation.rule());
                if (!expected.contains(violation.rule()) && !allowed.contains(violation.rule())) {
                    guilty.add(violation);
                }
            }
            if (!guilty.isEmpty()) {
                reports.add(ViolationText.of(timeline, recorder.entries(timeline), guilty));
            }
        }
        for (ProtocolRule rule : missing) {
            reports.add(
                    "The client was expected to break this rule, and did not: " + rule.sentence() + " (" + rule + ")");
        }
        if (!reports.isEmpty()) {
            throw new AssertionError(String.join("\n\n", reports));
        }
    }

    /** Configures an extension. Thread law: confined. */
    public static final class Builder {
        private Brain brain = Script.story();
        private Duration patience = Duration.ofMillis(DEFAULT_PATIENCE_MS);
        private Faults faults = Faults.NONE;
        private SimulatorListener trace = SimulatorListener.NONE;
        private final Set<ProtocolRule> allowed = EnumSet.noneOf(ProtocolRule.class);
        private Consumer<Simulator.Builder> simulator = builder -> {};

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
