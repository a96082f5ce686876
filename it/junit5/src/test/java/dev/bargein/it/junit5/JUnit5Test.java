package dev.bargein.it.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.bargein.client.RealtimeSession;
import dev.bargein.junit.SimulatorExtension;
import dev.bargein.junit.WithSimulator;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.simulator.script.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The whole of bargein-junit where JUnit is 5. */
@Timeout(60)
class JUnit5Test {
    @RegisterExtension
    static final SimulatorExtension SIM =
            SimulatorExtension.builder().answers(Answer.ofDurationMs(500)).build();

    @Test
    void thisIsJUnit5() {
        String jar =
                Test.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        assertThat(jar).contains("junit-jupiter-api-5.");
    }

    @Test
    void aRegisteredSimulatorAnswers() {
        try (RealtimeSession app = connect(SIM.webSocketUrl())) {
            app.say("Hello");
            SIM.assertThatClient().sentInOrder("session.update", "conversation.item.create", "response.create");
            SIM.assertThatClient().received("response.done").with("response.status", "completed");
            assertThat(SIM.session().items().get(1).generatedMs()).isEqualTo(500);
        }
    }

    @Test
    void aViolationFailsItsTest() {
        assertThat(EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(Wrongdoer.class))
                        .execute()
                        .testEvents()
                        .finished()
                        .stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                        .flatMap(result -> result.getThrowable().stream()))
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("(CANCEL_WHAT_IS_ACTIVE)"));
    }

    /** Not a test by itself. */
    @WithSimulator
    static class Wrongdoer {
        @Test
        void cancelsNothing(SimulatorExtension sim) {
            try (RealtimeSession app = connect(sim.httpUrl())) {
                app.send(new ClientEvent.ResponseCancel(null, null));
                sim.assertThatClient().received("error");
            }
        }
    }

    private static RealtimeSession connect(String url) {
        return RealtimeSession.builder().url(url).model("sim").apiKey("any").connect();
    }
}
