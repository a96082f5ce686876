package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls with real peers: events on the channel, paced sound on the track. */
class WebRtcTest {
    private static final Script THREE_SECONDS =
            Script.of(Answer.ofDurationMs(3_000).withFirstAudioDelayMs(40));

    private static Simulator simulator(Script script) {
        return Simulator.builder().script(script).start();
    }

    @Test
    void anAnswerIsHeardOnceAndWholeAtRealTime() {
        try (RtcEngine engine = new LibWebRtcEngine();
                Simulator sim = simulator(THREE_SECONDS);
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.OutputAudioBufferStopped.class);
            List<RtcClient.Heard> loud =
                    client.heard().stream().filter(h -> h.rms() > 500).toList();
            assertThat(loud.size() * 10L).isBetween(2_900L, 3_150L);
            long span = loud.get(loud.size() - 1).nanos() - loud.get(0).nanos();
            assertThat(span / 1_000_000).isBetween(2_800L, 3_300L);
            SimulatorSession session = sim.sessions().get(0);
            assertThat(session.transport()).isEqualTo(SimulatorTransport.WEBRTC);
            assertThat(session.items().get(0).sentMs()).isEqualTo(3_000);
            assertThat(client.seen()).noneMatch(e -> e instanceof ServerEvent.ResponseOutputAudioDelta);
        }
    }
}
