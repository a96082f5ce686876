package dev.bargein.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.RealtimeSession;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.testing.LeakCheck;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

@WithSimulator(script = "answers: [{durationMs: 500}]", patienceMs = 10_000)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@LeakCheck.PerClass("the simulator starts its event loops with the first connection")
@Timeout(60)
class WithSimulatorTest {
    private static int port;
    private static @Nullable SimulatorSession leftOpen;
    private static @Nullable RealtimeSession open;

    @Test
    @Order(1)
    void aTestGetsTheSimulatorItsControlsAndItsAddresses(
            Simulator simulator,
            SimulatorExtension sim,
            @SimulatorUrl URI socket,
            @SimulatorUrl(SimulatorUrl.Kind.HTTP) String http) {
        assertThat(sim.simulator()).isSameAs(simulator);
        assertThat(socket).hasScheme("ws").hasPort(simulator.port());
        assertThat(http).isEqualTo(simulator.httpUrl());
        port = simulator.port();
    }

    @Test
    @Order(2)
    void theScriptOfTheAnnotationIsWhatIsAnswered(SimulatorExtension sim) {
        try (RealtimeSession app = Apps.connect(sim.webSocketUrl())) {
            app.say("Hello");
            sim.assertThatClient().received("response.done");
            assertThat(sim.session().items().get(1).generatedMs()).isEqualTo(500);
        }
    }

    @Test
    @Order(3)
    void aTestMayLeaveItsClientConnected(SimulatorExtension sim) {
        RealtimeSession forgotten = Apps.connect(sim.webSocketUrl());
        leftOpen = sim.session();
        assertThat(forgotten.sessionId()).isEqualTo(leftOpen.id());
        open = forgotten;
    }

    @Test
    @Order(4)
    void theNextTestFindsNoSessionAndTheSameSimulator(SimulatorExtension sim) throws Exception {
        assertThat(sim.sessions()).isEmpty();
        assertThat(sim.simulator().port()).isEqualTo(port);
        SimulatorSession before = Objects.requireNonNull(leftOpen);
        before.closed().get(1, TimeUnit.SECONDS);
        Objects.requireNonNull(open).close();
    }

    @Nested
    class InANestedClass {
        @Test
        void thereIsTheSameSimulator(Simulator simulator) {
            assertThat(simulator.port()).isEqualTo(port);
        }
    }
}
