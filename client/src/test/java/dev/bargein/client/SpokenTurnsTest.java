package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.BargeInOptions;
import dev.bargein.core.ConversationItem;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.SpeechRecognizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What users of realtime services reported of what they say, on both transports; each test names its case. */
class SpokenTurnsTest {
    private static final String SHORT_ANSWERS = """
            answers:
              - text: The first answer.
                durationMs: 300
              - text: The second answer.
                durationMs: 300
            """;

    private static final String LONG_ANSWER = """
            answers:
              - text: An answer that takes a while, so that its echo is heard.
                durationMs: 3000
            """;

    private final Recorder recorder = new Recorder();
    private final Ear ear = new Ear();
    private final VirtualClock clock = new VirtualClock();
    private final VirtualMicrophone microphone = new VirtualMicrophone(clock);

    /** Case 20: a pause by muting is taken for the end of the turn. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void halfASentenceThatIsMutedIsNoTurnAndTheNextOneIsWhole(TransportKind kind) {
        try (Simulator simulator = simulator(SHORT_ANSWERS);
                RealtimeSession session = builder(simulator, kind)
                        .session(SessionConfig.HANDS_FREE)
                        .connect()) {
            session.listen();
            microphone.play(Signals.tone(24 * 1_500));
            recorder.awaitEvent(ServerEvent.InputAudioBufferSpeechStarted.class);
            session.mute();
            microphone.silence();
            pass(1_500);
            assertThat(recorder.events(ServerEvent.InputAudioBufferCommitted.class))
                    .isEmpty();
            assertThat(simulator.session(session.sessionId()).responses()).isEmpty();
            session.listen();
            microphone.play(Signals.tone(24 * 700));
            recorder.awaitNotice(Notice.VoiceEnded.class);
            assertThat(said(simulator, session)).isBetween(680L, 800L);
            assertThat(simulator.session(session.sessionId()).responses()).hasSize(1);
        }
        assertThat(recorder.problems()).isEmpty();
    }

    /** Case 22: the user begins to speak before the press. */
    @ParameterizedTest
    @CsvSource({"WEBSOCKET, 20, 850", "WEBSOCKET, 200, 1000", "WEBRTC, 20, 850", "WEBRTC, 200, 1000"})
    void whatIsSaidJustBeforeThePressIsHeardAsFarAsThePreRollGoes(TransportKind kind, int preRollMs, long heardMs) {
        try (Simulator simulator = simulator(SHORT_ANSWERS);
                RealtimeSession session = builder(simulator, kind)
                        .preRoll(MediaTime.ofMillis(preRollMs))
                        .connect()) {
            session.say("Hello.");
            recorder.awaitNotice(Notice.VoiceEnded.class);
            long began = System.nanoTime();
            microphone.play(Signals.tone(24 * 1_000));
            ear.awaitTime(began + TimeUnit.MILLISECONDS.toNanos(150));
            session.press();
            ear.awaitTime(began + TimeUnit.MILLISECONDS.toNanos(1_100));
            session.release();
            recorder.awaitEvent(ServerEvent.InputAudioBufferCommitted.class);
            recorder.await(
                    "the answer",
                    () -> recorder.notices(Notice.VoiceEnded.class).count() == 2);
            assertThat(said(simulator, session)).isBetween(heardMs - 40, heardMs + 60);
        }
        assertThat(recorder.problems()).isEmpty();
    }

    /** Case 24: a server that answers by itself, and an application that asks for the same answer. */
    @ParameterizedTest
    @CsvSource({"WEBSOCKET, true", "WEBSOCKET, false", "WEBRTC, true", "WEBRTC, false"})
    void aTurnThatTheServerAnswersByItselfIsNotAnsweredAgainAtTheRelease(TransportKind kind, boolean serverFirst) {
        SessionConfig answersByItself =
                SessionConfig.builder().serverVad().createResponse(true).build();
        try (Simulator simulator = simulator(SHORT_ANSWERS);
                RealtimeSession session =
                        builder(simulator, kind).session(answersByItself).connect()) {
            session.press();
            long began = System.nanoTime();
            microphone.play(Signals.tone(24 * 800));
            if (serverFirst) {
                recorder.awaitEvent(ServerEvent.InputAudioBufferCommitted.class);
            } else {
                ear.awaitTime(began + TimeUnit.MILLISECONDS.toNanos(800));
            }
            session.release();
            recorder.awaitNotice(Notice.VoiceEnded.class);
            pass(1_500);
            assertThat(simulator.session(session.sessionId()).responses()).hasSize(1);
            assertThat(simulator.session(session.sessionId()).ledger().violations())
                    .isEmpty();
            assertThat(said(simulator, session)).isBetween(760L, 900L);
        }
        assertThat(recorder.problems()).isEmpty();
    }

