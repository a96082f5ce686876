package dev.bargein.simulator;

import static dev.bargein.simulator.internal.EventOrder.ANSWER_ADDED;
import static dev.bargein.simulator.internal.EventOrder.ANSWER_DONE;
import static dev.bargein.simulator.internal.EventOrder.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A WebSocket that steers a call (docs/protocol.md, section 2c). */
class SidebandTest {
    private final RtcEngine engine = new LibWebRtcEngine();
    private final Simulator sim = Simulator.builder()
            .voice(new ToneVoice())
            .script(Script.of(Answer.ofDurationMs(600).withFirstAudioDelayMs(40)))
            .engine(engine)
            .start();

    @AfterEach
    void close() {
        sim.close();
        engine.close();
    }

    private static String callId(RtcClient call) {
        String location = call.reply().header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private SocketClient listenIn(String callId) {
        return SocketClient.connect(
                sim, Dialect.GA, "/v1/realtime?call_id=" + callId, List.of(), "Authorization", "Bearer test");
    }

    @Test
    void aCallTakesEightSidebandsAndTheNextWhenOneHasLeft() throws IOException {
        List<RawSocket> all = new ArrayList<>();
        try (LogLines log = new LogLines();
                RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            String path = "/v1/realtime?call_id=" + callId(call);
            for (int i = 0; i < 8; i++) {
                RawSocket aside = RawSocket.upgrade(sim, path);
                all.add(aside);
                aside.sendText("{\"type\":\"input_audio_buffer.clear\"}");
                aside.await("input_audio_buffer.cleared");
            }
            try (RawSocket surplus = RawSocket.upgrade(sim, path)) {
                assertThat(surplus.closeStatus()).isEqualTo(4000);
            }
            assertThat(log.lines()).anyMatch(line -> line.contains("Limit reached: 8 sidebands on one call"));
            all.get(0).close();
            Waiting.until(() -> sim.service().openConnections() == 7);
            try (RawSocket next = RawSocket.upgrade(sim, path)) {
                next.sendText("{\"type\":\"input_audio_buffer.clear\"}");
                next.await("input_audio_buffer.cleared");
            }
        } finally {
            for (RawSocket aside : all) {
                aside.close();
            }
        }
    }

    @Test
    void aSidebandStartsAnAnswerAndHearsAllOfItButTheSound() {
        try (RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            try (SocketClient aside = listenIn(callId(call))) {
                aside.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
                aside.await(ServerEvent.OutputAudioBufferStopped.class);
                assertThat(aside.seen().stream().map(ServerEvent::type).distinct())
                        .containsExactlyElementsOf(order(
                                ANSWER_ADDED,
                                "response.output_audio_transcript.delta",
                                "output_audio_buffer.started",
                                ANSWER_DONE,
                                "output_audio_buffer.stopped"));
                call.await(ServerEvent.OutputAudioBufferStopped.class);
            }
        }
    }

    @Test
    void severalSidebandsHearTheSameAndMayLeaveWithoutEndingTheCall() {
        try (RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            try (SocketClient one = listenIn(callId(call));
                    SocketClient two = listenIn(callId(call))) {
                one.send(new ClientEvent.InputAudioBufferClear(null));
                one.await(ServerEvent.InputAudioBufferCleared.class);
                two.send(new ClientEvent.InputAudioBufferClear(null));
                one.await(ServerEvent.InputAudioBufferCleared.class);
            }
            call.await(ServerEvent.InputAudioBufferCleared.class);
            call.send(new ClientEvent.InputAudioBufferClear(null));
            call.await(ServerEvent.InputAudioBufferCleared.class);
            assertThat(sim.sessions()).hasSize(1);
        }
    }

    @Test
    void whatIsNoEventIsRefusedAsideAsOnAnyConnection() {
        try (RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            try (SocketClient aside = listenIn(callId(call))) {
                aside.sendBytes(new byte[] {1, 2});
                assertThat(aside.await(ServerEvent.Error.class).error().code()).isEqualTo("invalid_event");
                aside.sendText("{");
                assertThat(aside.await(ServerEvent.Error.class).error().code()).isEqualTo("invalid_json");
                aside.sendText(
                        "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\"Hm.\"}}");
                aside.await(ServerEvent.SessionUpdated.class);
                assertThat(sim.sessions().get(0).settings().string("instructions"))
                        .isEqualTo("Hm.");
            }
        }
    }

    @Test
    void aSidebandEndsWithItsCall() {
        try (RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            String id = callId(call);
            try (SocketClient aside = listenIn(id)) {
                aside.send(new ClientEvent.InputAudioBufferClear(null));
                aside.await(ServerEvent.InputAudioBufferCleared.class);
                String hangup = "/v1/realtime/calls/" + id + "/hangup";
                assertThat(RawHttp.post(sim, hangup, "", "", "Authorization", "Bearer test")
                                .status())
                        .isEqualTo(200);
                assertThat(aside.awaitClose()).isEqualTo("1000 the call has ended");
                assertThat(RawHttp.post(sim, hangup, "", "", "Authorization", "Bearer test")
                                .status())
                        .isEqualTo(404);
            }
            try (SocketClient late = listenIn(id)) {
                assertThat(((ServerEvent.Error) late.next()).error().code()).isEqualTo("call_id_not_found");
            }
        }
    }

    @Test
    void aSidebandMayOutliveItsCallWithoutASign() throws IOException {
        assertThat(closeStatusAfterPing(Simulator.builder().sidebandsStayOpen(), false))
                .isEqualTo(-1);
        assertThat(closeStatusAfterPing(Simulator.builder().sidebandLinger(Duration.ofMillis(300)), true))
                .isEqualTo(1000);
    }

    /** Hangs up, and pings the sideband until it answers; then waits for its close if wanted. */
    private int closeStatusAfterPing(Simulator.Builder builder, boolean waits) throws IOException {
        try (Simulator service = builder.voice(new ToneVoice()).engine(engine).start();
                RtcClient call = RtcClient.connect(engine, service)) {
            call.await(ServerEvent.SessionCreated.class);
            String id = callId(call);
            try (RawSocket aside = RawSocket.upgrade(service, "/v1/realtime?call_id=" + id)) {
                aside.sendText("{\"type\":\"input_audio_buffer.clear\"}");
                aside.await("input_audio_buffer.cleared");
                long hungUpNanos = System.nanoTime();
                RawHttp.post(service, "/v1/realtime/calls/" + id + "/hangup", "", "", "Authorization", "Bearer test");
                aside.sendFrame(0x89, 0, 0);
                if (!aside.next().isPong()) {
                    throw new IOException("the sideband did not outlive the call");
                }
                if (!waits) {
                    return -1;
                }
                int status = aside.closeStatus();
                assertThat(System.nanoTime() - hungUpNanos).isGreaterThanOrEqualTo(300_000_000);
                return status;
            }
        }
    }

    @Test
    void aCallThatDoesNotExistIsRefusedAsTheFirstFrameAndAClose() {
        try (SocketClient aside = listenIn("rtc_u0_nobody")) {
            assertThat(((ServerEvent.Error) aside.next()).error().code()).isEqualTo("call_id_not_found");
            assertThat(aside.awaitClose()).isEqualTo("4000 invalid_request_error.call_id_not_found");
        }
    }

    @Test
    void anEphemeralKeyCannotListenIn() {
        RawHttp.Reply secret =
                RawHttp.post(sim, "/v1/realtime/client_secrets", "", "{}", "Authorization", "Bearer test");
        String key = Json.parseObject(secret.body(), CodecLimits.DATA_CHANNEL).string("value");
        try (RtcClient call = RtcClient.connect(engine, sim);
                SocketClient aside = SocketClient.connect(
                        sim,
                        Dialect.GA,
                        "/v1/realtime?call_id=" + callId(call),
                        List.of(),
                        "Authorization",
                        "Bearer " + key)) {
            assertThat(((ServerEvent.Error) aside.next()).error().code()).isEqualTo("invalid_api_key");
            assertThat(aside.awaitClose()).isEqualTo("3000 invalid_request_error.invalid_api_key");
        }
    }

    @Test
    void aCallWithoutADataChannelIsSteeredFromAside() {
        try (RtcClient call = RtcClient.connectWithoutChannel(engine, sim);
                SocketClient aside = listenIn(callId(call))) {
            assertThat(call.reply().body()).doesNotContain("m=application");
            call.awaitConnected();
            aside.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            aside.await(ServerEvent.OutputAudioBufferStarted.class);
            aside.await(ServerEvent.OutputAudioBufferStopped.class);
            assertThat(call.heard().stream()
                            .mapToDouble(RtcClient.Heard::rms)
                            .max()
                            .orElse(0))
                    .isGreaterThan(500);
            assertThat(aside.seen()).noneMatch(event -> event instanceof ServerEvent.SessionCreated);
        }
    }
}
