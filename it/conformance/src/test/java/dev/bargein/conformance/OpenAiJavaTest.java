package dev.bargein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.models.realtime.RealtimeSessionCreateRequest;
import com.openai.models.realtime.calls.CallCreateParams;
import com.openai.models.realtime.clientsecrets.ClientSecretCreateParams;
import com.openai.models.realtime.clientsecrets.ClientSecretCreateResponse;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcEngineProvider;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code com.openai:openai-java} does over HTTP; its connection is a row of the matrix. */
@Timeout(60)
class OpenAiJavaTest {

    @Test
    void aClientSecretCarriesItsSessionAndExpires() {
        try (Simulator simulator = Simulator.builder().start()) {
            OpenAIClient client = client(simulator);

            ClientSecretCreateResponse secret = client.realtime()
                    .clientSecrets()
                    .create(ClientSecretCreateParams.builder()
                            .expiresAfter(ClientSecretCreateParams.ExpiresAfter.builder()
                                    .seconds(60)
                                    .build())
                            .session(session())
                            .build());

            secret.validate();
            assertThat(secret.value()).startsWith("ek_");
            assertThat(secret.expiresAt() - System.currentTimeMillis() / 1_000).isBetween(50L, 61L);
            assertThat(secret.session().asRealtime().instructions()).contains("Be brief.");
            client.close();
        }
    }

    @Test
    void aCallIsMadeWithAnOfferAndHungUp() throws Exception {
        try (Simulator simulator = Simulator.builder().start();
                RtcEngine engine = ServiceLoader.load(RtcEngineProvider.class)
                        .findFirst()
                        .orElseThrow()
                        .create();
                RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {})) {
            OpenAIClient client = client(simulator);
            peer.createDataChannel("oai-events");
            String offer = peer.createOffer().get(10, TimeUnit.SECONDS);
            String callId;
            try (HttpResponse call = client.realtime()
                    .calls()
                    .create(CallCreateParams.builder()
                            .sdp(offer)
                            .session(session())
                            .build())) {
                assertThat(call.statusCode()).isEqualTo(201);
                String answer = new String(call.body().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("v=0").contains("a=setup:");
                String location = call.headers().values("Location").get(0);
                callId = location.substring(location.lastIndexOf('/') + 1);
                peer.acceptAnswer(answer).get(10, TimeUnit.SECONDS);
            }
            SimulatorSession session = simulator.sessions().get(0);
            assertThat(callId).startsWith("rtc_");
            assertThat(session.settings().string("instructions")).isEqualTo("Be brief.");

            client.realtime().calls().hangup(callId);

            assertThat(session.closed()).succeedsWithin(Duration.ofSeconds(10));
            client.close();
        }
    }

    private static OpenAIClient client(Simulator simulator) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(simulator.httpUrl() + "/v1")
                .apiKey("any")
                .build();
    }

    private static RealtimeSessionCreateRequest session() {
        return RealtimeSessionCreateRequest.builder()
                .model("sim")
                .instructions("Be brief.")
                .build();
    }
}
