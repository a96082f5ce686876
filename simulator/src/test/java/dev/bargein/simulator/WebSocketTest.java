package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sessions on a real WebSocket (docs/protocol.md, section 2a). */
class WebSocketTest {
    private static final Script TWO_SECONDS =
            Script.of(Answer.ofDurationMs(2_000).withFirstAudioDelayMs(40));
    private static final String PATH = "/v1/realtime?model=sim";

    private static Simulator simulator() {
        return Simulator.builder().voice(new ToneVoice()).script(TWO_SECONDS).start();
    }

    private static void assertRefused(Simulator sim, String uri, String code, String close, String... headers) {
        try (SocketClient client = SocketClient.connect(sim, Dialect.GA, uri, List.of(), headers)) {
            ServerEvent.Error error = (ServerEvent.Error) client.next();
            assertThat(String.valueOf(error.error().code())).isEqualTo(code);
            assertThat(client.awaitClose()).isEqualTo(close);
        }
    }

    @Test
    void speaksAWholeAnswerAndKeepsItsAudio() {
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(sim)) {
            assertThat(client.next()).isInstanceOf(ServerEvent.SessionCreated.class);
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
            assertThat(sim.sessions().get(0).responses().get(0).itemIds()).containsExactly(item.id());
        }
    }

    @Test
    void aSessionIsFoundByTheIdThatTheClientWasTold() {
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(sim)) {
            JsonObject session = client.await(ServerEvent.SessionCreated.class).session();
            String id = String.valueOf(session.string("id"));
            assertThat(sim.session(id).transport()).isEqualTo(SimulatorTransport.WEBSOCKET);
            assertThat(sim.session(id).settings()).isEqualTo(session);
        }
    }

    @Test
    void anUnknownSessionIsAnErrorThatSaysSo() {
        try (Simulator sim = simulator()) {
            assertThatThrownBy(() -> sim.session("sess_x"))
                    .isInstanceOf(SimulatorException.class)
                    .hasMessageContaining("sess_x");
        }
    }

    @Test
    void aSocketForTranscriptionNeedsNoModel() {
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(
                        sim, Dialect.GA, "/v1/realtime?intent=transcription", List.of(), "Authorization", "Bearer x")) {
            assertThat(client.await(ServerEvent.SessionCreated.class).session().string("type"))
                    .isEqualTo("transcription");
        }
    }

    @Test
    void aSessionEndsWithItsTime() {
        try (Simulator sim = Simulator.builder().sessionSeconds(1).start();
                SocketClient client = SocketClient.connect(sim)) {
            JsonObject session = client.await(ServerEvent.SessionCreated.class).session();
            long left = session.number("expires_at", 0) - System.currentTimeMillis() / 1_000;
            assertThat(left).isBetween(0L, 1L);
            ServerEvent.Error error = client.await(ServerEvent.Error.class);
            assertThat(error.error().code()).isEqualTo("session_expired");
            assertThat(error.error().message()).isEqualTo("Your session hit the maximum duration of 60 minutes.");
            assertThat(client.awaitClose()).startsWith("1001");
        }
    }

    @Test
    void neverCompresses() {
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(sim)) {
            assertThat(client.extensions()).isEqualTo("null");
        }
    }

    @Test
    void aBrowserPassesItsKeyAsASubprotocol() {
        List<String> protocols = List.of("realtime", "openai-insecure-api-key.test");
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(sim, Dialect.GA, PATH, protocols)) {
            assertThat(client.subprotocol()).isEqualTo("realtime");
            assertThat(client.next()).isInstanceOf(ServerEvent.SessionCreated.class);
        }
    }

    @Test
    void refusalsAreTheFirstFrameAndAClose() {
        try (Simulator sim = Simulator.builder().apiKey("right").start()) {
            assertRefused(sim, PATH, "null", "3000 invalid_request_error");
            String invalid = "3000 invalid_request_error.invalid_api_key";
            assertRefused(sim, PATH, "invalid_api_key", invalid, "Authorization", "Bearer wrong");
            assertRefused(sim, PATH, "invalid_api_key", invalid, "Authorization", "Bearer ek_unknown");
            assertRefused(
                    sim,
                    "/v1/realtime",
                    "missing_model",
                    "4000 invalid_request_error.missing_model",
                    "Authorization",
                    "Bearer right");
            assertRefused(
                    sim,
                    PATH,
                    "beta_api_shape_disabled",
                    "4000 invalid_request_error.beta_api_shape_disabled",
                    "Authorization",
                    "Bearer right",
                    "OpenAI-Beta",
                    "realtime=v1");
            assertThat(sim.sessions()).isEmpty();
        }
    }

    @Test
    void theBetaDialectIsSpokenOnRequest() {
        try (Simulator sim = Simulator.builder()
                        .dialect(Dialect.BETA)
                        .script(TWO_SECONDS)
                        .start();
                SocketClient client = SocketClient.connect(
                        sim,
                        Dialect.BETA,
                        PATH,
                        List.of(),
                        "Authorization",
                        "Bearer x",
                        "OpenAI-Beta",
                        "realtime=v1")) {
            assertThat(client.nextText())
                    .contains("\"type\":\"session.created\"")
                    .contains("input_audio_format");
            client.sendText("{\"type\":\"response.create\"}");
            String text = client.nextText();
            while (!text.contains("\"response.audio.delta\"")) {
                text = client.nextText();
            }
        }
    }

    @Test
    void whatIsNoEventIsAnErrorAndTheSessionLivesOn() {
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.sendBytes(new byte[] {1, 2, 3});
            assertThat(client.await(ServerEvent.Error.class).error().message())
                    .isEqualTo("Expected a text WebSocket message; binary frames are not supported.");
            client.sendText("{not json");
            assertThat(client.await(ServerEvent.Error.class).error().code()).isEqualTo("invalid_json");
            client.sendText("{\"type\":\"ping\"}");
            assertThat(client.await(ServerEvent.Error.class).error().param()).isEqualTo("type");
            client.sendText("{\"event_id\":\"x\"}");
            assertThat(client.await(ServerEvent.Error.class).error().code()).isEqualTo("invalid_event");
            client.send(new ClientEvent.InputAudioBufferClear(null));
            client.await(ServerEvent.InputAudioBufferCleared.class);
            assertThat(sim.sessions().get(0).ledger().violations()).hasSize(4);
        }
    }

    @Test
    void fifteenMebibytesOfAudioInOneEventAreTaken() {
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            AudioBytes most = AudioBytes.of(new byte[15 << 20]);
            client.send(new ClientEvent.InputAudioBufferAppend(null, most));
            client.send(new ClientEvent.InputAudioBufferCommit(null));
            client.await(ServerEvent.InputAudioBufferCommitted.class);
        }
    }

    @Test
    void oneByteMoreIsRefusedAndTheSessionLivesOn() {
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.InputAudioBufferAppend("big", AudioBytes.of(new byte[(15 << 20) + 1])));
            ServerEvent.Error error = client.await(ServerEvent.Error.class);
            assertThat(error.error().code()).isEqualTo("string_above_max_length");
            assertThat(error.error().param()).isEqualTo("audio");
            assertThat(error.error().eventId()).isEqualTo("big");
            assertThat(sim.sessions().get(0).inputMs()).isZero();
            client.send(new ClientEvent.InputAudioBufferClear(null));
            client.await(ServerEvent.InputAudioBufferCleared.class);
        }
    }

    @Test
    void aLargerMessageEndsTheConnection() {
        try (Simulator sim = simulator();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.sendCarelessly(" ".repeat((22 << 20) + 1));
            client.awaitClose();
            RealtimeClient.join(sim.sessions().get(0).closed());
            assertThat(sim.sessions().get(0).ledger().violations()).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotReadIsPutOutside() throws Exception {
        Script flood = Script.of(Answer.ofDurationMs(600_000).withSpeed(100).withFirstAudioDelayMs(0));
        try (Simulator sim =
                        Simulator.builder().voice(new ToneVoice()).script(flood).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.stopReading();
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            sim.sessions().get(0).closed().get(RealtimeClient.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(sim.sessions().get(0).items().get(0).generatedMs()).isLessThan(600_000);
        }
    }

    @Test
    void aClosedSessionCanStillBeLookedAt() {
        try (Simulator sim = simulator()) {
            try (SocketClient client = SocketClient.connect(sim)) {
                client.await(ServerEvent.SessionCreated.class);
                client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
                client.await(ServerEvent.ResponseDone.class);
            }
            SimulatorSession session = sim.sessions().get(0);
            RealtimeClient.join(session.closed());
            assertThat(session.items().get(0).audioMs()).isEqualTo(2_000);
            assertThat(session.conversation()).hasSize(1);
            session.sendRaw("too late");
            session.speechStarted();
            sim.close();
            session.sendRaw("much too late");
            session.speechStopped();
            session.dropConnection();
            assertThat(session.items()).hasSize(1);
        }
    }

    @Test
    void closingTheSimulatorClosesItsSessions() {
        SocketClient client;
        try (Simulator sim = simulator()) {
            client = SocketClient.connect(sim);
            client.await(ServerEvent.SessionCreated.class);
        }
        assertThat(client.awaitClose()).startsWith("1000");
        client.close();
    }

    @Test
    void manySimulatorsRunSideBySide() {
        try (Simulator one = simulator();
                Simulator two = simulator();
                SocketClient first = SocketClient.connect(one);
                SocketClient second = SocketClient.connect(two)) {
            assertThat(one.port()).isNotEqualTo(two.port());
            first.await(ServerEvent.SessionCreated.class);
            second.await(ServerEvent.SessionCreated.class);
            assertThat(one.sessions()).hasSize(1);
        }
    }

    @Test
    void aTakenPortIsAnErrorThatSaysWhatToDo() {
        try (Simulator sim = simulator()) {
            assertThatThrownBy(() -> Simulator.builder().port(sim.port()).start())
                    .isInstanceOf(SimulatorException.class)
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void theListenerHearsEveryMessage() {
        Recorder recorder = new Recorder();
        try (Simulator sim =
                        Simulator.builder().script(TWO_SECONDS).trace(recorder).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.InputAudioBufferClear(null));
            client.await(ServerEvent.InputAudioBufferCleared.class);
        }
        assertThat(recorder.lines).containsExactly("opened", "sent", "received", "sent", "closed");
    }

    private static final class Recorder implements SimulatorListener {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void onSession(SimulatorSession session) {
            lines.add("opened");
        }

        @Override
        public void onReceived(SimulatorSession session, long nanos, String text) {
            lines.add("received");
        }

        @Override
        public void onSent(SimulatorSession session, long nanos, String text) {
            lines.add("sent");
        }

        @Override
        public void onClosed(SimulatorSession session) {
            lines.add("closed");
        }
    }
}
