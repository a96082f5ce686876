package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.BargeInOptions;
import dev.bargein.core.Heard;
import dev.bargein.core.Notice;
import dev.bargein.core.SpeechDetector;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.calibration.CalibrationDecoder;
import dev.bargein.simulator.calibration.CalibrationSegment;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The user speaks, or coughs, into an answer at an open microphone. */
class OpenMicrophoneTest {
    private static final int ANSWER_MS = 4_000;
    private static final Answer ANSWER = Answer.of(new Answer.Speech("Here is a long story. ".repeat(6), ANSWER_MS));

    private final Ear ear = new Ear();
    private final Ear arriving = new Ear();
    private final Recorder recorder = new Recorder() {
        @Override
        public void onLiveAudio(short[] pcm, long nanos) {
            super.onLiveAudio(pcm, nanos);
            arriving.frame(pcm, 0, nanos);
        }
    };
    private final List<short[]> heard = new ArrayList<>();
    private final VirtualClock clock = new VirtualClock();
    private final VirtualMicrophone microphone = new VirtualMicrophone(clock);
    private SpeechDetector detector = SpeechDetector.energy();

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aCoughHoldsTheVoiceWhichGoesOnWhereItWas(TransportKind kind) {
        try (Simulator simulator = Simulator.builder().script(Script.of(ANSWER)).start();
                RealtimeSession session = connect(simulator, kind, false)) {
            session.listen();
            session.say("Tell me a story");
            ear.awaitAudible(60, 0);

            long coughed = System.nanoTime();
            microphone.play(Signals.tone(24 * 150));
            recorder.awaitNotice(Notice.VoicePaused.class);
            recorder.awaitNotice(Notice.VoiceResumed.class);
            recorder.awaitNotice(Notice.VoiceEnded.class);

            assertThat(recorder.notices(Notice.Interrupted.class)).isEmpty();
            assertThat(ear.longestSilenceMs(coughed)).as("it was held").isBetween(200L, 700L);
            List<CalibrationSegment> parts = segments();
            // The decoder reads a position to a few ms where the voice is softened before the pause and after it.
            assertThat(parts.get(1).startPositionMs())
                    .as("%s", parts)
                    .isBetween(parts.get(0).endPositionMs() - 20, parts.get(0).endPositionMs() + 20);
            // What waited on a call is played a little faster, until it has caught up. What arrives there is what
            // counts, as a jitter buffer stretches sound on a machine that is busy.
            double arrivedMs = kind == TransportKind.WEBRTC ? 10.0 * arriving.audibleSince(0) : ANSWER_MS;
            assertThat(10.0 * ear.audibleSince(0)).as("%s", parts).isBetween(arrivedMs * 0.99 - 30, arrivedMs + 40);
            assertThat(simulator.session(session.sessionId()).responses()).hasSize(1);
        }
        assertThat(recorder.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void speechThatLastsCutsTheVoiceAtWhatWasHeardAlthoughTheServerWouldNot(TransportKind kind) {
        try (Simulator simulator = Simulator.builder().script(Script.of(ANSWER)).start();
                RealtimeSession session = connect(simulator, kind, false)) {
            session.listen();
            session.say("Tell me a story");
            ear.awaitAudible(80, 0);

            long spoke = System.nanoTime();
            microphone.play(Signals.tone(24 * 1_500));
            List<Heard> cut = recorder.awaitNotice(Notice.Interrupted.class).heard();

            // 30 ms until it is speech, a frame of the microphone and one of the speaker; and a machine that is busy.
            assertThat(10 * ear.audibleSince(spoke))
                    .as("ms from the first sound at the microphone")
                    .isLessThan(120);
            double position = segments().get(segments().size() - 1).endPositionMs();
            // A machine that is busy makes the jitter buffer stretch what it has; the server's word refines that.
            double stretchedMs = Math.max(0, 10 * ear.audibleSince(0) - position);
            assertThat((double) cut.get(0).heard().millis()).isBetween(position - 40, position + stretchedMs + 40);
            recorder.await("what the model remembers", () -> truncated(simulator, session, position));
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(simulator.session(session.sessionId()).ledger().clientViolations())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void theServerFindsTheTurnAndAnswersIt(TransportKind kind) {
        try (Simulator simulator = Simulator.builder().start();
                RealtimeSession session = connect(simulator, kind, true)) {
            session.listen();
            microphone.play(Signals.tone(24 * 1_000));
            ear.awaitAudible(30, 0);
            assertThat(simulator.session(session.sessionId()).items().get(0).role())
                    .isEqualTo("user");
            assertThat(recorder.sent())
                    .noneMatch(e ->
                            e instanceof ClientEvent.InputAudioBufferCommit || e instanceof ClientEvent.ResponseCreate);
        }
        assertThat(microphone.liveChanges())
                .extracting(VirtualMicrophone.LiveChange::live)
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aMutedMicrophoneIsNotHeard(TransportKind kind) {
        try (Simulator simulator = Simulator.builder().script(Script.of(ANSWER)).start();
                RealtimeSession session = connect(simulator, kind, true)) {
            session.listen();
            session.mute();
            session.say("Tell me a story");
            ear.awaitAudible(30, 0);
            microphone.play(Signals.tone(24 * 1_000));
            recorder.awaitNotice(Notice.VoiceEnded.class);
            assertThat(microphone.isLive()).isFalse();
            assertThat(recorder.notices(Notice.VoicePaused.class)).isEmpty();
            assertThat(simulator.session(session.sessionId()).responses()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aDetectorThatFailsIsToldOnceAndTheMicrophoneGoesOn(TransportKind kind) {
        detector = pcm -> {
            throw new IllegalStateException("no model");
        };
        try (Simulator simulator = Simulator.builder().start();
                RealtimeSession session = connect(simulator, kind, true)) {
            session.listen();
            microphone.play(Signals.tone(24 * 1_000));
            ear.awaitAudible(30, 0);
        }
        assertThat(recorder.problems()).singleElement().asString().contains("no model");
    }

    private RealtimeSession connect(Simulator simulator, TransportKind kind, boolean serverInterrupts) {
        JsonObject detection = JsonObject.EMPTY
                .with("type", "server_vad")
                .with("interrupt_response", JsonValue.of(serverInterrupts))
                .with("create_response", JsonValue.of(serverInterrupts));
        SessionConfig config = new SessionConfig(
                null,
                null,
                null,
                SessionConfig.TurnDetection.SERVER_VAD,
                null,
                null,
                JsonObject.EMPTY.with(
                        "audio", JsonObject.EMPTY.with("input", JsonObject.EMPTY.with("turn_detection", detection))));
        return RealtimeSession.builder()
                .url(simulator.httpUrl())
                .model("sim")
                .apiKey("sk-test")
                .transport(kind)
                .session(serverInterrupts ? SessionConfig.HANDS_FREE : config)
                .bargeIn(BargeInOptions.DEFAULT)
                .speechDetector(detector)
                .speaker(new VirtualSpeaker(clock, this::hear))
                .microphone(microphone)
                .listener(recorder)
                .connect();
    }

    private void hear(short[] pcm, long samplePosition, long nanos) {
        synchronized (heard) {
            heard.add(pcm.clone());
        }
        ear.frame(pcm, samplePosition, nanos);
    }

    /** What was heard, without fragments that a jitter buffer on a busy machine made unreadable: no answer is so long. */
    private List<CalibrationSegment> segments() {
        short[] all;
        synchronized (heard) {
            all = new short[heard.size() * 240];
            for (int i = 0; i < heard.size(); i++) {
                System.arraycopy(heard.get(i), 0, all, i * 240, 240);
            }
        }
        return CalibrationDecoder.segments(all).stream()
                .filter(s -> s.endPositionMs() <= ANSWER_MS + 100)
                .toList();
    }

    private static boolean truncated(Simulator simulator, RealtimeSession session, double position) {
        List<SimulatorItem> items = simulator.session(session.sessionId()).items();
        return items.stream().anyMatch(i -> i.role().equals("assistant") && Math.abs(i.audioMs() - position) <= 40);
    }
}
