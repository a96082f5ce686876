package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.Simulator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session is used from its first moment, while it connects. */
class ConnectingTest {
    private static final int CONNECTING_MS = 1_500;

    private final Recorder recorder = new Recorder();
    private final Ear ear = new Ear();
    private final VirtualClock clock = new VirtualClock();
    private final VirtualMicrophone microphone = new VirtualMicrophone(clock);

    private RealtimeSession.Builder to(String url, TransportKind kind) {
        return RealtimeSession.builder()
                .url(url)
                .model("sim")
                .apiKey("sk-test")
                .transport(kind)
                .speaker(new VirtualSpeaker(clock, ear))
                .microphone(microphone)
                .listener(recorder);
    }

    private static Simulator slow() {
        return Simulator.builder()
                .faults(Faults.builder().signallingDelayMs(CONNECTING_MS).build())
                .start();
    }

    /** Field case 5. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void wordsSpokenWhileTheCallIsStillConnectingAreNotLost(TransportKind kind) {
        try (Simulator sim = slow();
                RealtimeSession session = to(sim.httpUrl(), kind).connectAsync()) {
            session.press();
            assertThat(session.state()).isEqualTo(SessionState.CONNECTING);
            assertThat(session.pressAccepted()).isTrue();
            ear.awaitTime(System.nanoTime());
            microphone.play(Signals.tone(24 * 2_500));
            session.ready().join();
            long released = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_200);
            ear.awaitTime(released);
            session.release();
            recorder.awaitEvent(ServerEvent.InputAudioBufferCommitted.class);
            assertThat(audibleMs(sim, session))
                    .as("what the service has of 2,500 ms")
                    .isBetween(2_480L, 2_600L);
            ear.awaitAudible(20, released);
            assertThat(sim.session(session.sessionId()).ledger().clientViolations())
                    .isEmpty();
        }
        assertThat(recorder.states()).containsExactly(SessionState.CONNECTING, SessionState.READY, SessionState.CLOSED);
        assertThat(recorder.reasons()).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.APPLICATION);
        assertThat(microphone.isLive()).isFalse();
        assertThat(recorder.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aTurnThatIsOverBeforeTheSessionIsReadyIsAnswered(TransportKind kind) {
        try (Simulator sim = slow();
                RealtimeSession session = to(sim.httpUrl(), kind).connectAsync()) {
            session.press();
            ear.awaitTime(System.nanoTime());
            microphone.play(Signals.tone(24 * 600));
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700));
            session.release();
            assertThat(session.state()).isEqualTo(SessionState.CONNECTING);
            recorder.awaitEvent(ServerEvent.InputAudioBufferCommitted.class);
            ear.awaitAudible(20, 0);
            assertThat(audibleMs(sim, session)).isBetween(580L, 700L);
            List<String> sent = types();
            assertThat(sent.indexOf("session.update")).isZero();
            assertThat(sim.session(session.sessionId()).responses()).hasSize(1);
        }
    }

    /** Field case 5: the service does not hear the room with settings of its own. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void noSoundReachesTheServiceBeforeItsSettingsAreConfirmed(TransportKind kind) {
        try (Simulator sim = slow();
                RealtimeSession session = to(sim.httpUrl(), kind)
                        .session(SessionConfig.PUSH_TO_TALK)
                        .connectAsync()) {
            microphone.play(Signals.tone(24 * 3_000));
            session.ready().join();
            recorder.awaitEvent(ServerEvent.SessionUpdated.class);
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(recorder.events(ServerEvent.InputAudioBufferSpeechStarted.class))
                    .isEmpty();
            assertThat(sim.session(session.sessionId()).items()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void whatIsTypedWhileConnectingIsAnsweredOnceAndAfterAStopNotAtAll(TransportKind kind) {
        try (Simulator sim = slow()) {
            try (RealtimeSession session = to(sim.httpUrl(), kind).connectAsync()) {
                session.say("Tell me a story");
                assertThat(session.stop()).isEqualTo(StopResult.NOTHING);
                session.ready().join();
                recorder.awaitEvent(ServerEvent.ConversationItemAdded.class);
                assertThat(sim.session(session.sessionId()).responses()).isEmpty();
                session.say("And another one");
                ear.awaitAudible(20, 0);
                assertThat(sim.session(session.sessionId()).responses()).hasSize(1);
                assertThat(sim.session(session.sessionId()).items())
                        .filteredOn(i -> i.role().equals("user"))
                        .hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void closingWhileConnectingIsInstantAndLeavesNothingOpen(TransportKind kind) throws Exception {
        try (RawServer server = RawServer.silent()) {
            RealtimeSession session = to(server.url(), kind).connectAsync();
            session.press();
            session.release();
            session.press();
            server.awaitConnection();
            long began = System.nanoTime();
            session.close();
            assertThat(System.nanoTime() - began)
                    .isLessThan(Duration.ofMillis(2_000).toNanos());
            assertThat(recorder.awaitClosed().kind()).isEqualTo(CloseReason.Kind.APPLICATION);
            assertThat(session.state()).isEqualTo(SessionState.CLOSED);
            assertThat(microphone.isLive()).isFalse();
            assertThat(session.ready()).isCompletedExceptionally();
            session.close();
        }
        assertThat(recorder.reasons()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aFailureToConnectIsToldOnceWithItsKindAndLeavesNothingOpen(TransportKind kind) {
        try (Simulator sim = Simulator.builder().apiKey("sk-right").start();
                RealtimeSession session = to(sim.httpUrl(), kind).connectAsync()) {
            session.press();
            CloseReason reason = recorder.awaitClosed();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.REFUSED);
            assertThat(reason.code()).isEqualTo(401);
            assertThat(reason.retryable()).isFalse();
            assertThatThrownBy(() -> session.ready().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ConnectException.class);
            assertThat(session.state()).isEqualTo(SessionState.CLOSED);
            assertThat(microphone.isLive()).isFalse();
        }
        assertThat(recorder.reasons()).hasSize(1);
        assertThat(recorder.states()).containsExactly(SessionState.CONNECTING, SessionState.CLOSED);
    }

    @Test
    void aWrongKeyIsTheSameFailureOnBothTransports() {
        try (Simulator sim = Simulator.builder().apiKey("sk-right").start()) {
            List<ConnectException> failures = new ArrayList<>();
            for (TransportKind kind : TransportKind.values()) {
                failures.add(catchThrowableOfType(
                        ConnectException.class, () -> to(sim.httpUrl(), kind).connect()));
            }
            assertThat(failures).allSatisfy(e -> {
                assertThat(e.stage()).isEqualTo(ConnectStage.AUTHENTICATION);
                assertThat(e.httpStatus()).isEqualTo(401);
                assertThat(e.retryable()).isFalse();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aHeaderOfTheApplicationGoesToTheServiceAndIsShownToNobody(TransportKind kind) throws IOException {
        Secret azure = Secret.of("azure-marker-0123456789");
        try (RawServer server = new RawServer(c -> c.answer("401 No", "", "no azure-marker-0123456789"))) {
            ConnectException e = catchThrowableOfType(
                    ConnectException.class,
                    () -> to(server.url(), kind).header("api-key", azure).connect());
            assertThat(server.requests().get(0)).containsIgnoringCase("api-key: azure-marker-0123456789");
            assertThat(e.toString() + e.serverMessage()).doesNotContain("azure-marker");
        }
        assertThatThrownBy(() -> RealtimeSession.builder().header("api key", azure))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RealtimeSession.builder().header("Host", azure))
                .isInstanceOf(IllegalArgumentException.class);
        ConnectException unsafe = catchThrowableOfType(
                ConnectException.class,
                () -> to("ws://192.0.2.1/v1/realtime", kind)
                        .credentials(Credentials.none())
                        .header("api-key", azure)
                        .connect());
        assertThat(unsafe).hasMessageContaining("without encryption");
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void theEndOfASessionHasACauseThatAProgramCanRead(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = to(sim.httpUrl(), kind).connect()) {
            sim.session(session.sessionId()).close();
            CloseReason reason = recorder.awaitClosed();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.SERVER);
            assertThat(reason.code()).isEqualTo(kind == TransportKind.WEBSOCKET ? 1000 : 0);
            assertThat(reason.retryable()).isTrue();
        }
    }

    /** Field case 28. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aSessionThatReachesItsLongestDurationSaysSo(TransportKind kind) {
        Faults expires = Faults.builder().expire(Faults.Trigger.afterMs(300)).build();
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = to(sim.httpUrl(), kind).connect()) {
            sim.session(session.sessionId()).faults(expires);
            assertThat(recorder.awaitClosed().kind()).isEqualTo(CloseReason.Kind.SESSION_EXPIRED);
        }
    }

    private List<String> types() {
        return recorder.sent().stream().map(ClientEvent::type).toList();
    }

    /** How much of the user's first item is audible. */
    private static long audibleMs(Simulator sim, RealtimeSession session) {
        return Ear.audibleMs(sim.session(session.sessionId()).items().get(0).pcm());
    }
}
