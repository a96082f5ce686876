package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The paths by which tests in other languages look at a simulator and make it go wrong. */
class ControlEndpointTest {
    private final Simulator sim = Simulator.builder()
            .voice(new ToneVoice())
            .script(Script.of(Answer.ofDurationMs(400)))
            .controlEndpoint()
            .start();

    @AfterEach
    void close() {
        sim.close();
    }

    private RawHttp.Reply put(String path, String body) {
        return RawHttp.send(sim, "PUT", path, "127.0.0.1:" + sim.port(), "application/json", body);
    }

    private JsonObject session(int index) {
        RawHttp.Reply reply = RawHttp.get(sim, "/simulator/sessions");
        assertThat(reply.status()).isEqualTo(200);
        JsonObject all = Json.parseObject(reply.body(), CodecLimits.SERVER_INBOUND);
        return list(all, "sessions").get(index);
    }

    private static List<JsonObject> list(JsonObject object, String name) {
        JsonValue list = object.members().getOrDefault(name, JsonValue.NULL);
        return ((JsonArray) list).values().stream().map(JsonObject.class::cast).toList();
    }

    @Test
    void theSessionsShowWhatWasSaidAndWhatTheClientDidWrong() {
        try (SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCancel(null, null));
            client.await(ServerEvent.Error.class);
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.ResponseDone.class);
            JsonObject session = session(0);
            assertThat(session.string("id")).isEqualTo(sim.sessions().get(0).id());
            assertThat(session.string("transport")).isEqualTo("websocket");
            assertThat(session.string("state")).isEqualTo("open");
            JsonObject item = list(session, "items").get(0);
            assertThat(item.string("status")).isEqualTo("completed");
            assertThat(item.number("audio_ms", 0)).isEqualTo(400);
            assertThat(Json.write(session)).contains("response.cancel -> response_cancel_not_active");
        }
        RealtimeClient.join(sim.sessions().get(0).closed());
        assertThat(session(0).string("state")).isEqualTo("ended");
    }

    @Test
    void faultsAreSetAndTakenBackForAllOrForOne() {
        try (SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            String one = "/simulator/sessions/" + sim.sessions().get(0).id() + "/faults";
            for (String path : new String[] {"/simulator/faults", one}) {
                assertThat(put(path, "{\"drop\":[\"input_audio_buffer.cleared\"]}")
                                .status())
                        .isEqualTo(204);
                client.send(new ClientEvent.InputAudioBufferClear(null));
                client.sendText("{}");
                assertThat(client.next()).isInstanceOf(ServerEvent.Error.class);
                assertThat(put(path, "{}").status()).isEqualTo(204);
                client.send(new ClientEvent.InputAudioBufferClear(null));
                assertThat(client.next()).isInstanceOf(ServerEvent.InputAudioBufferCleared.class);
            }
        }
    }

    @Test
    void faultsOfHttpNeverLockOutTheOneWhoTakesThemBack() {
        String body = "{\"http\":{\"/v1/realtime/client_secrets\":{\"status\":503,\"body\":{\"busy\":true}},"
                + "\"/simulator/faults\":{\"status\":500}},\"signallingDelayMs\":20}";
        assertThat(put("/simulator/faults", body).status()).isEqualTo(204);
        RawHttp.Reply busy = RawHttp.post(sim, "/v1/realtime/client_secrets", "", "{}", "Authorization", "Bearer x");
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.body()).isEqualTo("{\"busy\":true}");
        assertThat(put("/simulator/faults", "{}").status()).isEqualTo(204);
        assertThat(RawHttp.post(sim, "/v1/realtime/client_secrets", "", "{}", "Authorization", "Bearer x")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatMakesNoSenseIsRefusedAndChangesNothing() {
        assertThat(put("/simulator/faults", "{\"drop\":[\"response.finished\"]}")
                        .body())
                .contains("response.finished");
        assertThat(put("/simulator/faults", "{\"bogus\":1}").body()).contains("unknown fault 'bogus'");
        assertThat(put("/simulator/faults", "{").status()).isEqualTo(400);
        assertThat(put("/simulator/faults", "{\"http\":{\"/x\":{\"status\":99}}}")
                        .status())
                .isEqualTo(400);
        assertThat(put("/simulator/faults", " ".repeat(70_000)).status()).isEqualTo(413);
        assertThat(put("/simulator/sessions/nobody/faults", "{}").status()).isEqualTo(404);
        assertThat(put("/simulator/sessions/faults", "{}").status()).isEqualTo(404);
        assertThat(RawHttp.get(sim, "/simulator/secrets").status()).isEqualTo(404);
    }

    @Test
    void aStrangePageCannotMakeItGoWrong() {
        RawHttp.Reply reply = RawHttp.send(
                sim,
                "PUT",
                "/simulator/faults",
                "127.0.0.1:" + sim.port(),
                "application/json",
                "{\"silentMedia\":true}",
                "Origin",
                "http://evil.com");
        assertThat(reply.status()).isEqualTo(403);
    }

    @Test
    void notEvenAPageOfThisMachineMayLookOrChange() {
        String host = "127.0.0.1:" + sim.port();
        for (String path : new String[] {"/simulator/sessions", "/simulator/faults"}) {
            for (String method : new String[] {"GET", "PUT", "OPTIONS"}) {
                RawHttp.Reply reply =
                        RawHttp.send(sim, method, path, host, "text/plain", "{}", "Origin", "http://localhost:3000");
                assertThat(reply.status()).as(method + " " + path).isEqualTo(403);
                assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
            }
        }
    }

    private static RawHttp.Reply setFaults(Simulator guarded, String faults, String... headers) {
        return RawHttp.send(guarded, "PUT", "/simulator/faults", "127.0.0.1:" + guarded.port(), "", faults, headers);
    }

    @Test
    void whatChangesSomethingNeedsTheTokenWhenThereIsOne() {
        try (Simulator guarded = Simulator.builder().controlEndpoint("s3cret").start()) {
            String faults = "{\"silentMedia\":true}";
            RawHttp.Reply none = setFaults(guarded, faults);
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.body()).contains("Authorization: Bearer TOKEN");
            assertThat(setFaults(guarded, faults, "Authorization", "Bearer guess")
                            .status())
                    .isEqualTo(401);
            assertThat(RawHttp.get(guarded, "/simulator/faults").body()).isEqualTo("{}");
            assertThat(setFaults(guarded, faults, "Authorization", "Bearer s3cret")
                            .status())
                    .isEqualTo(204);
            assertThat(RawHttp.get(guarded, "/simulator/faults").body()).isEqualTo(faults);
            assertThat(RawHttp.get(guarded, "/simulator/sessions").status()).isEqualTo(200);
        }
    }

    @Test
    void theFaultsThatAreSetCanBeReadBackAsTheyWereWritten() {
        String all = "{\"lateMs\":600,\"stall\":{\"atMs\":5,\"forMs\":7},\"drop\":[\"response.done\"],"
                + "\"duplicate\":[\"response.created\"],\"reorder\":[\"error\"],\"reorderWindow\":3,\"chance\":0.5,"
                + "\"clear\":\"ignored\",\"silentAfterBadTruncate\":true,\"silentMedia\":true,"
                + "\"formatIgnored\":true,\"textOnly\":true,"
                + "\"dropConnection\":{\"afterEvent\":\"response.done\"},\"closeDataChannel\":{\"afterMs\":9000},"
                + "\"ignoreConsentChecks\":{\"afterMs\":9500},"
                + "\"expire\":{\"afterMs\":10000},\"signallingDelayMs\":1,"
                + "\"http\":{\"/x\":{\"status\":503,\"body\":\"busy\"}}}";
        assertThat(RawHttp.get(sim, "/simulator/faults").body()).isEqualTo("{}");
        assertThat(put("/simulator/faults", all).status()).isEqualTo(204);
        assertThat(RawHttp.get(sim, "/simulator/faults").body()).isEqualTo(all);
    }

    @Test
    void itemsShowWhoSpokeAndWhatWasCalled() {
        try (SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.sendText("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\","
                    + "\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}}");
            client.sendText("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call\","
                    + "\"call_id\":\"c1\",\"name\":\"weather\",\"arguments\":\"{}\"}}");
            client.await(ServerEvent.ConversationItemDone.class);
            client.await(ServerEvent.ConversationItemDone.class);
            List<JsonObject> items = list(session(0), "items");
            assertThat(items.get(0).string("role")).isEqualTo("user");
            assertThat(items.get(0).string("type")).isEqualTo("message");
            assertThat(items.get(1).string("type")).isEqualTo("function_call");
            assertThat(items.get(1).string("name")).isEqualTo("weather");
        }
    }

    @Test
    void aListingOfAHugeConversationStaysSmall() {
        try (SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            String text = "y".repeat(100_000);
            for (int i = 0; i < 100; i++) {
                client.sendText("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\","
                        + "\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"" + text + "\"}]}}");
                client.await(ServerEvent.ConversationItemDone.class);
            }
            RawHttp.Reply reply = RawHttp.get(sim, "/simulator/sessions");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body().length()).isBetween(900_000, 1_200_000);
        }
    }

    @Test
    void theListingHoldsTheNewestTwoHundredSessionsAndSaysHowManyItLeavesOut() throws IOException {
        try (Simulator busy =
                Simulator.builder().sessionCreatedDelayMs(0).controlEndpoint().start()) {
            for (int i = 0; i < 205; i++) {
                RawSocket.connect(busy, "/v1/realtime?model=sim").close();
            }
            Waiting.until(() -> busy.service().activeSessions() == 0);
            JsonObject all =
                    Json.parseObject(RawHttp.get(busy, "/simulator/sessions").body(), CodecLimits.SERVER_INBOUND);
            assertThat(list(all, "sessions").stream().map(session -> session.string("id")))
                    .isEqualTo(busy.sessions().subList(5, 205).stream()
                            .map(SimulatorSession::id)
                            .toList());
            assertThat(all.number("left_out", -1)).isEqualTo(5);
        }
    }

    @Test
    void fourListingsAreWrittenAtATimeAndWhoeverComesBesidesIsToldSo() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try (LogLines log = new LogLines();
                SocketClient client = SocketClient.connect(sim)) {
            // More than the buffers of the system take for somebody who does not read.
            String text = "€".repeat(16_000);
            for (int i = 0; i < 70; i++) {
                client.sendText("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\","
                        + "\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"" + text + "\"}]}}");
                client.await(ServerEvent.ConversationItemDone.class);
            }
            // One more than there is room for may be refused for the sake of another.
            for (int i = 0; i < 8; i++) {
                slow.add(askWithoutReading());
            }
            Waiting.until(() -> RawHttp.get(sim, "/simulator/sessions").status() == 503);
            assertThat(RawHttp.get(sim, "/simulator/sessions").body()).contains("4 listings at a time: try again");
            assertThat(log.lines()).anyMatch(line -> line.contains("Limit reached: 4 listings of sessions at a time"));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        Waiting.until(() -> RawHttp.get(sim, "/simulator/sessions").status() == 200);
    }

    private Socket askWithoutReading() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", sim.port()));
        String head = "GET /simulator/sessions HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port() + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void thereAreNoSuchPathsUnlessTheyWereAskedFor() {
        try (Simulator plain = Simulator.builder().start()) {
            assertThat(RawHttp.get(plain, "/simulator/sessions").status()).isEqualTo(404);
        }
    }
}
