package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bargein.client.RealtimeSession;
import dev.bargein.junit.SimulatorExtension;
import dev.bargein.junit.SimulatorUrl;
import dev.bargein.junit.WithSimulator;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.Simulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application whose versions of JUnit and Netty are its own: bargein-junit leaves them at that. */
@WithSimulator
@Timeout(60)
class ConsumerTest {
    @Test
    void theVersionsAreThoseOfTheApplication() {
        String jar =
                Test.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        assertTrue(jar.contains("junit-jupiter-api-5.12."), jar);
    }

    @Test
    void theSimulatorAnswersAndAsserts(SimulatorExtension sim, @SimulatorUrl String url, Simulator simulator) {
        assertTrue(url.contains(":" + simulator.port()));
        sim.answers(Answer.ofDurationMs(500));
        try (RealtimeSession app =
                RealtimeSession.builder().url(url).model("sim").apiKey("any").connect()) {
            app.say("Hello");
            sim.assertThatClient().sentInOrder("session.update", "conversation.item.create", "response.create");
            sim.assertThatClient().received("response.done").with("response.status", "completed");
            assertEquals(500, sim.session().items().get(1).generatedMs());
        }
    }
}