    /** Case 25: what the user said is written down after the answer, or never. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void wordsThatComeAfterTheAnswerOrNeverStandWhereTheyWereSaid(TransportKind kind) {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger turns = new AtomicInteger();
        SpeechRecognizer late = new SpeechRecognizer() {
            @Override
            public String recognize(short[] pcm) {
                try {
                    assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return turns.incrementAndGet() == 1 ? "the first turn" : "";
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
        SessionConfig written = SessionConfig.builder()
                .manualTurns()
                .transcription("gpt-4o-transcribe")
                .build();
        try (Simulator simulator = Simulator.builder()
                        .script(Script.parse(SHORT_ANSWERS, "turns"))
                        .recognizer(late)
                        .start();
                RealtimeSession session =
                        builder(simulator, kind).session(written).connect()) {
            turn(session, 1);
            turn(session, 2);
            assertThat(recorder.notices(Notice.UserText.class)).isEmpty();
            answered.countDown();
            Notice.UserText text = recorder.awaitNotice(Notice.UserText.class);
            Notice.UserTextFailed failed = recorder.awaitNotice(Notice.UserTextFailed.class);
            assertThat(session.items())
                    .extracting(ConversationItem::text)
                    .containsExactly("the first turn", "The first answer.", "", "The second answer.");
            assertThat(text.itemId()).isEqualTo(session.items().get(0).id());
            assertThat(failed.itemId()).isEqualTo(session.items().get(2).id());
            assertThat(failed.error().message()).isNotBlank();
        }
        assertThat(recorder.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aTurnThatIsReleasedWithoutAnAnswerIsRememberedUntilOneIsAskedFor(TransportKind kind) {
        try (Simulator simulator = simulator(SHORT_ANSWERS);
                RealtimeSession session = builder(simulator, kind).connect()) {
            session.press();
            microphone.play(Signals.tone(24 * 300));
            pass(350);
            session.releaseWithoutAnswer();
            recorder.awaitEvent(ServerEvent.InputAudioBufferCommitted.class);
            pass(300);
            assertThat(simulator.session(session.sessionId()).responses()).isEmpty();
            session.respond();
            recorder.awaitNotice(Notice.VoiceEnded.class);
            assertThat(simulator.session(session.sessionId()).responses()).hasSize(1);
            assertThat(said(simulator, session)).isBetween(280L, 360L);
        }
    }

    private void turn(RealtimeSession session, int number) {
        session.press();
        long began = System.nanoTime();
        microphone.play(Signals.tone(24 * 400));
        ear.awaitTime(began + TimeUnit.MILLISECONDS.toNanos(450));
        session.release();
        recorder.await(
                "answer " + number,
                () -> recorder.notices(Notice.VoiceEnded.class).count() == number);
    }

    /** What is done against an echo. */
    enum Remedy {
        NONE,
        WARM_UP,
        UNINTERRUPTIBLE
    }

    /** Case 34: the microphone hears the loudspeaker, 80 ms later and 20 dB softer. */
    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET, NONE", "WEBSOCKET, WARM_UP", "WEBSOCKET, UNINTERRUPTIBLE",
        "WEBRTC, NONE", "WEBRTC, WARM_UP", "WEBRTC, UNINTERRUPTIBLE"
    })
    void anEchoHoldsTheVoiceThatItIsOfUnlessSomethingIsDoneAgainstIt(TransportKind kind, Remedy remedy) {
        Deque<short[]> air = new ArrayDeque<>();
        for (int i = 0; i < 8; i++) {
            air.add(new short[240]);
        }
        VirtualSpeaker loud = new VirtualSpeaker(clock, (pcm, position, nanos) -> {
            ear.frame(pcm, position, nanos);
            short[] echo = new short[pcm.length];
            for (int i = 0; i < pcm.length; i++) {
                echo[i] = (short) (pcm[i] / 10);
            }
            air.add(echo);
            microphone.play(air.remove());
        });
        SessionConfig clientDecides = SessionConfig.builder()
                .serverVad()
                .interruptResponse(false)
                .createResponse(false)
                .build();
        BargeInOptions options = BargeInOptions.DEFAULT.withWarmUpMs(remedy == Remedy.WARM_UP ? 5_000 : 0);
        try (Simulator simulator = simulator(LONG_ANSWER);
                RealtimeSession session = builder(simulator, kind)
                        .session(remedy == Remedy.UNINTERRUPTIBLE ? SessionConfig.HANDS_FREE : clientDecides)
                        .bargeIn(options)
                        .speaker(loud)
                        .connect()) {
            session.listen();
            session.say("Tell me something.");
            if (remedy == Remedy.UNINTERRUPTIBLE) {
                session.uninterruptible();
            }
            if (remedy == Remedy.NONE) {
                recorder.awaitNotice(Notice.VoicePaused.class);
            } else {
                recorder.awaitNotice(Notice.VoiceEnded.class);
                assertThat(recorder.notices(Notice.VoicePaused.class)).isEmpty();
                assertThat(recorder.notices(Notice.Interrupted.class)).isEmpty();
            }
            if (remedy == Remedy.UNINTERRUPTIBLE) {
                pass(1_000);
                assertThat(simulator.session(session.sessionId()).responses()).hasSize(1);
            }
        }
        assertThat(recorder.problems()).isEmpty();
    }

    private void pass(long ms) {
        ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms));
    }

    /** How much of the user's last turn the service has, in milliseconds. */
    private static long said(Simulator simulator, RealtimeSession session) {
        SimulatorItem last = simulator.session(session.sessionId()).items().stream()
                .filter(item -> item.role().equals("user") && item.audioMs() > 0)
                .reduce((a, b) -> b)
                .orElseThrow();
        return Ear.audibleMs(last.pcm());
    }

    private static Simulator simulator(String script) {
        return Simulator.builder().script(Script.parse(script, "turns")).start();
    }

    private RealtimeSession.Builder builder(Simulator simulator, TransportKind kind) {
        return RealtimeSession.builder()
                .url(simulator.httpUrl())
                .model("gpt-realtime")
                .apiKey("sk-any")
                .transport(kind)
                .speaker(new VirtualSpeaker(clock, ear))
                .microphone(microphone)
                .listener(recorder);
    }
}
