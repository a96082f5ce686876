package dev.bargein.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialsTest {
    private static final String KEY = "sk-good-marker";

    private final Recorder recorder = new Recorder();

    private RealtimeSession.Builder to(Simulator sim, TransportKind kind) {
        return RealtimeSession.builder()
                .url(sim.httpUrl())
                .model("sim")
                .transport(kind)
                .session(SessionConfig.PUSH_TO_TALK.withInstructions("Be brief."))
                .listener(recorder);
    }

    @ParameterizedTest
    @CsvSource({"WEBSOCKET, GA", "WEBRTC, GA", "WEBSOCKET, BETA", "WEBRTC, BETA"})
    void aSessionIsAsItWasAskedForInBothDialects(TransportKind kind, Dialect dialect) {
        try (Simulator sim = Simulator.builder()
                        .apiKey(KEY)
                        .dialect(dialect)
                        .speed(100)
                        .start();
                RealtimeSession session =
                        to(sim, kind).apiKey(KEY).dialect(dialect).connect()) {
            assertThat(sim.session(session.sessionId()).settings().string("instructions"))
                    .isEqualTo("Be brief.");
            session.say("Hello");
            recorder.awaitEvent(ServerEvent.ResponseDone.class);
        }
        assertThat(recorder.problems()).isEmpty();
        assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"WEBSOCKET, GA", "WEBRTC, GA", "WEBSOCKET, BETA", "WEBRTC, BETA"})
    void aKeyCanMintAClientSecretThatOpensTheSession(TransportKind kind, Dialect dialect) {
        try (Simulator sim = Simulator.builder()
                        .apiKey(KEY)
                        .dialect(dialect)
                        .speed(100)
                        .start();
                RealtimeSession session = to(sim, kind)
                        .dialect(dialect)
                        .credentials(Credentials.minting(Secret.of(KEY)))
                        .connect()) {
            assertThat(session.timings().nanos(ConnectStage.CLIENT_SECRET)).isPositive();
            assertThat(sim.session(session.sessionId()).settings().string("instructions"))
                    .isEqualTo("Be brief.");
        }
        assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void anEndpointOfTheApplicationHandsOutClientSecrets(TransportKind kind) throws IOException {
        try (Simulator sim = Simulator.builder().apiKey(KEY).start();
                RawServer endpoint = new RawServer(c -> c.answer("200 OK", "", minted(sim)));
                RealtimeSession session = to(sim, kind)
                        .credentials(Credentials.ephemeral("http://127.0.0.1:" + endpoint.port() + "/token"))
                        .connect()) {
            assertThat(session.sessionId()).isNotEmpty();
            assertThat(endpoint.requests()).singleElement().asString().startsWith("GET /token ");
        }
    }

    /** What the back end of an application does: asks the service for a client secret and passes the answer on. */
    private static String minted(Simulator sim) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(sim.httpUrl() + "/v1/realtime/client_secrets")
                .toURL()
                .openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + KEY);
        connection.setRequestProperty("Content-Type", "application/json");
        // Otherwise the JDK keeps the connection for another request.
        connection.setRequestProperty("Connection", "close");
        connection.setDoOutput(true);
        connection.getOutputStream().write("{\"session\":{\"type\":\"realtime\",\"model\":\"sim\"}}".getBytes(UTF_8));
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    @Test
    void nothingThatAListenerHearsHoldsTheKey() {
        List<String> heard = new CopyOnWriteArrayList<>();
        SessionListener listening = new SessionListener() {
            @Override
            public void onEvent(ServerEvent event, long nanos) {
                heard.add(event.toString());
            }

            @Override
            public void onSent(ClientEvent event, long nanos) {
                heard.add(event.toString());
            }

            @Override
            public void onClosed(String reason) {
                heard.add(reason);
            }
        };
        try (Simulator sim = Simulator.builder().apiKey(KEY).start()) {
            for (TransportKind kind : TransportKind.values()) {
                RealtimeSession session =
                        to(sim, kind).apiKey(KEY).listener(listening).connect();
                heard.add(session.toString());
                session.close();
            }
        }
        assertThat(heard).hasSizeGreaterThan(6).noneMatch(text -> text.contains(KEY));
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void eventsOfTheApplicationPassThrough(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = to(sim, kind).apiKey(KEY).connect()) {
            session.send(new ClientEvent.Unknown(
                    "mine",
                    "tomorrow.request",
                    JsonObject.EMPTY.with("type", "tomorrow.request").with("event_id", "mine")));
            ServerEvent.Error error = recorder.awaitEvent(ServerEvent.Error.class);
            assertThat(error.error().message()).contains("tomorrow.request");
            session.respond();
            recorder.awaitEvent(ServerEvent.ResponseCreated.class);
        }
    }
}
