package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.SessionConfig.TurnDetection;
import dev.bargein.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectFailureTest {
    private static final String KEY = "sk-marker";
    private static final Duration SHORT = Duration.ofMillis(1_500);
    /** Long enough for the stages before, on a busy machine. */
    private static final Duration LONGER = Duration.ofSeconds(5);

    private final Recorder recorder = new Recorder();

    private RealtimeSession.Builder to(String url, TransportKind kind) {
        return RealtimeSession.builder().url(url).transport(kind).apiKey(KEY).listener(recorder);
    }

    private ConnectException failure(RealtimeSession.Builder builder) {
        ConnectException e = catchThrowableOfType(ConnectException.class, builder::connect);
        assertThat(e).as("a failure to connect").isNotNull();
        assertThat(e.toString() + e.getCause()).doesNotContain(KEY);
        assertThat(recorder.closed()).as("never connected, never closed").isEmpty();
        return e;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aServerThatIsNotThereIsMissedAtTheTcpConnectionAndFoundWhenItIs(TransportKind kind) throws IOException {
        int port = freePort();
        RealtimeSession.Builder builder = to("http://127.0.0.1:" + port + "/v1?model=sim", kind);
        ConnectException e = failure(builder);
        assertThat(e.stage()).isEqualTo(ConnectStage.TCP);
        assertThat(e).hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("service runs");
        try (Simulator sim = Simulator.builder().port(port).start();
                RealtimeSession session = builder.connect()) {
            assertThat(session.sessionId()).isEqualTo(sim.sessions().get(0).id());
        }
    }

    /** Otherwise it would run with the server's defaults, which answer by themselves. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aSessionThatTheServerDoesNotTakeIsNotOpenedWithItsDefaults(TransportKind kind) {
        JsonObject speed = JsonObject.EMPTY.with("output", JsonObject.EMPTY.with("speed", "fast"));
        SessionConfig config = new SessionConfig(
                null, null, null, TurnDetection.MANUAL, null, null, JsonObject.EMPTY.with("audio", speed));
        try (Simulator sim = Simulator.builder().start()) {
            long began = System.nanoTime();
            ConnectException e = failure(to(sim.httpUrl() + "?model=sim", kind).session(config));
            assertThat(e.stage())
                    .isEqualTo(kind == TransportKind.WEBRTC ? ConnectStage.SIGNALLING : ConnectStage.SESSION_UPDATED);
            assertThat(e.serverMessage()).contains("speed");
            assertThat(System.nanoTime() - began)
                    .as("at once")
                    .isLessThan(Duration.ofSeconds(4).toNanos());
        }
    }

    @Test
    void aHostWithoutAnAddressIsMissedAtResolving() {
        ConnectException e = failure(to("https://no-such-host.invalid/v1", TransportKind.WEBSOCKET));
        assertThat(e.stage()).isEqualTo(ConnectStage.RESOLVE);
        assertThat(e).hasMessageContaining("no-such-host.invalid");
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aServerWithoutTlsFailsAtTheHandshake(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start()) {
            ConnectException e = failure(to("https://127.0.0.1:" + sim.port() + "/v1", kind));
            assertThat(e.stage()).isEqualTo(ConnectStage.TLS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET, /v1/realtime, 401, AUTHENTICATION, API key",
        "WEBSOCKET, /v1/realtime, 429, UPGRADE, quota",
        "WEBSOCKET, /v1/realtime, 500, UPGRADE, try again",
        "WEBRTC, /v1/realtime/calls, 401, AUTHENTICATION, API key",
        "WEBRTC, /v1/realtime/calls, 429, SIGNALLING, quota",
        "WEBRTC, /v1/realtime/calls, 500, SIGNALLING, try again",
    })
    void aRefusalNamesItsStageItsStatusAndWhatToDo(
            TransportKind kind, String path, int status, ConnectStage stage, String hint) {
        String body = "{\"error\":{\"message\":\"So sorry\",\"code\":\"sorry\"}}";
        try (Simulator sim = Simulator.builder().httpStatus(path, status, body).start()) {
            ConnectException e = failure(to(sim.webSocketUrl(), kind));
            assertThat(e.stage()).isEqualTo(stage);
            assertThat(e.httpStatus()).isEqualTo(status);
            assertThat(e.serverMessage()).isEqualTo("So sorry (sorry)");
            assertThat(e).hasMessageContaining("So sorry").hasMessageContaining(hint);
        }
    }

    @ParameterizedTest
    @CsvSource({"401, API key", "429, quota", "500, try again"})
    void aRefusedClientSecretNamesItsStage(int status, String hint) {
        try (Simulator sim = Simulator.builder()
                .httpStatus("/v1/realtime/client_secrets", status, "<html>gateway</html>")
                .start()) {
            ConnectException e = failure(
                    to(sim.webSocketUrl(), TransportKind.WEBRTC).credentials(Credentials.minting(Secret.of(KEY))));
            assertThat(e.stage()).isEqualTo(ConnectStage.CLIENT_SECRET);
            assertThat(e.httpStatus()).isEqualTo(status);
            assertThat(e).hasMessageContaining("gateway").hasMessageContaining(hint);
        }
    }

    @Test
    void anAnswerThatIsNotSdpFailsAtSignalling() {
        try (Simulator sim = Simulator.builder().malformedAnswer().start()) {
            ConnectException e = failure(to(sim.webSocketUrl(), TransportKind.WEBRTC));
            assertThat(e.stage()).isEqualTo(ConnectStage.SIGNALLING);
            assertThat(e).hasMessageContaining("no SDP");
        }
    }

    @Test
    void anAnswerThatLooksLikeSdpButIsNotFailsAtSignalling() throws IOException {
        try (RawServer server = new RawServer(c -> c.answer("201 Created", "", "v=0\r\nnonsense\r\n"))) {
            ConnectException e = failure(to(server.url(), TransportKind.WEBRTC));
            assertThat(e.stage()).isEqualTo(ConnectStage.SIGNALLING);
            assertThat(e).hasMessageContaining("not one that WebRTC can use");
        }
    }

    @Test
    void aMalformedClientSecretFailsAtItsStage() {
        try (Simulator sim = Simulator.builder().malformedAnswer().start()) {
            ConnectException e = failure(
                    to(sim.webSocketUrl(), TransportKind.WEBSOCKET).credentials(Credentials.minting(Secret.of(KEY))));
            assertThat(e.stage()).isEqualTo(ConnectStage.CLIENT_SECRET);
            assertThat(e).hasMessageContaining("client secret");
        }
    }

    @Test
    void aBadKeyIsReportedInTheServersWords() {
        try (Simulator sim = Simulator.builder().apiKey("sk-good").start()) {
            ConnectException e = failure(to(sim.webSocketUrl(), TransportKind.WEBSOCKET));
            assertThat(e.stage()).isEqualTo(ConnectStage.AUTHENTICATION);
            assertThat(e).hasMessageContaining("Incorrect API key").hasMessageContaining("3000");
            assertThat(e.serverMessage()).contains("Incorrect API key");
        }
    }

    @ParameterizedTest
    @CsvSource({"WEBSOCKET, UPGRADE, WebSocket upgrade", "WEBRTC, SIGNALLING, POST /v1/realtime/calls"})
    void aServerThatAcceptsAndSaysNothingIsGivenUpAtTheDeadline(TransportKind kind, ConnectStage stage, String what)
            throws IOException {
        try (RawServer server = RawServer.silent()) {
            long before = System.nanoTime();
            ConnectException e = failure(to(server.url(), kind).connectTimeout(SHORT));
            assertThat(e.stage()).isEqualTo(stage);
            assertThat(e).hasMessageContaining(what).hasMessageContaining("within 1.5 s");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                    .isBetween(1_400L, 5_000L);
        }
    }

    @Test
    void aServerThatIsSilentInTheTlsHandshakeIsGivenUpThere() throws IOException {
        try (RawServer server = RawServer.silent()) {
            ConnectException e =
                    failure(to("wss://127.0.0.1:" + server.port() + "/v1/realtime", TransportKind.WEBSOCKET)
                            .connectTimeout(LONGER));
            assertThat(e.stage()).isEqualTo(ConnectStage.TLS);
        }
    }

    @Test
    void aSilentClientSecretServiceIsGivenUp() throws IOException {
        try (RawServer server = RawServer.silent()) {
            ConnectException e = failure(to(server.url(), TransportKind.WEBSOCKET)
                    .credentials(Credentials.ephemeral("http://127.0.0.1:" + server.port() + "/token"))
                    .connectTimeout(LONGER));
            assertThat(e.stage()).isEqualTo(ConnectStage.CLIENT_SECRET);
            assertThat(e).hasMessageContaining("GET /token");
        }
    }

    @Test
    void aWebsocketWithoutSessionCreatedIsGivenUp() {
        try (Simulator sim = Simulator.builder().acceptAndNeverAnswer().start()) {
            ConnectException e =
                    failure(to(sim.webSocketUrl(), TransportKind.WEBSOCKET).connectTimeout(LONGER));
            assertThat(e.stage()).isEqualTo(ConnectStage.SESSION_CREATED);
            assertThat(e).hasMessageContaining("No session.created");
        }
    }

    @Test
    void aSessionThatIsNeverConfirmedIsGivenUpWhenTheDeadlineComesFirst() throws IOException {
        try (RawServer server = new RawServer(c -> {
            c.upgrade();
            c.text("{\"type\":\"session.created\",\"event_id\":\"e\",\"session\":{\"id\":\"s\"}}");
            c.awaitClose();
        })) {
            ConnectException e =
                    failure(to(server.url(), TransportKind.WEBSOCKET).connectTimeout(Duration.ofSeconds(3)));
            assertThat(e.stage()).isEqualTo(ConnectStage.SESSION_UPDATED);
        }
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        try (RawServer other = RawServer.silent();
                RawServer server =
                        new RawServer(c -> c.answer("302 Found", "Location: " + other.url() + "\r\n", "moved"))) {
            for (TransportKind kind : TransportKind.values()) {
                ConnectException e = failure(to(server.url(), kind));
                assertThat(e.httpStatus()).isEqualTo(302);
                assertThat(e).hasMessageContaining("Redirects are not followed");
            }
            assertThat(other.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aKeyIsNotSentToAnotherMachineWithoutEncryption(TransportKind kind) {
        for (Credentials credentials : new Credentials[] {
            Credentials.of(Secret.of(KEY)),
            Credentials.minting(Secret.of(KEY)),
            Credentials.ephemeral("http://192.0.2.1/token")
        }) {
            ConnectException e = failure(to("ws://192.0.2.1/v1/realtime", kind).credentials(credentials));
            assertThat(e.stage()).isEqualTo(ConnectStage.SETUP);
            assertThat(e).hasMessageContaining("without encryption");
        }
    }

    @Test
    void theUpgradeOffersNoCompressionAndCarriesTheKeyAndTheDialect() throws IOException {
        try (RawServer server = new RawServer(c -> {
            c.session();
            c.awaitClose();
        })) {
            to(server.url(), TransportKind.WEBSOCKET).connect().close();
            to(server.url(), TransportKind.WEBSOCKET)
                    .dialect(Dialect.BETA)
                    .connect()
                    .close();
            assertThat(server.requests().get(0))
                    .contains("Authorization: Bearer " + KEY)
                    .doesNotContainIgnoringCase("Sec-WebSocket-Extensions")
                    .doesNotContain("OpenAI-Beta");
            assertThat(server.requests().get(1)).contains("OpenAI-Beta: realtime=v1");
        }
    }

    @ParameterizedTest
    @CsvSource({"WEBSOCKET, false", "WEBRTC, false", "WEBSOCKET, true", "WEBRTC, true"})
    void anInterruptEndsTheAttemptAtOnce(TransportKind kind, boolean tls) throws Exception {
        try (RawServer server = RawServer.silent()) {
            String url = (tls ? "https" : "http") + "://127.0.0.1:" + server.port() + "/v1";
            ConnectException[] thrown = new ConnectException[1];
            boolean[] flag = new boolean[1];
            Thread connecting = new Thread(() -> {
                thrown[0] = failure(to(url, kind));
                flag[0] = Thread.currentThread().isInterrupted();
            });
            connecting.start();
            server.awaitConnection();
            connecting.interrupt();
            connecting.join(5_000);
            assertThat(connecting.isAlive()).isFalse();
            assertThat(thrown[0]).hasMessageContaining("Interrupted");
            assertThat(flag[0]).as("the interrupt is kept").isTrue();
        }
    }

    @Test
    void devicesAreClosedWhenConnectingFails() {
        VirtualClock clock = new VirtualClock();
        VirtualSpeaker speaker = new VirtualSpeaker(clock, new Ear());
        VirtualMicrophone microphone = new VirtualMicrophone(clock);
        failure(to("nonsense", TransportKind.WEBSOCKET).speaker(speaker).microphone(microphone));
        assertThat(clock.ticks()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aMicrophoneThatCannotBeOpenedLeavesNothingOpen(TransportKind kind) {
        Microphone broken = new Microphone() {
            @Override
            public void start(FrameSink sink) {
                throw new IllegalStateException("no permission: allow the microphone in the settings");
            }

            @Override
            public void live(boolean live) {}

            @Override
            public void close() {}
        };
        try (Simulator sim = Simulator.builder().start()) {
            ConnectException e = failure(to(sim.webSocketUrl(), kind).microphone(broken));
            assertThat(e.stage()).isEqualTo(ConnectStage.DEVICES);
            assertThat(e).hasMessageContaining("allow the microphone");
        }
    }
}
