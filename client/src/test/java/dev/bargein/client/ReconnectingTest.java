package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Notice;
import dev.bargein.core.ReconnectPolicy;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.script.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that is lost is made again, over real transports. */
class ReconnectingTest {
    private static final ReconnectPolicy POLICY = new ReconnectPolicy(100, 100, 400, 60_000, 5);
    private static final String STORY = """
            answers:
              - text: >-
                  One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
                  seventeen eighteen nineteen twenty.
                durationMs: 10000
              - text: The next answer.
                durationMs: 600
            """;

    private final Recorder recorder = new Recorder();
    private final Ear ear = new Ear();
    private final VirtualClock clock = new VirtualClock();
    private final VirtualMicrophone microphone = new VirtualMicrophone(clock);

    private RealtimeSession.Builder to(Simulator sim, TransportKind kind) {
        return RealtimeSession.builder()
                .url(sim.httpUrl())
                .model("sim")
                .apiKey("sk-test")
                .transport(kind)
                .speaker(new VirtualSpeaker(clock, ear))
                .microphone(microphone)
                .reconnect(POLICY)
                .listener(recorder);
    }

    private static Simulator.Builder story() {
        return Simulator.builder().script(Script.parse(STORY, "story"));
    }

    /** The same address, as a service that comes back. */
    private static Simulator.Builder at(int port) {
        return story().port(port).seed(port);
    }

