package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The HTTP face: secrets, guards and caps (docs/protocol.md, section 2b; threat model, rows 3, 5 and 7). */
class HttpTest {
    private static final String SECRETS = "/v1/realtime/client_secrets";
    private static final String CALLS = "/v1/realtime/calls";
    private static final String[] KEY = {"Authorization", "Bearer test"};

    private final Simulator sim = Simulator.builder().start();

    @AfterEach
    void close() {
        sim.close();
    }

    private static JsonObject json(RawHttp.Reply reply) {
        return Json.parseObject(reply.body(), CodecLimits.DATA_CHANNEL);
    }

    private int status(String host, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(KEY, 0, all, 0, 2);
        System.arraycopy(headers, 0, all, 2, headers.length);
        return RawHttp.send(sim, "POST", SECRETS, host, "application/json", "{}", all)
                .status();
    }

    @Test
    void aSecretOpensASessionWithItsConfiguration() {
        String body =
                "{\"expires_after\":{\"anchor\":\"created_at\",\"seconds\":60},\"session\":{\"type\":\"realtime\","
                        + "\"instructions\":\"Sing.\"}}";
        RawHttp.Reply reply = RawHttp.post(sim, SECRETS, "application/json", body, KEY);
        assertThat(reply.status()).isEqualTo(200);
        JsonObject secret = json(reply);
        String value = String.valueOf(secret.string("value"));
        assertThat(value).startsWith("ek_");
        long left = secret.number("expires_at", 0) - System.currentTimeMillis() / 1_000;
        assertThat(left).isBetween(50L, 60L);
        try (SocketClient client = SocketClient.connect(
                sim, Dialect.GA, "/v1/realtime?model=sim", List.of(), "Authorization", "Bearer " + value)) {
            assertThat(client.await(ServerEvent.SessionCreated.class).session().string("instructions"))
                    .isEqualTo("Sing.");
        }
    }

    @Test
    void aSecretNeedsARealKey() {
        assertThat(RawHttp.post(sim, SECRETS, "application/json", "{}").status())
                .isEqualTo(401);
        String value = String.valueOf(
                json(RawHttp.post(sim, SECRETS, "application/json", "", KEY)).string("value"));
        RawHttp.Reply reply = RawHttp.post(sim, SECRETS, "application/json", "{}", "Authorization", "Bearer " + value);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(json(reply).object("error").string("code")).isEqualTo("invalid_api_key");
    }

    @Test
    void badSecretsAreRefused() {
        String soon = "{\"expires_after\":{\"seconds\":9}}";
        assertThat(RawHttp.post(sim, SECRETS, "application/json", soon, KEY).status())
                .isEqualTo(400);
        String bogus = "{\"session\":{\"type\":\"realtime\",\"bogus\":1}}";
        RawHttp.Reply reply = RawHttp.post(sim, SECRETS, "application/json", bogus, KEY);
        assertThat(json(reply).object("error").string("code")).isEqualTo("unknown_parameter");
        assertThat(RawHttp.post(sim, SECRETS, "application/json", "{", KEY).status())
                .isEqualTo(400);
    }

    @Test
    void onlyLoopbackNamesWithTheRightPortAreServed() {
        int port = sim.port();
        for (String good : List.of("127.0.0.1:" + port, "localhost:" + port, "LOCALHOST:" + port, "[::1]:" + port)) {
            assertThat(status(good)).as(good).isEqualTo(200);
        }
        for (String bad : List.of(
                "",
                "127.0.0.1",
                "localhost",
                "127.0.0.1:80",
                "127.0.0.1:1",
                "localhost.evil.com:" + port,
                "127.0.0.1.nip.io:" + port,
                "evil.com:" + port,
                "evil.com",
                "user@127.0.0.1:" + port,
                "[::1%25eth0]:" + port,
                "0.0.0.0:" + port)) {
            assertThat(status(bad)).as(bad).isIn(421, 400);
        }
    }

