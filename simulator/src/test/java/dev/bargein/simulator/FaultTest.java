package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Interruption;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The faults that tests of clients can order. */
class FaultTest {
    private static final String SECRETS = "/v1/realtime/client_secrets";

    @Test
    void aPathAnswersWithTheStatusThatWasOrdered() {
        try (Simulator sim = Simulator.builder()
                .httpStatus(SECRETS, 429, "{\"error\":{\"message\":\"slow down\"}}")
                .httpStatus("/v1/realtime", 500, "{}")
                .start()) {
            RawHttp.Reply reply = RawHttp.post(sim, SECRETS, "application/json", "{}", "Authorization", "Bearer x");
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.body()).contains("slow down");
            assertThatThrownBy(() -> SocketClient.connect(sim)).hasMessageContaining("500");
        }
    }

    @Test
    void aServiceThatNeverAnswersAcceptsAndIsSilent() throws IOException {
        try (Simulator sim = Simulator.builder().acceptAndNeverAnswer().start();
                SocketClient client = SocketClient.connect(sim)) {
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            try (Socket socket = new Socket("127.0.0.1", sim.port())) {
                socket.setSoTimeout(300);
                String request = "POST " + SECRETS + " HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port()
                        + "\r\nContent-Length: 0\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThatThrownBy(() -> socket.getInputStream().read()).hasMessageContaining("timed out");
            }
            assertThat(client.unread()).isZero();
            assertThat(sim.sessions()).isEmpty();
        }
    }

    @Test
    void malformedAnswersAreNoJsonAndNoSdp() {
        try (Simulator sim = Simulator.builder().malformedAnswer().start();
                SocketClient client = SocketClient.connect(sim)) {
            assertThat(client.nextText()).isEqualTo("{\"type\":\"session.created\",");
            assertThat(client.next()).isInstanceOf(ServerEvent.SessionCreated.class);
            RawHttp.Reply reply = RawHttp.post(sim, SECRETS, "application/json", "{}", "Authorization", "Bearer x");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("{\"value\": \"ek_");
        }
    }

    @Test
    void aTestCanPutAnyTextOnTheWire() {
        try (Simulator sim = Simulator.builder().start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            SimulatorSession session = sim.sessions().get(0);
            session.sendRaw("{broken");
            session.sendRaw("{\"type\":\"response.sang\",\"x\":1}");
            assertThat(client.nextText()).isEqualTo("{broken");
            assertThat(client.next().type()).isEqualTo("response.sang");
        }
    }

    @Test
    void aDroppedConnectionEndsWithoutACloseFrame() {
        try (Simulator sim = Simulator.builder().start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            sim.sessions().get(0).dropConnection();
            assertThat(client.awaitClose()).isIn("null null", "1006 null");
            RealtimeClient.join(sim.sessions().get(0).closed());
        }
    }

    @Test
    void aTestCanBeTheSpeechDetector() {
        Script script = Script.of(Answer.ofDurationMs(5_000).withFirstAudioDelayMs(20));
        try (Simulator sim = Simulator.builder().script(script).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.ResponseOutputAudioDelta.class);
            sim.sessions().get(0).speechStarted();
            client.await(ServerEvent.InputAudioBufferSpeechStarted.class);
            ServerEvent.ResponseDone done = client.await(ServerEvent.ResponseDone.class);
            assertThat(done.response().status()).isEqualTo("cancelled");
            assertThat(sim.sessions().get(0).ledger().interruptions())
                    .extracting(Interruption::kind)
                    .containsExactly(Interruption.Kind.SPEECH);
        }
    }

    @Test
    void aVoiceThatFailsFailsItsResponseWithWordsButNotTheSession() {
        Voice broken = new Voice() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Utterance speak(String text, int signature, int durationMs) {
                throw new UncheckedIOException(new IOException("no sound today"));
            }
        };
        BlockingQueue<String> notes = new LinkedBlockingQueue<>();
        SimulatorListener listener = new SimulatorListener() {
            @Override
            public void onNote(String text) {
                notes.add(text);
            }
        };
        try (Simulator sim = Simulator.builder().voice(broken).trace(listener).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            assertThat(client.await(ServerEvent.ResponseDone.class).response().status())
                    .isEqualTo("failed");
            assertThat(notes).containsExactly("The voice broken failed: java.io.IOException: no sound today");
            client.send(new ClientEvent.InputAudioBufferClear(null));
            client.await(ServerEvent.InputAudioBufferCleared.class);
        }
    }

    @Test
    void abruptClientsLeaveNothingBehind() {
        // Without the delay after the upgrade, in which such a client would be gone before it has a session.
        try (Simulator sim = Simulator.builder().sessionCreatedDelayMs(0).start()) {
            for (int i = 0; i < 20; i++) {
                try (SocketClient client = SocketClient.connect(
                        sim, Dialect.GA, "/v1/realtime?model=sim", List.of(), "Authorization", "Bearer x")) {
                    client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
                }
            }
            for (SimulatorSession session : sim.sessions()) {
                RealtimeClient.join(session.closed());
            }
            assertThat(sim.sessions()).hasSize(20);
        }
    }
}
