package dev.bargein.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.script.Answer;
import dev.bargein.testing.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** For how long holds what is said to the extension, and what it says when it cannot know. */
@LeakCheck.PerClass("the simulators of the tests inside start event loops")
@Timeout(120)
class ScopesTest {
    private static final JsonObject CANCEL = RawClient.event("response.cancel");

    @Test
    void whatBeforeAllSaysHoldsForEveryTestOfTheClass() {
        assertThat(failuresOf(SaidBeforeAll.class, 4)).isEmpty();
    }

    @Test
    void whatBeforeAllSaysHoldsWhereOneInstanceRunsAllTests() {
        assertThat(failuresOf(SaidBeforeAllOfOneInstance.class, 2)).isEmpty();
    }

    @Test
    void whatANestedClassAllowsItsNeighboursDoNot() {
        assertThat(failuresOf(SaidInANestedClass.class, 3))
                .singleElement()
                .asString()
                .contains("CANCEL_WHAT_IS_ACTIVE");
    }

    @Test
    void whatAConstructorAllowsHoldsForItsTestAlone() {
        assertThat(failuresOf(SaidInAConstructor.class, 2))
                .singleElement()
                .asString()
                .contains("CANCEL_WHAT_IS_ACTIVE");
    }

    @Test
    void aNestedClassHasTheSimulatorOfItsOwnAnnotation() {
        assertThat(failuresOf(Outer.class, 3)).isEmpty();
    }