    private void awaitReadyAgain() {
        recorder.await(
                "the session to be ready again",
                () -> recorder.states().size() >= 4
                        && recorder.states().get(recorder.states().size() - 1) == SessionState.READY);
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aConnectionThatBreaksInMidAnswerIsMadeAgainAndTheServiceIsToldWhatWasHeard(TransportKind kind) {
        try (Simulator sim = story().start();
                RealtimeSession session = to(sim, kind).connect()) {
            SimulatorSession before = sim.session(session.sessionId());
            session.say("Count to twenty");
            ear.awaitAudible(150, 0);
            session.stop();
            before.close();
            awaitReadyAgain();
            assertThat(session.sessionId()).isNotEqualTo(before.id());
            SimulatorSession after = sim.session(session.sessionId());
            recorder.await("the history", () -> after.items().size() == 2);
            assertThat(after.items()).extracting(SimulatorItem::role).containsExactly("user", "assistant");
            assertThat(after.items().get(0).text()).isEqualTo("Count to twenty");
            assertThat(after.items().get(1).text()).startsWith("One two").doesNotContain("ten");
            long again = System.nanoTime();
            session.say("And now?");
            ear.awaitAudible(20, again);
            recorder.await("both", () -> after.responses().size() == 1);
            assertThat(after.items()).extracting(SimulatorItem::id).doesNotHaveDuplicates();
            assertThat(after.ledger().clientViolations()).isEmpty();
        }
        assertThat(recorder.states())
                .containsExactly(
                        SessionState.CONNECTING,
                        SessionState.READY,
                        SessionState.RECONNECTING,
                        SessionState.READY,
                        SessionState.CLOSED);
        assertThat(recorder.reasons()).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.APPLICATION);
        assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
        assertThat(recorder.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void noOldSoundIsHeardWhenTheConnectionWasCutWhileTheVoiceSounded(TransportKind kind) {
        try (Simulator sim = story().start();
                RealtimeSession session = to(sim, kind).connect()) {
            session.say("Count to twenty");
            ear.awaitAudible(50, 0);
            sim.session(session.sessionId()).close();
            awaitReadyAgain();
            session.stop();
            long stopped = System.nanoTime();
            SimulatorSession after = sim.session(session.sessionId());
            ear.awaitTime(stopped + TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(ear.audibleSince(stopped + TimeUnit.MILLISECONDS.toNanos(20)))
                    .isZero();
            assertThat(after.responses()).isEmpty();
            session.say("And now?");
            ear.awaitAudible(20, stopped + TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aPressGoesOnWhileTheServiceIsAwayAndNothingOfItIsLost(TransportKind kind) {
        int port;
        RealtimeSession session;
        try (Simulator sim = story().start()) {
            port = sim.port();
            session = to(sim, kind).connect();
            session.press();
            ear.awaitTime(System.nanoTime());
            microphone.play(Signals.tone(24 * 1_500));
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500));
        }
        recorder.awaitNotice(Notice.Reconnecting.class);
        assertThat(session.state()).isEqualTo(SessionState.RECONNECTING);
        assertThat(microphone.isLive()).as("while the button is held").isTrue();
        try (Simulator sim = at(port).start();
                session) {
            awaitReadyAgain();
            assertThat(microphone.isLive()).isTrue();
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500));
            session.release();
            recorder.awaitEvent(ServerEvent.InputAudioBufferCommitted.class);
            ear.awaitAudible(20, 0);
            assertThat(microphone.isLive()).isFalse();
            SimulatorItem said = sim.session(session.sessionId()).items().get(0);
            assertThat(audibleMs(said)).isBetween(1_480L, 1_700L);
            assertThat(sim.session(session.sessionId()).ledger().clientViolations())
                    .isEmpty();
        }
        assertThat(recorder.notices(Notice.TurnCommitted.class)).hasSize(1);
        assertThat(recorder.notices(Notice.TurnDropped.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void whatIsTypedWhileTheServiceIsAwayIsAnsweredOnceWhenItIsBack(TransportKind kind) {
        int port;
        RealtimeSession session;
        try (Simulator sim = story().start()) {
            port = sim.port();
            session = to(sim, kind).connect();
        }
        recorder.awaitNotice(Notice.Reconnecting.class);
        session.say("Are you there?");
        recorder.await(
                "attempts that fail",
                () -> recorder.notices(Notice.Reconnecting.class).count() >= 3);
        long back = System.nanoTime();
        try (Simulator sim = at(port).start();
                session) {
            ear.awaitAudible(20, back);
            SimulatorSession after = sim.session(session.sessionId());
            assertThat(after.items().stream().filter(i -> i.role().equals("user")))
                    .extracting(SimulatorItem::text)
                    .containsExactly("Are you there?");
            assertThat(after.responses()).hasSize(1);
        }
        assertThat(recorder.notices(Notice.NotSent.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aKeyThatIsNotAcceptedAnyMoreEndsTheSessionAtOnce(TransportKind kind) {
        int port;
        RealtimeSession session;
        try (Simulator sim = story().start()) {
            port = sim.port();
            session = to(sim, kind).connect();
        }
        recorder.awaitNotice(Notice.Reconnecting.class);
        session.say("Are you there?");
        session.press();
        try (Simulator sim = at(port).apiKey("sk-other").start();
                session) {
            CloseReason reason = recorder.awaitClosed();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.REFUSED);
            assertThat(reason.code()).isEqualTo(401);
            assertThat(session.state()).isEqualTo(SessionState.CLOSED);
            assertThat(microphone.isLive()).isFalse();
            assertThat(sim.sessions()).isEmpty();
        }
        assertThat(recorder.reasons()).hasSize(1);
        assertThat(recorder.notices(Notice.NotSent.class))
                .extracting(Notice.NotSent::what)
                .containsExactly("Are you there?");
        assertThat(recorder.notices(Notice.TurnDropped.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void closingDuringAnAttemptEndsAtOnceAndLeavesNothingOpen(TransportKind kind) throws Exception {
        int port;
        RealtimeSession session;
        try (Simulator sim = story().start()) {
            port = sim.port();
            session = to(sim, kind).connect();
        }
        recorder.awaitNotice(Notice.Reconnecting.class);
        session.press();
        try (Simulator slow = at(port).acceptAndNeverAnswer().start()) {
            recorder.await(
                    "an attempt",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .anyMatch(t -> t.getName().equals("bargein-http") && t.isAlive()));
            long began = System.nanoTime();
            session.close();
            assertThat(System.nanoTime() - began)
                    .isLessThan(Duration.ofMillis(2_000).toNanos());
            assertThat(recorder.awaitClosed().kind()).isEqualTo(CloseReason.Kind.APPLICATION);
            assertThat(microphone.isLive()).isFalse();
            assertThat(slow.sessions()).isEmpty();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("bargein-reconnect", "bargein-session", "bargein-listener");
        assertThat(recorder.reasons()).hasSize(1);
    }

    @Test
    void aServiceThatStaysAwayEndsTheSessionAfterAsManyAttemptsAsTheApplicationWanted() {
        RealtimeSession session;
        try (Simulator sim = story().start()) {
            session = to(sim, TransportKind.WEBSOCKET)
                    .reconnect(new ReconnectPolicy(3, 10, 50, 60_000, 1))
                    .connect();
        }
        CloseReason reason = recorder.awaitClosed();
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.NETWORK);
        assertThat(reason.text()).contains("Cannot reach");
        assertThat(recorder.notices(Notice.Reconnecting.class))
                .extracting(Notice.Reconnecting::attempt)
                .containsExactly(1, 2, 3);
        session.close();
        assertThat(recorder.reasons()).hasSize(1);
    }

    @Test
    void withoutAPolicyALostConnectionIsTheEnd() {
        try (Simulator sim = story().start();
                RealtimeSession session = to(sim, TransportKind.WEBSOCKET)
                        .reconnect(ReconnectPolicy.NEVER)
                        .connect()) {
            sim.session(session.sessionId()).close();
            assertThat(recorder.awaitClosed().kind()).isEqualTo(CloseReason.Kind.SERVER);
        }
        assertThat(recorder.states()).containsExactly(SessionState.CONNECTING, SessionState.READY, SessionState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aToolThatRunsWhileTheServiceGoesAwayIsSpokenAboutWhenItIsBack(TransportKind kind) throws Exception {
        Script script = Script.parse("""
                answers:
                  - call: {name: weather}
                  - whenTool: weather
                    text: It is sunny.
                    durationMs: 600
                """, "tool");
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Tool weather = Tool.of("weather", "The weather", JsonObject.EMPTY.with("type", "object"), a -> {
            runs.countDown();
            go.await();
            return "sunny";
        });
        int port;
        RealtimeSession session;
        try (Simulator sim = Simulator.builder().script(script).start()) {
            port = sim.port();
            session = to(sim, kind).tool(weather).connect();
            session.say("What is the weather?");
            assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        }
        recorder.awaitNotice(Notice.Reconnecting.class);
        go.countDown();
        try (Simulator sim =
                        Simulator.builder().script(script).port(port).seed(port).start();
                session) {
            recorder.awaitNotice(Notice.VoiceEnded.class);
            SimulatorSession after = sim.session(session.sessionId());
            assertThat(after.items())
                    .extracting(SimulatorItem::type)
                    .containsExactly("message", "function_call", "function_call_output", "message");
            assertThat(after.responses()).hasSize(1);
        }
        assertThat(recorder.notices(Notice.ToolAnswered.class)).hasSize(1);
        assertThat(recorder.notices(Notice.ToolCallDropped.class)).isEmpty();
        assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
    }

    /** Field case 28. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aSessionThatReachesItsLongestDurationIsLeftForANewOneBefore(TransportKind kind) {
        try (Simulator sim = story().sessionSeconds(3).start();
                RealtimeSession session = to(sim, kind).connect()) {
            session.say("Hello");
            session.stop();
            recorder.awaitEvent(ServerEvent.ConversationItemAdded.class);
            awaitReadyAgain();
            recorder.await(
                    "the history",
                    () -> !sim.session(session.sessionId()).items().isEmpty());
            assertThat(sim.session(session.sessionId()).items())
                    .extracting(SimulatorItem::text)
                    .containsExactly("Hello");
            assertThat(recorder.notices(Notice.Reconnecting.class))
                    .singleElement()
                    .extracting(Notice.Reconnecting::reason)
                    .asString()
                    .contains("longest duration");
            assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aSettingThatWasChangedAtRunTimeIsAskedOfTheNextSessionToo(TransportKind kind) {
        try (Simulator sim = story().start();
                RealtimeSession session = to(sim, kind).connect()) {
            session.update(SessionConfig.EMPTY.withInstructions("Be brief"));
            recorder.await(
                    "the update",
                    () -> recorder.events(ServerEvent.SessionUpdated.class).count() == 2);
            sim.session(session.sessionId()).close();
            awaitReadyAgain();
            assertThat(sim.session(session.sessionId()).settings().string("instructions"))
                    .isEqualTo("Be brief");
        }
        List<String> types = recorder.sent().stream().map(ClientEvent::type).toList();
        assertThat(types).containsOnly("session.update");
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aConnectionThatBreaksWithoutAWordIsMadeAgain(TransportKind kind) {
        try (Simulator sim = story().start();
                RealtimeSession session = to(sim, kind).connect()) {
            sim.session(session.sessionId()).dropConnection();
            recorder.awaitNotice(Notice.Reconnecting.class);
            awaitReadyAgain();
            long again = System.nanoTime();
            session.say("Hello");
            ear.awaitAudible(20, again);
        }
    }

    private static long audibleMs(SimulatorItem item) {
        short[] pcm = item.pcm();
        Ear ear = new Ear();
        for (int at = 0; at + 240 <= pcm.length; at += 240) {
            short[] frame = new short[240];
            System.arraycopy(pcm, at, frame, 0, 240);
            ear.frame(frame, at, 1 + at);
        }
        return 10 * ear.audibleSince(0);
    }
}
