package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a simulator keeps of the sessions that go on and of those that have ended, in bytes. */
class KeptMemoryTest {
    private static final String PATH = "/v1/realtime?model=sim";
    private static final String MANUAL = "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":"
            + "{\"input\":{\"turn_detection\":null}}}}";
    private static final String CLEAR = "{\"type\":\"input_audio_buffer.clear\"}";
    private static final long MIB = 1L << 20;

    @TempDir
    private Path dir;

    private Simulator sim = start(Simulator.builder());
    private final List<RawSocket> sockets = new ArrayList<>();

    private static Simulator start(Simulator.Builder builder) {
        return builder.voice(new ToneVoice())
                .script(Script.of(Answer.ofDurationMs(2_000).withSpeed(100).withFirstAudioDelayMs(0)))
                .start();
    }

    private void restart(Simulator.Builder builder) {
        sim.close();
        sim = start(builder);
    }

    @AfterEach
    void close() throws IOException {
        for (RawSocket socket : sockets) {
            socket.close();
        }
        sim.close();
    }

    private RawSocket connect() throws IOException {
        RawSocket socket = RawSocket.connect(sim, PATH);
        sockets.add(socket);
        return socket;
    }

    private static String text(int characters) {
        return "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":"
                + "[{\"type\":\"input_text\",\"text\":\"" + "y".repeat(characters) + "\"}]}}";
    }

    private static void append(RawSocket socket, int seconds) throws IOException {
        String second = Base64.getEncoder().encodeToString(new byte[48_000]);
        for (int i = 0; i < seconds; i++) {
            socket.sendText("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + second + "\"}");
        }
    }

    private static void mustGoOn(RawSocket socket) throws IOException {
        socket.sendText(CLEAR);
        socket.await("input_audio_buffer.cleared");
    }

