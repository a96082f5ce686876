package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offers as browsers, phones and servers make them, and broken ones (docs/protocol.md, section 2b). */
class OfferTest {
    private static final String CALLS = "/v1/realtime/calls";
    private static final String[] KEY = {"Authorization", "Bearer test"};
    private static final String AUDIO =
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111";
    private static final String MDNS =
            "a=candidate:1 1 udp 2113937151 0b2c7e66-1f5a-4c0f-9d1e-3c2b1a000001.local 50123 typ host generation 0";
    private static final String TCP =
            "a=candidate:2 1 tcp 1518280447 192.168.1.7 9 typ host tcptype active generation 0";

    private final RtcEngine engine = new LibWebRtcEngine();
    private final Simulator sim = Simulator.builder()
            .voice(new ToneVoice())
            .anyDialect()
            .engine(engine)
            .start();

    @AfterEach
    void close() {
        sim.close();
        engine.close();
    }

    /** The offer with these lines in place of its candidates. */
    private static UnaryOperator<String> withCandidates(String... lines) {
        return offer -> {
            StringBuilder out = new StringBuilder();
            boolean placed = false;
            for (String line : offer.split("\r\n")) {
                if (!line.startsWith("a=candidate") && !line.equals("a=end-of-candidates")) {
                    out.append(line).append("\r\n");
                }
                if (!placed && line.startsWith("a=rtcp-mux")) {
                    placed = true;
                    for (String candidate : lines) {
                        out.append(candidate).append("\r\n");
                    }
                }
            }
            return out.toString();
        };
    }

    private void assertAnswered(UnaryOperator<String> change) {
        try (RtcClient client = RtcClient.connect(engine, sim, CALLS, change)) {
            assertThat(client.reply().header("Content-Type")).startsWith("text/plain");
            assertThat(client.reply().body()).contains("a=candidate:").endsWith("\r\n");
            client.await(ServerEvent.SessionCreated.class);
        }
    }

    @Test
    void anOfferWithoutCandidatesIsAnsweredWithSomeAndConnects() {
        assertAnswered(withCandidates());
    }

    @Test
    void anOfferWhoseCandidatesHideBehindNamesConnects() {
        assertAnswered(withCandidates(MDNS));
    }

    @Test
    void candidatesOverTcpAndOfOtherNetworksDoNoHarm() {
        assertAnswered(withCandidates(
                TCP,
                "a=candidate:3 1 udp 1677729535 203.0.113.5 61234 typ srflx raddr 0.0.0.0 rport 0 generation 0",
                "a=candidate:4 1 udp 2122262783 2001:db8::1 50200 typ host generation 0"));
    }

    @Test
    void anOfferThatTricklesIsAnsweredToo() {
        assertAnswered(offer ->
                withCandidates().apply(offer).replace("a=rtcp-mux\r\n", "a=rtcp-mux\r\na=ice-options:trickle\r\n"));
    }