    @Test
    void onlyPagesFromLoopbackAreServed() {
        String host = "127.0.0.1:" + sim.port();
        for (String good : List.of(
                "http://localhost:3000",
                "http://127.0.0.1:" + sim.port(),
                "https://localhost",
                "http://[::1]:8080",
                "HTTP://LOCALHOST:3000")) {
            assertThat(status(host, "Origin", good)).as(good).isEqualTo(200);
        }
        for (String bad : List.of(
                "null",
                "http://evil.com",
                "http://localhost.evil.com",
                "http://127.0.0.1.nip.io",
                "http://user@localhost",
                "file://",
                "http://localhost:3000/path",
                "chrome-extension://localhost",
                "http://[::1%25eth0]:80",
                "not a url")) {
            assertThat(status(host, "Origin", bad)).as(bad).isEqualTo(403);
        }
    }

    @Test
    void aStrangePageCannotOpenAWebSocketEither() {
        String head = "GET /v1/realtime?model=sim HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port()
                + "\r\nOrigin: http://evil.com\r\nAuthorization: Bearer x\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nConnection: close\r\n\r\n";
        assertThat(RawHttp.exchange(sim.port(), head, new byte[0]).status()).isIn(403, 400);
        assertThat(sim.sessions()).isEmpty();
    }

    @Test
    void aLoopbackPageMayReadTheLocation() {
        RawHttp.Reply reply = RawHttp.preflight(sim, CALLS);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
        assertThat(reply.header("Access-Control-Expose-Headers")).contains("Location");
        assertThat(reply.header("Access-Control-Allow-Headers")).contains("Authorization");
    }

    @Test
    void brokenOffersAreRefusedInTheServicesWords() {
        String trimmed = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111";
        for (String offer : List.of("", "hello", trimmed, "v=0\r\n" + "a=x\r\n".repeat(3))) {
            RawHttp.Reply reply = RawHttp.post(sim, CALLS, "application/sdp", offer, KEY);
            assertThat(reply.status()).as(offer).isEqualTo(400);
            JsonObject error = json(reply).object("error");
            assertThat(error.string("code")).isEqualTo("invalid_offer");
            assertThat(error.string("type")).isEqualTo("invalid_request_error");
        }
    }

