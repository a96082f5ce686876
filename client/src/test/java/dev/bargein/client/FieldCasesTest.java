package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.core.ConversationItem;
import dev.bargein.core.Heard;
import dev.bargein.core.Notice;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.script.Script;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What users of realtime services reported of answers and interruptions, on both transports; each test names its case. */
class FieldCasesTest {
    private static final String PREAMBLE_AND_ANSWER = """
            answers:
              - items:
                  - text: Let me look.
                    durationMs: 700
                  - text: Here is what I found about it, and it is a long story.
                    durationMs: 20000
                speed: 4
              - text: The next answer.
                durationMs: 300
            """;

    private static final String BY_QUESTION = """
            answers:
              - text: What?
                durationMs: 300
              - when: second
                text: The second answer.
                durationMs: 600
              - when: first
                text: The first answer.
                durationMs: 1500
                firstAudioDelayMs: FIRST
            """;

    private final Recorder recorder = new Recorder();
    private final Ear ear = new Ear();

    /** Case 1: the reply drains in the middle and starts again. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aReplyThatPausesInItsMiddleIsNotOverAndAStopInItsSecondHalfIsWhole(TransportKind kind) {
        String pauses = """
                answers:
                  - items:
                      - text: Let me check that for you.
                        durationMs: 600
                      - pauseMs: 1500
                      - durationMs: 15000
                """;
        try (Simulator simulator = simulator(pauses);
                RealtimeSession session = connect(simulator, kind)) {
            session.say("Check it.");
            ear.awaitAudible(120, 0);
            if (kind == TransportKind.WEBRTC) {
                assertThat(recorder.events(ServerEvent.OutputAudioBufferStarted.class))
                        .hasSize(2);
            }
            assertThat(recorder.notices(Notice.VoiceEnded.class)).isEmpty();
            long stopped = System.nanoTime();
            session.stop();
            ear.awaitTime(stopped + TimeUnit.MILLISECONDS.toNanos(600));
            assertThat(ear.audibleSince(stopped)).isLessThanOrEqualTo(2);
            assertThat(sent()).contains("response.cancel");
            if (kind == TransportKind.WEBRTC) {
                assertThat(sent()).contains("output_audio_buffer.clear");
            }
            assertThat(recorder.notices(Notice.VoiceStarted.class)).hasSize(1);
            assertThat(violations(simulator, session)).isEmpty();
        }
    }

    /** Case 2: a preamble and an answer in one response, where sound names its item; on a call {@link PreambleAndAnswerTest}. */
    @Test
    void aStopInTheAnswerAfterAPreambleCutsTheAnswerAndLeavesThePreambleAlone() {
        try (Simulator simulator = Simulator.builder()
                        .script(Script.parse(PREAMBLE_AND_ANSWER, "cases"))
                        .overlappingItems(true)
                        .start();
                RealtimeSession session = connect(simulator, TransportKind.WEBSOCKET)) {
            session.say("What do you know of it?");
            ear.awaitAudible(300, 0);
            List<Heard> cut = session.stop().heard();
            assertThat(cut).hasSize(1);
            long heardMs = cut.get(0).heard().millis();
            assertThat(heardMs).isBetween(2_200L, 2_500L);
            recorder.awaitEvent(ServerEvent.ConversationItemTruncated.class);
            assertThat(recorder.events(ServerEvent.ConversationItemTruncated.class))
                    .hasSize(1);
            assertThat(answers(simulator, session))
                    .satisfiesExactly(
                            preamble -> {
                                assertThat(preamble.audioMs()).isEqualTo(700);
                                assertThat(preamble.text()).isEqualTo("Let me look.");
                            },
                            answer -> assertThat(answer.audioMs()).isEqualTo(heardMs));
            assertThat(violations(simulator, session)).isEmpty();
        }
    }

