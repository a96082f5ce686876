package dev.bargein.lab.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Network;
import dev.bargein.lab.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialPlanTest {
    @Test
    void theWarmUpIsATurnOnEachTransportThatIsCompared() {
        TrialPlan both = TrialPlan.ofWarmUp(List.of(TransportKind.values()));
        assertThat(both.size()).isEqualTo(TransportKind.values().length);
        assertThat(both.arms()).extracting(Arm::transport).containsExactlyInAnyOrder(TransportKind.values());
        assertThat(both.arms()).extracting(Arm::scenario).containsOnly(Scenario.TALK);
        assertThat(TrialPlan.ofWarmUp(List.of(TransportKind.WEBSOCKET)).arms())
                .containsExactly(new Arm(Strategy.BARGEIN, TransportKind.WEBSOCKET, Scenario.TALK, Network.CLEAN));
    }
}
