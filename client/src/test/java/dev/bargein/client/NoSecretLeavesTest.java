package dev.bargein.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bargein.core.Notice;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.TraceDirection;
import dev.bargein.protocol.TraceHeader;
import dev.bargein.protocol.TraceWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Marks every credential that a session takes, lets a server repeat all it was given wherever a server can, and looks for
 * the marks in everything that comes out (threat model, rows 1 and 2).
 */
class NoSecretLeavesTest {
    private static final String MARK = "Zq7Marked";
    /** Of no known maker, so that only a registry finds them. */
    private static final String KEY = MARK + "/api+key=0123456789";

    private static final String EPHEMERAL = MARK + "-ephemeral-0123456789";
    private static final String IN_ADDRESS = MARK + "%2Fin-address-0123456789";
    private static final String TOKEN = MARK + "-token-0123456789";

    private static final SessionConfig WITH_TOOLS = new SessionConfig(
            null,
            null,
            null,
            null,
            null,
            null,
            Json.parseObject(
                    "{\"tools\":[{\"type\":\"mcp\",\"server_label\":\"mail\",\"server_url\":\"https://ann:" + MARK
                            + "-password@mcp.test/mcp?key=" + MARK + "-in-query\",\"authorization\":\"" + MARK
                            + "-authorization\",\"headers\":{\"X-Else\":\"Bearer " + MARK + "-header\"}}]}",
                    CodecLimits.CLIENT_INBOUND));

    /** Everything that was shown to somebody. */
    private final List<String> shown = new CopyOnWriteArrayList<>();

    private final CountDownLatch closed = new CountDownLatch(1);

    /** A way to repeat to the client what came in a request. */
    private interface Echo {
        void answer(RawServer.Connection connection, String given) throws IOException;
    }