    /** Case 2: a Stop in the preamble. */
    @Test
    void aStopInThePreambleCutsItAndDeletesTheAnswerThatNobodyHeard() {
        try (Simulator simulator = Simulator.builder()
                        .script(Script.parse(PREAMBLE_AND_ANSWER, "cases"))
                        .overlappingItems(true)
                        .start();
                RealtimeSession session = connect(simulator, TransportKind.WEBSOCKET)) {
            session.say("What do you know of it?");
            ear.awaitAudible(40, 0);
            long heardMs = session.stop().heard().get(0).heard().millis();
            assertThat(heardMs).isBetween(350L, 550L);
            recorder.awaitNotice(Notice.ResponseEnded.class);
            recorder.awaitEvent(ServerEvent.ConversationItemTruncated.class);
            session.say("And now?");
            recorder.awaitNotice(Notice.VoiceEnded.class);
            assertThat(answers(simulator, session))
                    .extracting(SimulatorItem::audioMs)
                    .containsExactly(heardMs, 300L);
            assertThat(violations(simulator, session)).isEmpty();
        }
    }

    /** Case 4: the caller's "Hello?" kills the greeting. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aGreetingThatIsNotToBeInterruptedOutlivesTheCallersHello(TransportKind kind) {
        String greeting = """
                answers:
                  - text: Welcome to the museum. We are open from nine to five.
                    durationMs: 2500
                    firstAudioDelayMs: 600
                  - text: At your service.
                    durationMs: 300
                """;
        VirtualClock clock = new VirtualClock();
        VirtualMicrophone microphone = new VirtualMicrophone(clock);
        try (Simulator simulator = simulator(greeting);
                RealtimeSession session = RealtimeSession.builder()
                        .url(simulator.httpUrl())
                        .model("gpt-realtime")
                        .apiKey("sk-any")
                        .transport(kind)
                        .session(SessionConfig.HANDS_FREE)
                        .speaker(new VirtualSpeaker(clock, ear))
                        .microphone(microphone)
                        .listener(recorder)
                        .connect()) {
            session.listen();
            long asked = System.nanoTime();
            session.say("Greet the caller.").uninterruptible();
            ear.awaitTime(asked + TimeUnit.MILLISECONDS.toNanos(300));
            microphone.play(Signals.tone(24 * 400));
            ear.awaitAudible(100, 0);
            microphone.play(Signals.tone(24 * 400));
            recorder.awaitNotice(Notice.VoiceEnded.class);
            assertThat(recorder.notices(Notice.Interrupted.class)).isEmpty();
            assertThat(recorder.notices(Notice.VoicePaused.class)).isEmpty();
            assertThat(recorder.events(ServerEvent.InputAudioBufferSpeechStarted.class))
                    .isEmpty();
            assertThat(answers(simulator, session))
                    .singleElement()
                    .extracting(SimulatorItem::audioMs)
                    .isEqualTo(2_500L);
            // What the caller says next is heard, and answered.
            microphone.play(Signals.tone(24 * 600));
            recorder.await(
                    "the answer",
                    () -> recorder.notices(Notice.VoiceEnded.class).count() == 2);
            assertThat(microphone.isLive()).isTrue();
        }
        assertThat(recorder.problems()).isEmpty();
    }

    /** Case 10: the agent is silent and nobody says why. */
    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET, inference_rate_limit_exceeded", "WEBRTC, inference_rate_limit_exceeded",
        "WEBSOCKET, server_error", "WEBRTC, server_error"
    })
    void aResponseThatFailsSaysWhyAndLocksNobodyOut(TransportKind kind, String how) {
        String fails = """
                answers:
                  - fail: HOW
                  - items:
                      - text: One moment.
                        durationMs: 300
                      - pauseMs: 0
                    fail: {type: server_error, message: The server had an error while processing your request.}
                  - text: The answer.
                    durationMs: 300
                """.replace("HOW", how);
        try (Simulator simulator = simulator(fails);
                RealtimeSession session = connect(simulator, kind)) {
            session.say("one");
            Notice.ResponseFailed first = recorder.awaitNotice(Notice.ResponseFailed.class);
            assertThat(first.status()).isEqualTo("failed");
            assertThat(first.details().errorCode() + first.details().errorType())
                    .contains(how);
            assertThat(first.advice()).isNotBlank();
            assertThat(session.pressAccepted()).isTrue();
            session.press();
            session.discard();
            session.say("two");
            recorder.await(
                    "the second failure",
                    () -> recorder.notices(Notice.ResponseFailed.class).count() == 2);
            session.say("three");
            recorder.await(
                    "an answer",
                    () -> recorder.notices(Notice.ResponseEnded.class)
                            .anyMatch(n -> n.status().equals("completed")));
            assertThat(session.isOpen()).isTrue();
        }
    }

    /** Case 11: a benign race error ends the session. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void endsThatAreToldTwiceAndCancelsThatComeLateAreNoProblem(TransportKind kind) {
        String three = """
                answers:
                  - text: An answer.
                    durationMs: 400
                    speed: 50
                """;
        try (Simulator simulator = Simulator.builder()
                        .script(Script.parse(three, "cases"))
                        .faults(Faults.builder().duplicate("response.done").build())
                        .start();
                RealtimeSession session = connect(simulator, kind)) {
            for (int i = 1; i <= 5; i++) {
                long asked = System.nanoTime();
                session.say("question " + i);
                ear.awaitAudible(10 + 6 * i, asked);
                session.stop();
                // By the application, as in libraries that do not look: refused, as nothing is active.
                session.send(new ClientEvent.ResponseCancel(null, null));
                int refusals = i;
                recorder.await(
                        "the refusal",
                        () -> recorder.events(ServerEvent.Error.class).count() == refusals);
            }
            long asked = System.nanoTime();
            session.say("the last question");
            ear.awaitAudible(30, asked);
            assertThat(session.isOpen()).isTrue();
            assertThat(recorder.notices(Notice.ResponseStarted.class)).hasSize(6);
        }
        assertThat(recorder.problems()).isEmpty();
        assertThat(recorder.closed()).hasSize(1);
    }

    /** Case 12: a Stop after generation is finished. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aStopAfterGenerationHasEndedIsSilentAndCausesNoError(TransportKind kind) {
        String fast = """
                answers:
                  - durationMs: 15000
                    speed: 50
                """;
        try (Simulator simulator = simulator(fast);
                RealtimeSession session = connect(simulator, kind)) {
            session.say("Tell me a story.");
            recorder.awaitEvent(ServerEvent.ResponseDone.class);
            ear.awaitAudible(100, 0);
            long stopped = System.nanoTime();
            session.stop();
            recorder.awaitEvent(ServerEvent.ConversationItemTruncated.class);
            ear.awaitTime(stopped + TimeUnit.MILLISECONDS.toNanos(600));
            assertThat(ear.audibleSince(stopped)).isLessThanOrEqualTo(2);
            assertThat(sent()).doesNotContain("response.cancel");
            assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
        }
    }

    /** Case 14: a Stop soon after asking. */
    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET, 0", "WEBSOCKET, 5", "WEBSOCKET, 100", "WEBSOCKET, 700",
        "WEBRTC, 0", "WEBRTC, 5", "WEBRTC, 100", "WEBRTC, 700"
    })
    void afterAStopSoonAfterAskingOnlyTheNextAnswerIsHeard(TransportKind kind, int afterMs) {
        try (Simulator simulator = simulator(BY_QUESTION.replace("FIRST", "1500"));
                RealtimeSession session = connect(simulator, kind)) {
            session.say("the first question");
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(afterMs));
            session.stop();
            session.say("the second question");
            recorder.awaitNotice(Notice.VoiceEnded.class);
            // Until the first answer would have been heard.
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_000));
            assertThat(10 * ear.audibleSince(0)).isBetween(550L, 700L);
            assertThat(recorder.notices(Notice.VoiceStarted.class)).hasSize(1);
            assertThat(answers(simulator, session))
                    .filteredOn(item -> item.audioMs() > 0)
                    .extracting(SimulatorItem::text)
                    .containsExactly("The second answer.");
        }
        assertThat(recorder.problems()).isEmpty();
    }

    /** Case 17: a text that is typed while it speaks waits for its turn, and interrupts after a Stop. */
    @ParameterizedTest
    @CsvSource({"WEBSOCKET, false", "WEBSOCKET, true", "WEBRTC, false", "WEBRTC, true"})
    void aTextDuringAnAnswerIsAnsweredAfterItOrInItsPlaceWithAStop(TransportKind kind, boolean stop) {
        try (Simulator simulator = simulator(BY_QUESTION.replace("FIRST", "200"));
                RealtimeSession session = connect(simulator, kind)) {
            session.say("the first question");
            ear.awaitAudible(40, 0);
            if (stop) {
                session.stop();
            }
            session.say("the second question");
            int voices = stop ? 1 : 2;
            recorder.await(
                    "the second answer",
                    () -> recorder.notices(Notice.VoiceEnded.class).count() == voices
                            && recorder.notices(Notice.VoiceStarted.class).count() == 2);
            assertThat(10 * ear.audibleSince(0)).isBetween(stop ? 900L : 2_000L, stop ? 1_300L : 2_250L);
            assertThat(recorder.notices(Notice.Interrupted.class)).hasSize(stop ? 1 : 0);
            assertThat(violations(simulator, session)).isEmpty();
        }
    }

    /** Case 27: deleted at the server, kept in the application. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void afterAStopBeforeTheFirstSoundBothHistoriesHaveTheSameItems(TransportKind kind) {
        try (Simulator simulator = simulator(BY_QUESTION.replace("FIRST", "1500"));
                RealtimeSession session = connect(simulator, kind)) {
            session.say("the first question");
            recorder.awaitEvent(ServerEvent.ResponseOutputItemAdded.class);
            session.stop();
            recorder.awaitNotice(Notice.ResponseEnded.class);
            session.say("the second question");
            recorder.awaitNotice(Notice.VoiceEnded.class);
            recorder.await(
                    "the same items at both ends",
                    () -> ids(session)
                            .equals(simulator.session(session.sessionId()).conversation()));
            assertThat(session.items())
                    .extracting(ConversationItem::text)
                    .containsExactly("the first question", "the second question", "The second answer.");
        }
        assertThat(recorder.problems()).isEmpty();
    }

    /** Case 31: a message that is too large for the data channel. */
    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void afterAnEventThatIsTooLargeForACallTheSessionGoesOnAndAStopIsSilent(TransportKind kind) {
        String story = """
                answers:
                  - durationMs: 15000
                """;
        ClientEvent large = new ClientEvent.ConversationItemCreate(
                null, null, Item.functionCallOutput("", "call_1", "x".repeat(300_000)));
        try (Simulator simulator = simulator(story);
                RealtimeSession session = connect(simulator, kind)) {
            if (kind == TransportKind.WEBRTC) {
                assertThatThrownBy(() -> session.send(large)).hasMessageContaining("Nothing was sent");
            } else {
                session.send(large);
            }
            session.say("Tell me a story.");
            ear.awaitAudible(50, 0);
            long stopped = System.nanoTime();
            session.stop();
            recorder.awaitEvent(ServerEvent.ConversationItemTruncated.class);
            ear.awaitTime(stopped + TimeUnit.MILLISECONDS.toNanos(600));
            assertThat(ear.audibleSince(stopped)).isLessThanOrEqualTo(2);
            assertThat(session.isOpen()).isTrue();
        }
    }

    private static List<String> ids(RealtimeSession session) {
        return session.items().stream().map(ConversationItem::id).toList();
    }

    private List<String> sent() {
        return recorder.sent().stream().map(ClientEvent::type).toList();
    }

    /** The assistant's items that the service remembers. */
    private static List<SimulatorItem> answers(Simulator simulator, RealtimeSession session) {
        return simulator.session(session.sessionId()).items().stream()
                .filter(item -> item.role().equals("assistant") && !item.deleted())
                .toList();
    }

    private static List<String> violations(Simulator simulator, RealtimeSession session) {
        return simulator.session(session.sessionId()).ledger().violations();
    }

    private static Simulator simulator(String script) {
        return Simulator.builder().script(Script.parse(script, "cases")).start();
    }

    private RealtimeSession connect(Simulator simulator, TransportKind kind) {
        return RealtimeSession.builder()
                .url(simulator.httpUrl())
                .model("gpt-realtime")
                .apiKey("sk-any")
                .transport(kind)
                .speaker(new VirtualSpeaker(new VirtualClock(), ear))
                .listener(recorder)
                .connect();
    }
}
