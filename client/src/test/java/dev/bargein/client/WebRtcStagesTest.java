package dev.bargein.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that answer an offer with good SDP and then go no further. */
class WebRtcStagesTest {
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final LibWebRtcEngine engine = new LibWebRtcEngine();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private final CompletableFuture<Void> channelSeen = new CompletableFuture<>();
    private final Recorder recorder = new Recorder();
    private final HttpServer http = create();

    private static HttpServer create() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
        engine.close();
    }

    private RealtimeSession.Builder builder(BiFunction<RtcPeer, String, String> answerer) {
        http.createContext("/v1/realtime/calls", exchange -> {
            String offer = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {
                @Override
                public void onDataChannel(RtcDataChannel channel) {
                    channelSeen.complete(null);
                }
            });
            byte[] answer = answerer.apply(peer, peer.acceptOffer(offer).join()).getBytes(UTF_8);
            // The real service says text/plain, whatever its documents say.
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            answered.complete(null);
        });
        return RealtimeSession.builder()
                .url("http://127.0.0.1:" + http.getAddress().getPort() + "/v1")
                .transport(TransportKind.WEBRTC)
                .listener(recorder)
                .connectTimeout(SHORT);
    }

    private static ConnectException failure(RealtimeSession.Builder builder) {
        ConnectException e = catchThrowableOfType(ConnectException.class, builder::connect);
        assertThat(e).as("a failure to connect").isNotNull();
        return e;
    }

    private static String gone(RtcPeer peer, String answer) {
        peer.close();
        return answer;
    }

    /** The answer with the data channel refused (RFC 8829, 5.3.1; RFC 9143, 7.3). */
    private static String withoutChannel(String answer) {
        StringBuilder out = new StringBuilder();
        String mid = answer.replaceAll("(?s).*m=application.*?a=mid:(\\S+).*", "$1");
        for (String line : answer.split("\r\n")) {
            if (line.startsWith("m=application")) {
                out.append(line.replaceFirst("m=application \\d+", "m=application 0"));
            } else if (line.startsWith("a=group:BUNDLE")) {
                out.append(line.replace(" " + mid, ""));
            } else {
                out.append(line);
            }
            out.append("\r\n");
        }
        return out.toString();
    }

    @Test
    void aPeerThatIsNotThereIsGivenUpAtIce() {
        ConnectException e = failure(builder(WebRtcStagesTest::gone));
        assertThat(e.stage()).isEqualTo(ConnectStage.ICE);
        assertThat(e).hasMessageContaining("UDP");
    }

    @Test
    void aPeerThatRefusesTheDataChannelIsGivenUpThere() {
        ConnectException e = failure(builder((peer, answer) -> withoutChannel(answer)));
        assertThat(e.stage()).isEqualTo(ConnectStage.DATA_CHANNEL);
        assertThat(e).hasMessageContaining("refused the data channel");
    }

    @Test
    void aPeerThatStartsNoSessionIsGivenUpAtSessionCreated() {
        ConnectException e = failure(builder((peer, answer) -> answer));
        assertThat(e.stage()).isEqualTo(ConnectStage.SESSION_CREATED);
        assertThat(e).hasMessageContaining("No session.created");
    }

    @Test
    void anInterruptDuringIceLeavesNothing() throws Exception {
        assertThat(interrupted(builder(WebRtcStagesTest::gone).connectTimeout(Duration.ofSeconds(20)), answered)
                        .stage())
                .isIn(ConnectStage.SIGNALLING, ConnectStage.ICE);
    }

    @Test
    void anInterruptWhileWaitingForTheSessionLeavesNothing() throws Exception {
        assertThat(interrupted(builder((peer, answer) -> answer).connectTimeout(Duration.ofSeconds(20)), channelSeen)
                        .stage())
                .isIn(ConnectStage.ICE, ConnectStage.DATA_CHANNEL, ConnectStage.SESSION_CREATED);
    }

    private static ConnectException interrupted(RealtimeSession.Builder builder, CompletableFuture<Void> when)
            throws Exception {
        CompletableFuture<ConnectException> thrown = new CompletableFuture<>();
        Thread connecting = new Thread(() -> thrown.complete(failure(builder)));
        connecting.start();
        when.get(10, TimeUnit.SECONDS);
        connecting.interrupt();
        ConnectException e = thrown.get(10, TimeUnit.SECONDS);
        connecting.join(5_000);
        assertThat(e).hasMessageContaining("Interrupted");
        return e;
    }
}
