package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bargein.core.Notice;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is too large for a transport: refused before anything is sent, so that no unasked question is answered. */
class LargeEventsTest {
    private final Recorder recorder = new Recorder();
    private final Ear ear = new Ear();
    private final VirtualClock clock = new VirtualClock();

    private RealtimeSession.Builder builder(Simulator sim, TransportKind kind) {
        return RealtimeSession.builder()
                .url(sim.httpUrl())
                .model("sim")
                .apiKey("sk-test")
                .transport(kind)
                .speaker(new VirtualSpeaker(clock, ear))
                .listener(recorder);
    }

    @ParameterizedTest
    @CsvSource({
        "WEBRTC, x, 270000",
        "WEBRTC, €, 90000",
        "WEBSOCKET, x, 17000000",
        "WEBSOCKET, €, 6000000",
    })
    void aTextTooLongToSendIsRefusedAndNothingUnaskedIsAnswered(TransportKind kind, String what, int count) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = builder(sim, kind).connect()) {
            String text = what.repeat(count);
            assertThatThrownBy(() -> session.say(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most")
                    .hasMessageContaining("shorten it")
                    .hasMessageContaining("Nothing was sent");
            session.say("Are you there?");
            recorder.awaitNotice(Notice.VoiceStarted.class);
            assertThat(sim.session(session.sessionId()).responses()).hasSize(1);
            assertThat(sim.session(session.sessionId()).items().stream()
                            .filter(item -> item.role().equals("user")))
                    .hasSize(1);
            assertThat(recorder.problems()).isEmpty();
        }
    }

    @Test
    void theBytesOfATextCountAndNotItsCharacters() {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = builder(sim, TransportKind.WEBRTC).connect()) {
            session.say("x".repeat(200_000));
            recorder.await(
                    "the item",
                    () -> !sim.session(session.sessionId()).responses().isEmpty());
            assertThatThrownBy(() -> session.say("ä".repeat(200_000))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void anOutputOfAFunctionThatIsTooLargeLeavesTheSessionAndItsStopAsTheyWere(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = builder(sim, kind).connect()) {
            session.say("Tell me a story");
            ear.awaitAudible(20, 0);
            ClientEvent output = new ClientEvent.ConversationItemCreate(
                    null, null, Item.userText("", "x".repeat(kind == TransportKind.WEBRTC ? 300 << 10 : 17 << 20)));
            assertThatThrownBy(() -> session.send(output)).isInstanceOf(IllegalArgumentException.class);
            assertThat(session.stop().interrupted()).isTrue();
            long stopped = System.nanoTime();
            ear.awaitTime(stopped + TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(ear.audibleSince(stopped)).isLessThanOrEqualTo(1);
            assertThat(recorder.closed()).isEmpty();
        }
    }

    @Test
    void aConfigurationTooLargeForTheTransportFailsTheConnectionWithWhatToDo() {
        SessionConfig session = SessionConfig.PUSH_TO_TALK.withInstructions("x".repeat(17 << 20));
        try (Simulator sim = Simulator.builder().start()) {
            ConnectException e = catchThrowableOfType(
                    ConnectException.class,
                    () -> builder(sim, TransportKind.WEBSOCKET)
                            .session(session)
                            .connect()
                            .close());
            assertThat(e).hasMessageContaining("session.update").hasMessageContaining("shorten it");
            assertThat(e.stage()).isEqualTo(ConnectStage.SESSION_UPDATED);
        }
    }
}
