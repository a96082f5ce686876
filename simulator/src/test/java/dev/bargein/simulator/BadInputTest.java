package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.ServerEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: the service says what is wrong, and goes on serving everybody else. */
class BadInputTest {
    private static final String PATH = "/v1/realtime?model=sim";
    private static final String SECRETS = "/v1/realtime/client_secrets";
    private static final int TEXT = 0x81;
    private static final int TEXT_BEGINS = 0x01;
    private static final int TEXT_GOES_ON = 0x00;

    private final MovableClock clock = new MovableClock();
    private final Simulator sim = Simulator.builder().apiKey("x").clock(clock).start();

    @AfterEach
    void close() {
        try (SocketClient client =
                SocketClient.connect(sim, Dialect.GA, PATH, List.of(), "Authorization", "Bearer x")) {
            client.await(ServerEvent.SessionCreated.class);
        } finally {
            sim.close();
        }
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private String refusal(String... headers) {
        try (SocketClient client = SocketClient.connect(sim, Dialect.GA, PATH, List.of(), headers)) {
            ServerEvent.Error error = (ServerEvent.Error) client.next();
            assertThat(client.awaitClose()).startsWith("3000");
            return error.error().message();
        }
    }

    @Test
    void aKeyMayComeAsThePasswordOfBasicAuthentication() {
        for (String pair : List.of(":x", "user:x", "x:")) {
            assertThat(RawHttp.post(sim, SECRETS, "", "{}", "Authorization", basic(pair))
                            .status())
                    .as(pair)
                    .isEqualTo(200);
        }
        for (String bad : List.of(basic("x:y"), basic("nothing"), basic(":"), "Basic %%%", "Basic")) {
            assertThat(RawHttp.post(sim, SECRETS, "", "{}", "Authorization", bad)
                            .status())
                    .as(bad)
                    .isEqualTo(401);
        }
        assertThat(refusal("Authorization", basic("user:wrong"))).startsWith("Incorrect API key provided");
    }

    @Test
    void withoutAKeyTheServiceSaysWhatIsMissing() {
        assertThat(refusal()).isEqualTo("Missing bearer or basic authentication in header");
        assertThat(refusal("Authorization", "Digest x")).isEqualTo("Missing bearer or basic authentication in header");
    }

    @Test
    void aSecretIsGoodUntilItExpiresAndARunningSessionSurvivesThat() {
        RawHttp.Reply reply = RawHttp.post(
                sim,
                SECRETS,
                "",
                "{\"expires_after\":{\"anchor\":\"created_at\",\"seconds\":10}}",
                "Authorization",
                "Bearer x");
        String secret = "Bearer "
                + Json.parseObject(reply.body(), CodecLimits.DATA_CHANNEL).string("value");
        try (SocketClient client = SocketClient.connect(sim, Dialect.GA, PATH, List.of(), "Authorization", secret)) {
            client.await(ServerEvent.SessionCreated.class);
            clock.advanceSeconds(11);
            assertThat(refusal("Authorization", secret)).startsWith("Incorrect API key provided");
            assertThat(RawHttp.post(sim, "/v1/realtime/calls", "application/sdp", "v=0\r\n", "Authorization", secret)
                            .status())
                    .isEqualTo(401);
            client.send(new ClientEvent.InputAudioBufferClear(null));
            client.await(ServerEvent.InputAudioBufferCleared.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/realtime?model=%zz",
                "/v1/realtime?model=a&model=b&&&==&%00=%ff",
                "/v1/realtime?%",
                "/v1/realtime?call_id=%00%ff",
                "/v1/realtime?call_id=",
                "/v1/realtime?model=<script>",
                "/v1/realtime??model",
            })
    void garbageInTheAddressOpensASessionOrIsRefusedButBreaksNothing(String path) {
        String head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port()
                + "\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n";
        assertThat(RawHttp.exchange(sim.port(), head, new byte[0]).status()).isIn(400, 404);
        try (RawSocket socket = RawSocket.connect(sim, path)) {
            socket.sendFrame(0x88, 0, 0);
            assertThat(socket.closeStatus()).isIn(1000, 1005, 4000);
        } catch (IOException refused) {
            assertThat(refused.getMessage()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void anAddressBeyond4KiBAndHeadersBeyond16KiBAreTooLong() {
        String[] key = {"Authorization", "Bearer x"};
        assertThat(RawHttp.get(sim, "/v1/realtime?model=" + "m".repeat(5_000), key)
                        .status())
                .isEqualTo(414);
        assertThat(RawHttp.get(sim, "/", "X-Long", "x".repeat(20_000)).status()).isEqualTo(431);
    }

    @Test
    void aMessageBeyond22MiBIsClosedWith1009AndTheClientCanReadIt() throws IOException {
        try (LogLines log = new LogLines();
                RawSocket socket = RawSocket.connect(sim, PATH)) {
            socket.sendFrame(TEXT, (22 << 20) + 1, ' ');
            assertThat(socket.closeStatus()).isEqualTo(1009);
            assertThat(sim.sessions().get(0).ledger().violations()).isEmpty();
            assertThat(log.lines())
                    .contains("Limit reached: 22 MiB in one WebSocket message; its client is closed with 1009");
        }
    }

    @Test
    void aMessageBeyond22MiBInPartsIsClosedWith1009Too() throws IOException {
        try (RawSocket socket = RawSocket.connect(sim, PATH)) {
            socket.sendFrame(TEXT_BEGINS, 16 << 20, ' ');
            socket.sendFrame(TEXT_GOES_ON, 16 << 20, ' ');
            assertThat(socket.closeStatus()).isEqualTo(1009);
        }
    }

    @Test
    void textThatIsNoUtf8IsClosedWith1007() throws IOException {
        try (RawSocket socket = RawSocket.connect(sim, PATH)) {
            socket.sendFrame(TEXT, 40, 0xff);
            assertThat(socket.closeStatus()).isEqualTo(1007);
        }
    }

    @Test
    void aFrameOfAKindThatDoesNotExistIsClosedWith1002() throws IOException {
        try (RawSocket socket = RawSocket.connect(sim, PATH)) {
            socket.sendFrame(0x8b, 4, 0);
            assertThat(socket.closeStatus()).isEqualTo(1002);
        }
    }

    @Test
    void aClientThatClosesItsHalfEndsItsSession() throws IOException {
        try (RawSocket socket = RawSocket.connect(sim, PATH)) {
            socket.shutDownOutput();
            RealtimeClient.join(sim.sessions().get(0).closed());
        }
    }

    /** A time of day that a test moves. */
    private static final class MovableClock extends Clock {
        private volatile Instant now = Instant.now();

        void advanceSeconds(long seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
