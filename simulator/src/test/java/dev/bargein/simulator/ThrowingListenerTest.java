package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener with a mistake in it: its sessions go on, and its mistake is seen. */
class ThrowingListenerTest {
    private static final SimulatorListener BROKEN = new SimulatorListener() {
        @Override
        public void onSession(SimulatorSession session) {
            throw new IllegalStateException("onSession");
        }

        @Override
        public void onReceived(SimulatorSession session, long nanos, String text) {
            throw new IllegalStateException("onReceived");
        }

        @Override
        public void onSent(SimulatorSession session, long nanos, String text) {
            throw new AssertionError("onSent");
        }

        @Override
        public void onNote(String text) {
            throw new IllegalStateException("onNote");
        }

        @Override
        public void onClosed(SimulatorSession session) {
            throw new IllegalStateException("onClosed");
        }
    };

    private final Set<String> uncaught = ConcurrentHashMap.newKeySet();
    private Thread.UncaughtExceptionHandler before;

    @TempDir
    private Path recordings;

    @BeforeEach
    void watch() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure.getMessage()));
    }

    @AfterEach
    void restore() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void itsSessionsSayAllTheyHaveToSayAndEnd() throws IOException {
        SimulatorSession session;
        try (Simulator sim = Simulator.builder()
                .voice(new ToneVoice())
                .script(Script.of(Answer.ofDurationMs(200)))
                .trace(BROKEN)
                .record(recordings)
                .start()) {
            try (SocketClient client = SocketClient.connect(sim)) {
                client.await(ServerEvent.SessionCreated.class);
                client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
                assertThat(client.await(ServerEvent.ResponseDone.class)
                                .response()
                                .status())
                        .isEqualTo("completed");
                session = sim.sessions().get(0);
            }
            RealtimeClient.join(session.closed());
        }
        assertThat(uncaught).containsOnly("onSession", "onReceived", "onSent", "onClosed");
        assertThat(Files.readString(recordings.resolve(session.id() + ".trace")))
                .as("whoever listens besides hears everything")
                .contains("session.created", "response.create\"", "response.done");
    }
}
