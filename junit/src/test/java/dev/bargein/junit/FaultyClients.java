package dev.bargein.junit;

import dev.bargein.client.RealtimeSession;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.testing.LeakCheck;
import org.junit.jupiter.api.Test;

/** Tests whose clients do wrong; {@link ViolationsFailTheTestTest} runs them. */
@WithSimulator
@LeakCheck.PerClass("the simulator starts its event loops with the first connection")
class FaultyClients {
    private static final ClientEvent CANCEL = new ClientEvent.ResponseCancel(null, null);
    private static final ClientEvent COMMIT = new ClientEvent.InputAudioBufferCommit(null);
    private static final ClientEvent CLEAR = new ClientEvent.OutputAudioBufferClear(null);

    @Test
    void cancelsNothing(SimulatorExtension sim) {
        send(sim, CANCEL);
    }

    @Test
    void breaksTwoRules(SimulatorExtension sim) {
        send(sim, COMMIT, CLEAR);
    }

    @Test
    void cancelsAndLeaves(SimulatorExtension sim) {
        try (RealtimeSession app = Apps.connect(sim.webSocketUrl())) {
            app.send(CANCEL);
            sim.assertThatClient().sent(ClientEvent.ResponseCancel.TYPE);
        }
    }

    @Test
    void meansIt(SimulatorExtension sim) {
        sim.expectViolation(ProtocolRule.CANCEL_WHAT_IS_ACTIVE);
        send(sim, CANCEL);
    }

    @Test
    void allowsIt(SimulatorExtension sim) {
        sim.allowViolation(ProtocolRule.CANCEL_WHAT_IS_ACTIVE);
        send(sim, CANCEL, CANCEL);
    }

    @Test
    void allowsWhatDoesNotHappen(SimulatorExtension sim) {
        sim.allowViolation(ProtocolRule.CANCEL_WHAT_IS_ACTIVE);
        send(sim);
    }

    @Test
    void expectsAnother(SimulatorExtension sim) {
        sim.expectViolation(ProtocolRule.COMMIT_AT_LEAST_100_MS);
        send(sim, CANCEL);
    }

    private static void send(SimulatorExtension sim, ClientEvent... events) {
        try (RealtimeSession app = Apps.connect(sim.webSocketUrl())) {
            for (ClientEvent event : events) {
                app.send(event);
                sim.assertThatClient().sent(event.type());
            }
            if (events.length > 0) {
                sim.assertThatClient().received("error").times(events.length);
            }
        }
    }
}
