package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import org.junit.jupiter.api.Test;

class WebSocketTest {
    @Test
    void speaksAWholeAnswerAndKeepsItsAudio() {
        Script script = Script.of(Answer.ofDurationMs(2_000).withFirstAudioDelayMs(40));
        try (Simulator sim = Simulator.builder()
                        .voice(new ToneVoice())
                        .script(script)
                        .start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.RateLimitsUpdated.class);
            int bytes = client.seen().stream()
                    .filter(e -> e instanceof ServerEvent.ResponseOutputAudioDelta)
                    .mapToInt(e ->
                            ((ServerEvent.ResponseOutputAudioDelta) e).delta().size())
                    .sum();
            assertThat(bytes).isEqualTo(2_000 * 48);
            SimulatorItem item = sim.sessions().get(0).items().get(0);
            assertThat(item.audioMs()).isEqualTo(2_000);
            assertThat(item.pcm()).hasSize(48_000);
        }
    }
}