    @Test
    void whereTheRecordingIsFullNothingIsDeniedAndTheTestFailsWithWords() {
        assertThat(failuresOf(Talkative.class, 3))
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure)
                        .contains("is incomplete: it was full after ")
                        .contains("messages after that were not written down")
                        .contains("maxRecordingBytes"));
    }

    private static List<String> failuresOf(Class<?> testClass, int tests) {
        var results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute();
        results.containerEvents().assertStatistics(events -> events.failed(0));
        assertThat(results.testEvents().finished().count()).as("tests that ran").isEqualTo(tests);
        return results.testEvents().finished().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .map(Throwable::getMessage)
                .toList();
    }

    private static void cancelNothing(SimulatorExtension sim) throws Exception {
        try (RawClient client = RawClient.connect(sim)) {
            client.send(CANCEL);
            sim.assertThatClient().received("error");
        }
    }

    private static void assertAnswer(SimulatorExtension sim, String text) throws Exception {
        try (RawClient client = RawClient.connect(sim)) {
            client.send("{\"type\":\"response.create\",\"response\":{\"output_modalities\":[\"text\"]}}");
            sim.assertThatClient().received("response.output_text.done").with("text", text);
            sim.assertThatClient().received("response.done");
        }
    }

    /** Not a test by itself. */
    @LeakCheck.PerClass("the simulator starts its event loops with the first connection")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class SaidBeforeAll {
        @RegisterExtension
        static final SimulatorExtension SIM = SimulatorExtension.create();

        @BeforeAll
        static void say() {
            SIM.allowViolation(ProtocolRule.CANCEL_WHAT_IS_ACTIVE);
            SIM.faults(Faults.builder().drop("rate_limits.updated").build());
            SIM.answers(Answer.ofText("from before all"));
        }

        @Test
        @Order(1)
        void one() throws Exception {
            cancelNothing(SIM);
        }

        @Test
        @Order(2)
        void saysSomethingElse() throws Exception {
            SIM.answers(Answer.ofText("for one test"));
            SIM.faults(Faults.NONE);
            assertAnswer(SIM, "for one test");
        }

        @Test
        @Order(3)
        void another() throws Exception {
            cancelNothing(SIM);
        }

        @Nested
        class Inside {
            @Test
            void hasItToo() throws Exception {
                assertAnswer(SIM, "from before all");
                assertThat(SIM.assertThatClient().timeline()).doesNotContain("rate_limits.updated");
            }
        }
    }

    /** Not a test by itself. */
    @WithSimulator
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @LeakCheck.PerClass("the simulator starts its event loops with the first connection")
    static class SaidBeforeAllOfOneInstance {
        @BeforeAll
        void say(SimulatorExtension sim) {
            sim.expectViolation(ProtocolRule.CANCEL_WHAT_IS_ACTIVE);
        }

        @Test
        void one(SimulatorExtension sim) throws Exception {
            cancelNothing(sim);
        }

        @Test
        void other(SimulatorExtension sim) throws Exception {
            cancelNothing(sim);
        }
    }

    /** Not a test by itself. */
    @WithSimulator
    @LeakCheck.PerClass("the simulator starts its event loops with the first connection")
    static class SaidInANestedClass {
        @Nested
        class Allows {
            @BeforeAll
            static void allow(SimulatorExtension sim) {
                sim.allowViolation(ProtocolRule.CANCEL_WHAT_IS_ACTIVE);
            }

            @Test
            void one(SimulatorExtension sim) throws Exception {
                cancelNothing(sim);
            }

            @Test
            void other(SimulatorExtension sim) throws Exception {
                cancelNothing(sim);
            }
        }

        @Nested
        class DoesNot {
            @Test
            void one(SimulatorExtension sim) throws Exception {
                cancelNothing(sim);
            }
        }
    }

    /** Not a test by itself. */
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @LeakCheck.PerClass("the simulator starts its event loops with the first connection")
    static class SaidInAConstructor {
        @RegisterExtension
        static final SimulatorExtension SIM = SimulatorExtension.create();

        private static boolean first = true;

        SaidInAConstructor() {
            if (first) {
                SIM.allowViolation(ProtocolRule.CANCEL_WHAT_IS_ACTIVE);
            }
            first = false;
        }

        @Test
        @Order(1)
        void allowed() throws Exception {
            cancelNothing(SIM);
        }

        @Test
        @Order(2)
        void notAllowed() throws Exception {
            cancelNothing(SIM);
        }
    }

    /** Not a test by itself. */
    @WithSimulator(script = "answers: [{text: outer}]")
    @LeakCheck.PerClass("the simulator starts its event loops with the first connection")
    static class Outer {
        @Test
        void outer(SimulatorExtension sim) throws Exception {
            assertAnswer(sim, "outer");
        }

        @Nested
        @WithSimulator(script = "answers: [{text: inner}]", allow = ProtocolRule.CANCEL_WHAT_IS_ACTIVE)
        class Inner {
            @Test
            void inner(SimulatorExtension sim) throws Exception {
                assertAnswer(sim, "inner");
            }

            @Nested
            class Innermost {
                @Test
                void sharesIt(SimulatorExtension sim) throws Exception {
                    cancelNothing(sim);
                }
            }
        }
    }

    /** Not a test by itself. */
    @LeakCheck.PerClass("the simulator starts its event loops with the first connection")
    static class Talkative {
        private static final Semaphore LAST = new Semaphore(0);

        @RegisterExtension
        static final SimulatorExtension SIM = SimulatorExtension.builder()
                .patience(Duration.ofSeconds(10))
                .maxRecordingBytes(10_000)
                .trace(new SimulatorListener() {
                    @Override
                    public void onReceived(SimulatorSession session, long nanos, String text) {
                        if (text.contains("the last")) {
                            LAST.release();
                        }
                    }
                })
                .build();

        @Test
        void neverSentDeniesNothing() throws Exception {
            try (RawClient client = RawClient.connect(SIM)) {
                talk(client);
                SIM.assertThatClient().neverSent("response.create");
            }
        }

        @Test
        void onceCountsNothing() throws Exception {
            try (RawClient client = RawClient.connect(SIM)) {
                client.send(RawClient.event("input_audio_buffer.clear").with("event_id", "first"));
                SIM.assertThatClient().sent("input_audio_buffer.clear").with("event_id", "first");
                talk(client);
                SIM.assertThatClient()
                        .sent("input_audio_buffer.clear")
                        .with("event_id", "first")
                        .once();
            }
        }

        @Test
        void aTestThatAssertsNothingFailsToo() throws Exception {
            try (RawClient client = RawClient.connect(SIM)) {
                talk(client);
            }
        }

        private static void talk(RawClient client) throws Exception {
            for (int i = 0; i < 200; i++) {
                client.send(RawClient.event("input_audio_buffer.clear"));
            }
            client.send(RawClient.event("input_audio_buffer.clear").with("event_id", "the last"));
            assertThat(LAST.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