    @Test
    void callsNeedAKey() {
        assertThat(RawHttp.post(sim, CALLS, "application/sdp", "v=0\r\n").status())
                .isEqualTo(401);
        assertThat(RawHttp.post(sim, CALLS, "application/sdp", "v=0\r\n", "Authorization", "Bearer ek_x")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void offersAreCapped() {
        String large = "v=0\r\n" + "a=x\r\n".repeat(20_000);
        assertThat(RawHttp.post(sim, CALLS, "application/sdp", large, KEY).status())
                .isEqualTo(413);
        assertThat(RawHttp.post(sim, SECRETS, "application/json", " ".repeat(300_000), KEY)
                        .status())
                .isEqualTo(413);
    }

    @Test
    void headersAreCapped() {
        assertThat(status("127.0.0.1:" + sim.port(), "X-Long", "x".repeat(20_000)))
                .isIn(431, 400);
    }

    @Test
    void unknownPathsAreNotFound() {
        assertThat(RawHttp.get(sim, "/").status()).isEqualTo(404);
        assertThat(RawHttp.get(sim, "/v1/realtime?model=sim").status()).isEqualTo(404);
        assertThat(RawHttp.post(sim, CALLS + "/rtc_nobody/hangup", "", "", KEY).status())
                .isEqualTo(404);
    }

    @Test
    void whoFindsNoRoomIsToldSoAndGetsInWhenSomebodyLeft() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 256; i++) {
                sockets.add(new Socket("127.0.0.1", sim.port()));
            }
            Waiting.until(() -> sim.service().openConnections() == 256);
            RawHttp.Reply reply = RawHttp.get(sim, "/");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.body()).contains("256 connections at a time");
            sockets.remove(0).close();
            Waiting.until(() -> sim.service().openConnections() == 255);
            assertThat(RawHttp.get(sim, "/").status()).isEqualTo(404);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Waiting.until(() -> sim.service().openConnections() == 0);
    }

    @Test
    void connectionsBeyondThoseThatAreToldAreClosedAtOnce() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 325; i++) {
                sockets.add(new Socket("127.0.0.1", sim.port()));
            }
            Waiting.until(() -> sim.service().openConnections() == 320);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void connectionsThatAreGoneNoLongerCount() {
        for (int i = 0; i < 300; i++) {
            assertThat(RawHttp.get(sim, "/").status()).isEqualTo(404);
        }
        for (int i = 0; i < 20; i++) {
            try (SocketClient client = SocketClient.connect(sim)) {
                client.await(ServerEvent.SessionCreated.class);
            }
        }
    }

    @Test
    void aDribblingClientIsPutOutside() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", sim.port())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write("POST / HT".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aRequestWithTwoHostsIsRefused() {
        String good = "127.0.0.1:" + sim.port();
        assertThat(status(good, "Host", "evil.com")).isEqualTo(400);
        assertThat(status("evil.com", "Host", good)).isEqualTo(400);
        assertThat(status(good, "Origin", "http://localhost", "Origin", "http://evil.com"))
                .isEqualTo(403);
    }

    @Test
    void hangingUpNobodyIsAnsweredToo() {
        assertThat(RawHttp.post(sim, CALLS + "/hangup", "", "", KEY).status()).isEqualTo(404);
        assertThat(RawHttp.post(sim, CALLS + "//hangup", "", "", KEY).status()).isEqualTo(404);
    }

    @Test
    void everyAnswerIsTheLastOfItsConnection() throws IOException {
        String one = "GET /nothing HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port() + "\r\n\r\n";
        RawHttp.Reply reply = RawHttp.exchange(sim.port(), one, new byte[0]);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Connection")).isEqualToIgnoringCase("close");
        RawHttp.Reply first = RawHttp.exchange(sim.port(), one.repeat(1_000), new byte[0]);
        assertThat(first.status()).isEqualTo(404);
        assertThat(first.body()).doesNotContain("HTTP/1.1");
    }

    /** Each of these held a connection for ever: a byte now and then was enough. */
    @Test
    void aBodyThatNeverEndsIsPutOutside() throws IOException {
        String host = "Host: 127.0.0.1:" + sim.port() + "\r\nAuthorization: Bearer test\r\n";
        String long60 = "Content-Length: 60000\r\n\r\n ";
        List<String> heads = List.of(
                "POST " + SECRETS + " HTTP/1.1\r\n" + host + long60,
                "POST " + CALLS + " HTTP/1.1\r\n" + host + long60,
                "POST /nothing HTTP/1.1\r\n" + host + long60,
                "GET /nothing HTTP/1.1\r\n" + host + long60,
                "POST " + CALLS + "/x/hangup HTTP/1.1\r\n" + host + long60,
                "GET /nothing HTTP/1.1\r\n" + host + "\r\nGET / HTTP/1.1\r\n",
                "POST " + SECRETS + " HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1\r\n \r\n");
        List<Socket> sockets = new ArrayList<>();
        try {
            for (String head : heads) {
                Socket socket = new Socket("127.0.0.1", sim.port());
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            Waiting.until(() -> sim.service().openConnections() > 0);
            Waiting.until(() -> {
                for (Socket socket : sockets) {
                    dribble(socket);
                }
                return sim.service().openConnections() == 0;
            });
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void dribble(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
        } catch (IOException putOutside) {
            // As it should be.
        }
    }

    @Test
    void aRefusedBodyIsNotReadOn() throws IOException {
        for (String path : List.of(SECRETS, CALLS, "/nothing")) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port()
                    + "\r\nAuthorization: Bearer test\r\nTransfer-Encoding: chunked\r\n\r\n";
            byte[] chunk = ("ffff\r\n" + " ".repeat(65_535) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            long sent = 0;
            try (Socket socket = new Socket("127.0.0.1", sim.port())) {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                while (sent < 256L << 20) {
                    socket.getOutputStream().write(chunk);
                    sent += chunk.length;
                }
            } catch (IOException putOutside) {
                // As it should be.
            }
            assertThat(sent).as(path).isLessThan(64L << 20);
        }
        Waiting.until(() -> sim.service().openConnections() == 0);
    }
}
