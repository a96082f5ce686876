package dev.bargein.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.bargein.client.RealtimeSession;
import dev.bargein.rtc.RtcEngineProvider;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.script.Answer;
import dev.bargein.testing.LeakCheck;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

@Timeout(60)
class SimulatorExtensionTest {
    @RegisterExtension
    final SimulatorExtension perTest = SimulatorExtension.builder()
            .answers(Answer.ofDurationMs(300))
            .patience(Duration.ofMillis(300))
            .simulator(simulator -> simulator.apiKey("the-key"))
            .build();

    @Test
    void inAnInstanceFieldItLivesAsLongAsTheTest() {
        assertThat(perTest.httpUrl()).startsWith("http://127.0.0.1:");
    }

    @Test
    void outsideOfTestsThereIsNoSimulator() {
        assertThatThrownBy(SimulatorExtension.create()::simulator)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("static");
    }

    @Test
    void whereNobodyConnectsTheAddressIsSaid() {
        assertThatThrownBy(perTest::session)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("No client has opened a session within 300 ms")
                .hasMessageContaining(perTest.webSocketUrl());
    }

    @Test
    void nothingOfWebRtcIsNeeded() {
        assertThat(ServiceLoader.load(RtcEngineProvider.class)).isEmpty();
    }

    @Test
    void theSettingsOfTheSimulatorAreAtHand() {
        try (RealtimeSession app = RealtimeSession.builder()
                .url(perTest.httpUrl())
                .model("sim")
                .apiKey("the-key")
                .connect()) {
            app.say("Hello");
            perTest.assertThatClient().patience(Duration.ofSeconds(10)).received("response.done");
            assertThat(perTest.session().items().get(1).generatedMs()).isEqualTo(300);
        }
    }

    @Test
    void aFaultIsOrderedWhileTheTestRuns() {
        try (RealtimeSession app = RealtimeSession.builder()
                .url(perTest.httpUrl())
                .model("sim")
                .apiKey("the-key")
                .connect()) {
            perTest.faults(Faults.builder().drop("response.done").build());
            app.say("Hello");
            SessionAssert client = perTest.assertThatClient().patience(Duration.ofSeconds(10));
            client.received("rate_limits.updated");
            assertThatThrownBy(() -> client.patience(Duration.ZERO).received("response.done"))
                    .hasMessageContaining("Expected the service to send response.done");
        }
    }

    @Test
    void testsThatRunAtTheSameTimeAreToldApartByAnError() {
        assertThat(EngineTestKit.engine("junit-jupiter")
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                        .selectors(selectClass(AtOnce.class))
                        .execute()
                        .testEvents()
                        .finished()
                        .stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                        .flatMap(result -> result.getThrowable().stream())
                        .map(Throwable::getMessage))
                .singleElement()
                .asString()
                .contains("@Execution(ExecutionMode.SAME_THREAD)");
    }

    /** Not a test by itself. */
    @WithSimulator
    @LeakCheck.PerClass("the tests share the simulator")
    @Execution(ExecutionMode.CONCURRENT)
    static class AtOnce {
        private static final CountDownLatch OVER = new CountDownLatch(1);

        @Test
        void one(SimulatorExtension sim) throws InterruptedException {
            OVER.await(5, TimeUnit.SECONDS);
        }

        @Test
        void other(SimulatorExtension sim) throws InterruptedException {
            OVER.await(5, TimeUnit.SECONDS);
        }

        @AfterEach
        void over() {
            OVER.countDown();
        }
    }
}