    /** What a page that shows a camera offers. */
    @Test
    void aCallWithVideoConnectsAndItsVideoIsRefusedWithPort0() {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        RtcPeerListener listener = new RtcPeerListener() {
            @Override
            public void onState(RtcPeerState state) {
                if (state == RtcPeerState.CONNECTED) {
                    connected.complete(null);
                }
            }
        };
        try (RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), listener)) {
            peer.createDataChannel("oai-events");
            String offer = RealtimeClient.join(peer.createOffer());
            String transport = offer.lines()
                    .filter(line -> line.matches("a=(ice-ufrag|ice-pwd|fingerprint|setup):.*"))
                    .limit(4)
                    .collect(Collectors.joining("\r\n"));
            String video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\n" + transport
                    + "\r\na=mid:camera\r\na=sendonly\r\na=rtcp-mux\r\na=rtpmap:96 VP8/90000\r\n";
            RawHttp.Reply reply = RawHttp.post(
                    sim,
                    CALLS,
                    "application/sdp",
                    offer.replaceFirst("(a=group:BUNDLE [^\r]*)", "$1 camera") + video,
                    KEY);
            assertThat(reply.status()).as(reply.body()).isEqualTo(201);
            String[] answer = reply.body().split("(?=m=video )");
            assertThat(answer).hasSize(2);
            assertThat(answer[1]).startsWith("m=video 0 ");
            // This peer has no camera: it takes the rest of the answer.
            RealtimeClient.join(peer.acceptAnswer(answer[0]));
            RealtimeClient.join(connected);
        }
    }

    @Test
    void thePathOfTheBetaInterfaceMakesACallInItsDialect() {
        try (RtcClient client =
                RtcClient.connect(engine, sim, "/v1/realtime?model=gpt-4o-realtime-preview", offer -> offer)) {
            assertThat(client.nextText()).contains("\"session.created\"").contains("input_audio_format");
            assertThat(sim.sessions().get(0).settings().string("model")).isEqualTo("gpt-4o-realtime-preview");
        }
    }

    private JsonObject refusal(int status, String contentType, String body, String... headers) {
        RawHttp.Reply reply = RawHttp.post(sim, CALLS, contentType, body, headers);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        JsonObject error =
                Json.parseObject(reply.body(), CodecLimits.DATA_CHANNEL).object("error");
        assertThat(error.members()).containsOnlyKeys("message", "type", "param", "code");
        assertThat(error.string("type")).isEqualTo("invalid_request_error");
        return error;
    }

    @Test
    void anOfferThatLostItsLastLineEndIsRefusedInTheServicesWords() {
        JsonObject error = refusal(400, "application/sdp", AUDIO, KEY);
        assertThat(error.string("code")).isEqualTo("invalid_offer");
        assertThat(error.string("message")).isEqualTo("Failed to parse offer: failed to unmarshal SDP: EOF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=0\r\n", "hello\r\n", "v=0\r\nm=audio\r\n", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"})
    void whatIsNoOfferOfAudioIsRefused(String offer) {
        assertThat(refusal(400, "application/sdp", offer, KEY).string("code")).isEqualTo("invalid_offer");
    }

    @Test
    void anOfferThatLibwebrtcCannotTakeIsRefusedAndLeavesNoSessionOpen() {
        assertThat(refusal(400, "application/sdp", AUDIO + "\r\n", KEY).string("code"))
                .isEqualTo("invalid_offer");
        for (SimulatorSession session : sim.sessions()) {
            RealtimeClient.join(session.closed());
        }
    }

    @Test
    void anOfferBeyond64KiBIsTooLargeRawOrInAForm() {
        String large = AUDIO + "\r\n" + "a=x\r\n".repeat(14_000);
        refusal(413, "application/sdp", large, KEY);
        String form = "--b\r\nContent-Disposition: form-data; name=\"sdp\"\r\n\r\n" + large + "\r\n--b--\r\n";
        refusal(413, "multipart/form-data; boundary=b", form, KEY);
    }

    @Test
    void aBodyOfAnotherTypeIsRefusedByItsType() {
        JsonObject error = refusal(415, "application/json", "{\"sdp\":\"v=0\"}", KEY);
        assertThat(error.string("code")).isEqualTo("unsupported_content_type");
        assertThat(error.string("message")).contains("application/json");
    }

    @Test
    void keysThatAreForeignOrAbsentAreRefusedBeforeTheOfferIsLookedAt() {
        assertThat(refusal(401, "application/sdp", "hello", "Authorization", "Bearer ek_of_somebody_else")
                        .string("message"))
                .startsWith("Incorrect API key provided");
        assertThat(refusal(401, "application/sdp", "hello").string("message"))
                .isEqualTo("Missing bearer or basic authentication in header");
    }

    @Test
    void aPreflightAllowsWhatThePageAsksForAndLetsItReadTheLocation() {
        String asked = "authorization,content-type,openai-safety-identifier,x-stainless-os,x-stainless-retry-count";
        RawHttp.Reply reply = RawHttp.preflight(sim, CALLS, "Access-Control-Request-Headers", asked);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Access-Control-Allow-Headers")).isEqualTo(asked);
        assertThat(reply.header("Access-Control-Expose-Headers")).contains("Location");
        RawHttp.Reply refused = RawHttp.post(sim, CALLS, "application/sdp", "", "Origin", "http://localhost:3000");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
        assertThat(refused.header("Access-Control-Expose-Headers")).contains("Location");
    }
}