    private SimulatorSession talkAndLeave() {
        try (SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCancel(null, null));
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.ResponseDone.class);
            SimulatorSession session = sim.sessions().get(0);
            assertThat(session.items().get(0).audio().samples()).isEqualTo(48_000);
            assertThat(sim.service().heldBytes()).isGreaterThan(96_000);
        }
        RealtimeClient.join(sim.sessions().get(0).closed());
        return sim.sessions().get(0);
    }

    @Test
    void anEndedSessionKeepsItsLedgerAndNotItsSound() {
        SimulatorSession session = talkAndLeave();
        SimulatorItem item = session.items().get(0);
        assertThat(item.audioMs()).isEqualTo(2_000);
        assertThat(item.generatedMs()).isEqualTo(2_000);
        assertThat(item.audio().samples()).isZero();
        assertThat(session.conversation()).containsExactly(item.id());
        assertThat(session.responses().get(0).itemIds()).containsExactly(item.id());
        assertThat(session.ledger().interruptions()).hasSize(1);
        assertThat(session.ledger().clientViolations()).hasSize(1);
        assertThat(session.settings().string("type")).isEqualTo("realtime");
        assertThat(sim.session(session.id())).isSameAs(session);
        assertThat(sim.service().heldBytes()).isZero();
        // What nobody can do any more has no effect.
        session.speechStarted();
        session.dropConnection();
        session.close();
    }

    @Test
    void anEndedSessionKeepsItsSoundWhereSoundIsRecorded() {
        restart(Simulator.builder().record(dir).recordAudio());
        assertThat(talkAndLeave().items().get(0).pcm()).hasSize(48_000);
    }

    @Test
    void whatIsKeptOfEndedSessionsIsBoundedInBytes() throws IOException {
        restart(Simulator.builder().heapBytes(64 * MIB));
        for (int i = 0; i < 12; i++) {
            try (RawSocket socket = RawSocket.connect(sim, PATH)) {
                socket.sendText(text(1 << 20));
                socket.await("conversation.item.done");
            }
            Waiting.until(() -> sim.service().activeSessions() == 0);
            assertThat(sim.service().endedBytes()).isLessThanOrEqualTo(4 * MIB);
        }
        List<SimulatorSession> remembered = sim.sessions();
        assertThat(remembered).hasSize(3);
        assertThat(remembered.get(2).items().get(0).text()).hasSize(1 << 20);
    }

    @Test
    void theTextsOfOneSessionAreBoundedInBytesAndTheSessionGoesOn() throws IOException {
        restart(Simulator.builder().heapBytes(256 * MIB));
        RawSocket socket = connect();
        int kept = 0;
        for (int i = 0; i < 60; i++) {
            socket.sendText(text(1 << 20));
            String answer = socket.next().text();
            if (answer.contains("conversation.item.added")) {
                socket.await("conversation.item.done");
                kept++;
            } else {
                assertThat(answer).contains("The conversation is full").contains("32 MiB");
            }
        }
        assertThat(kept).isBetween(28, 32);
        assertThat(sim.service().heldBytes()).isLessThan(33 * MIB);
        mustGoOn(socket);
        socket.sendText(
                "{\"type\":\"response.create\",\"response\":{\"instructions\":\"" + "z".repeat(2 << 20) + "\"}}");
        assertThat(socket.await("error")).contains("The conversation is full");
        socket.close();
        Waiting.until(() -> sim.service().heldBytes() == 0);
    }

    @Test
    void whatAResponseWasToldIsForgottenWhenItIsDone() throws IOException {
        RawSocket socket = connect();
        long before = sim.service().heldBytes();
        for (int i = 0; i < 20; i++) {
            socket.sendText(
                    "{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\",\"output_modalities\":"
                            + "[\"text\"],\"instructions\":\"" + "z".repeat(2 << 20) + "\",\"input\":[]}}");
            socket.await("response.done");
        }
        assertThat(sim.service().heldBytes() - before).isLessThan(MIB);
    }

    @Test
    void theSessionThatKeepsMostTextIsClosedAloneWhenAllTogetherKeepTooMuch() throws IOException {
        restart(Simulator.builder().heapBytes(64 * MIB));
        RawSocket small = connect();
        small.sendText(text(1 << 20));
        small.await("conversation.item.done");
        List<RawSocket> greedy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawSocket socket = connect();
            greedy.add(socket);
            socket.sendText(text((6 << 20) + (i << 10)));
            if (i < 2) {
                socket.await("conversation.item.done");
            }
        }
        Waiting.until(() -> sim.service().activeSessions() == 3);
        assertThat(sim.service().heldBytes()).isLessThan(16 * MIB);
        mustGoOn(small);
        mustGoOn(greedy.get(0));
        mustGoOn(greedy.get(1));
        assertThatThrownBy(() -> mustGoOn(greedy.get(2))).isInstanceOf(IOException.class);
    }

    @Test
    void manyTalkersTogetherLoseTheirOldestSoundAndNobodyIsPutOutside() throws IOException {
        restart(Simulator.builder().heapBytes(64 * MIB));
        int talkers = 12;
        for (int i = 0; i < talkers; i++) {
            RawSocket socket = connect();
            socket.sendText(MANUAL);
            socket.await("session.updated");
            // Half of them never commit.
            for (int turn = 0; turn < 4; turn++) {
                append(socket, 15);
                if (i % 2 == 0) {
                    socket.sendText("{\"type\":\"input_audio_buffer.commit\"}");
                    socket.await("conversation.item.done");
                }
            }
            mustGoOn(socket);
            append(socket, 2);
            socket.sendText("{\"type\":\"input_audio_buffer.commit\"}");
            socket.await("conversation.item.done");
        }
        Waiting.until(() -> sim.service().heldBytes() <= 16 * MIB);
        assertThat(sim.service().activeSessions()).isEqualTo(talkers);
        for (RawSocket socket : sockets) {
            mustGoOn(socket);
        }
        List<SimulatorItem> oldest = new ArrayList<>();
        for (int i = 0; i < talkers; i += 2) {
            oldest.add(sim.sessions().get(i).items().get(0));
        }
        assertThat(oldest).allMatch(item -> item.audioMs() == 15_000);
        assertThat(oldest).anyMatch(item -> item.audio().samples() == 0);
        List<SimulatorItem> last = sim.sessions().get(talkers - 1).items();
        assertThat(last.get(last.size() - 1).audio().samples()).isEqualTo(48_000);
    }

    @Test
    void moreClientSecretsThanThereIsRoomForAreRefusedAndThoseHandedOutStayGood() {
        restart(Simulator.builder().heapBytes(64 * MIB));
        String body = "{\"session\":{\"type\":\"realtime\",\"instructions\":\"" + "z".repeat(250_000) + "\"}}";
        String secrets = "/v1/realtime/client_secrets";
        String first = "";
        for (int i = 0; i < 16; i++) {
            RawHttp.Reply reply = RawHttp.post(sim, secrets, "application/json", body, "Authorization", "Bearer test");
            assertThat(reply.status()).isEqualTo(200);
            first = first.isEmpty() ? reply.body().replaceAll(".*\"value\":\"([^\"]*)\".*", "$1") : first;
        }
        RawHttp.Reply refused = RawHttp.post(sim, secrets, "application/json", body, "Authorization", "Bearer test");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("rate_limit_exceeded").contains("4 MiB");
        try (SocketClient client =
                SocketClient.connect(sim, Dialect.GA, PATH, List.of(), "Authorization", "Bearer " + first)) {
            assertThat(client.await(ServerEvent.SessionCreated.class).session().string("instructions"))
                    .hasSize(250_000);
        }
    }
}