    static Stream<Echo> refusals() {
        return Stream.of(
                (c, given) -> c.write(response("401 Unauthorized", "", error("Incorrect API key provided: " + given))),
                (c, given) -> c.write(response("401 Unauthorized", "", error("m ".repeat(240) + given))),
                (c, given) -> c.write(response("401 Unauthorized", "", error("m ".repeat(244) + KEY))),
                (c, given) -> c.write(response("401 Unauthorized", "", "{\"error\":\"" + TOKEN + " " + KEY + "\"}")),
                (c, given) -> c.write(response("500 Oops", "", given)),
                (c, given) -> c.write(response("403 Sorry " + KEY + " " + EPHEMERAL, "", "")),
                (c, given) -> c.write(("Nonsense " + KEY + " " + EPHEMERAL + "\r\n\r\n").getBytes(UTF_8)),
                (c, given) -> c.write(response("200 OK", "Bad Header " + KEY + "\r\n", given)),
                (c, given) -> c.write(response("307 Moved", "Location: https://other.test" + path(given) + "\r\n", "")),
                (c, given) -> c.write(response("302 Moved", "Location: " + path(given) + "\r\n", "")),
                (c, given) -> c.write(response("200 OK", "", "{\"value\":[\"" + TOKEN + "\"]}")),
                (c, given) -> c.write(response("200 OK", "", "v=0 " + given)),
                (c, given) ->
                        c.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                        + "Sec-WebSocket-Accept: " + KEY + "\r\n\r\n")
                                .getBytes(UTF_8)));
    }

    private static byte[] response(String status, String headers, String body) {
        return ("HTTP/1.1 " + status + "\r\n" + headers + "Connection: close\r\nContent-Length: "
                        + body.getBytes(UTF_8).length + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    private static String error(String message) {
        return Json.write(JsonObject.EMPTY.with("error", JsonObject.EMPTY.with("message", message)));
    }

    private static String path(String head) {
        return head.split(" ", 3)[1];
    }

    private RealtimeSession.Builder to(String url, TransportKind kind) {
        return RealtimeSession.builder()
                .url(url + "?api-key=" + IN_ADDRESS + "&deployment=d")
                .transport(kind)
                .session(WITH_TOOLS)
                .listener(new Listening())
                .connectTimeout(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aServerThatRepeatsWhatItWasGivenMakesNoFailureShowIt(Echo echo) throws IOException {
        try (RawServer server = new RawServer(c -> echo.answer(c, c.readHead() + " " + EPHEMERAL))) {
            String url = "http://127.0.0.1:" + server.port() + "/v1/realtime";
            for (TransportKind kind : TransportKind.values()) {
                for (Credentials credentials : new Credentials[] {
                    Credentials.of(Secret.of(KEY)),
                    Credentials.minting(Secret.of(KEY)),
                    Credentials.ephemeral(url + "/tokens?token=" + TOKEN)
                }) {
                    shown.add(credentials.toString());
                    ConnectException e = catchThrowableOfType(
                            ConnectException.class,
                            () -> to(url, kind)
                                    .credentials(credentials)
                                    .connect()
                                    .close());
                    StringWriter trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    shown.add(trace.toString());
                    shown.add(e.serverMessage());
                }
            }
        }
        // What is given here as fetched was in fact never taken, so the session cannot know it.
        assertNothingMarked(EPHEMERAL);
    }

    @Test
    void anEphemeralSecretThatWasFetchedIsNotShownWhenTheServiceRepeatsIt() throws IOException {
        try (RawServer server = new RawServer(c -> {
            String head = c.readHead();
            boolean asked = head.startsWith("GET /tokens");
            c.write(
                    asked
                            ? response("200 OK", "", "{\"value\":\"" + EPHEMERAL + "\"}")
                            : response("401 No", "", error("Bad token: " + EPHEMERAL)));
        })) {
            String url = "http://127.0.0.1:" + server.port();
            for (TransportKind kind : TransportKind.values()) {
                ConnectException e = catchThrowableOfType(
                        ConnectException.class,
                        () -> to(url, kind)
                                .credentials(Credentials.ephemeral(url + "/tokens"))
                                .connect()
                                .close());
                assertThat(e).hasMessageContaining("Bad token: [secret]");
                shown.add(e.toString() + e.serverMessage());
            }
        }
        assertNothingMarked("");
    }

    @Test
    void aSessionWhoseServerRepeatsEverySecretShowsNone() throws Exception {
        List<String> secrets = List.of(
                KEY,
                IN_ADDRESS,
                MARK + "/in-address-0123456789",
                MARK + "-password",
                MARK + "-in-query",
                MARK + "-authorization",
                MARK + "-header",
                MARK + "-later-authorization");
        try (RawServer server = new RawServer(c -> {
            c.session();
            // The client's update and the event of the application, which tells the last of the secrets.
            c.awaitText("later-authorization");
            for (String secret : secrets) {
                c.text(Json.write(JsonObject.EMPTY
                        .with("type", "error")
                        .with("event_id", "e9")
                        .with(
                                "error",
                                JsonObject.EMPTY
                                        .with("type", "invalid_request_error")
                                        .with("message", "Bad value: " + secret))));
                c.text("no event: " + secret);
                // However much is around it: as long as no error is, and in one that ends a response.
                String buried = secret + " m".repeat(40_000) + " " + secret;
                JsonObject error =
                        JsonObject.EMPTY.with("type", "invalid_request_error").with("message", "Bad value: " + buried);
                c.text(Json.write(JsonObject.EMPTY
                        .with("type", "error")
                        .with("event_id", "e10")
                        .with("error", error)));
                c.text(Json.write(JsonObject.EMPTY
                        .with("type", "response.done")
                        .with("event_id", "e11")
                        .with(
                                "response",
                                JsonObject.EMPTY
                                        .with("id", "resp_1")
                                        .with("status", "failed")
                                        .with("status_details", JsonObject.EMPTY.with("error", error)))));
            }
            c.close(4000, KEY);
        })) {
            RealtimeSession session = to("http://127.0.0.1:" + server.port(), TransportKind.WEBSOCKET)
                    .apiKey(KEY)
                    .connect();
            shown.add(session.toString());
            session.send(new ClientEvent.SessionUpdate(
                    null,
                    new SessionConfig(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Json.parseObject(
                                    "{\"tools\":[{\"type\":\"mcp\",\"authorization\":\"" + MARK
                                            + "-later-authorization\"}]}",
                                    CodecLimits.CLIENT_INBOUND))));
            assertThat(closed.await(Recorder.PATIENCE_MS, TimeUnit.MILLISECONDS))
                    .isTrue();
            session.close();
        }
        assertThat(shown).anyMatch(text -> text.contains("Bad value: [secret]"));
        assertThat(shown).anyMatch(text -> text.contains("4000 [secret]"));
        assertThat(shown).anyMatch(text -> text.contains("\"authorization\":\"[secret]\""));
        assertNothingMarked("");
    }

    private void assertNothingMarked(String besides) {
        assertThat(shown).isNotEmpty();
        List<String> leaks = new ArrayList<>();
        for (String text : shown) {
            String rest = besides.isEmpty() ? text : text.replace(besides, "");
            if (rest.contains(MARK) || rest.contains("Zq7Mark")) {
                leaks.add(rest);
            }
        }
        assertThat(leaks).isEmpty();
    }

    /** Writes down whatever a session tells, as an application that logs would, and in a trace. */
    private final class Listening implements SessionListener {
        private final RealtimeCodec codec = new RealtimeCodec(Dialect.GA);
        private final StringBuilder file = new StringBuilder();
        private final TraceWriter trace =
                new TraceWriter(file, TraceHeader.at(0).withText().withAudio());

        @Override
        public void onEvent(ServerEvent event, long nanos) {
            shown.add(event.toString());
            trace.write(0, TraceDirection.IN, codec.toJson(event));
            shown.add(file.toString());
        }

        @Override
        public void onSent(ClientEvent event, long nanos) {
            shown.add(event.toString());
            trace.write(0, TraceDirection.OUT, codec.toJson(event));
            shown.add(file.toString());
        }

        @Override
        public void onNotice(Notice notice, long nanos) {
            shown.add(notice.toString());
        }

        @Override
        public void onProblem(String problem, long nanos) {
            shown.add(problem);
        }

        @Override
        public void onClosed(String reason) {
            shown.add(reason);
            closed.countDown();
        }
    }
}
