package dev.bargein.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.TransportKind;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualMicrophone;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody speaks into the microphone while an answer plays: the whole way, from the mouth to the ear. */
class SpokenBargeInTest {
    private static final int TRIALS = 5;
    private static final long LIMIT_MS = 300;
    private static final int RATE_PER_MS = 24;

    /** Nobody is silent for so long within an answer. */
    private static final int GAP_FRAMES = 20;

    private static final SessionConfig LISTENING =
            new SessionConfig(null, null, null, SessionConfig.TurnDetection.SERVER_VAD, null, null, JsonObject.EMPTY);

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void theAnswerEndsAtTheEarWithin300MsOfTheOnsetOfSpeech(TransportKind transport, TestReporter reporter)
            throws InterruptedException {
        short[] plea = Speech.of(new SltVoice(), "Wait, stop please!");
        VirtualClock clock = new VirtualClock();
        VirtualMicrophone microphone = new VirtualMicrophone(clock);
        Ear ear = new Ear();
        VirtualSpeaker speaker = new VirtualSpeaker(clock, ear);
        List<Long> silenceMs = new ArrayList<>();
        try (Simulator service = Simulator.builder()
                        .script(Script.of(Answer.ofDurationMs(30_000)))
                        .voiceActivity(new SileroVoiceActivityProvider())
                        .start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(service.httpUrl())
                        .model("sim")
                        .apiKey("any")
                        .transport(transport)
                        .session(LISTENING)
                        .microphone(microphone)
                        .speaker(speaker)
                        .connect()) {
            session.press();
            session.say("Tell me a story.");
            int from = 0;
            for (int trial = 0; trial < TRIALS; trial++) {
                ear.awaitRun(true, 100, from);
                long onset = microphone.play(plea) + onsetSample(plea);
                // Where the ear was when the microphone took that sample; both run on one clock.
                long skewNanos = microphone.startNanos() - speaker.startNanos();
                long onsetMs = onset / RATE_PER_MS + skewNanos / 1_000_000;
                int silent = ear.awaitRun(false, GAP_FRAMES, (int) (onsetMs / Ear.FRAME_MS));
                silenceMs.add((long) silent * Ear.FRAME_MS - onsetMs);
                from = silent;
            }
            ear.awaitRun(true, 10, from);
            reporter.publishEntry("speech to silence, " + transport, silenceMs + " ms");

            // Each within the limit and what the machine was late, for the devices as for the service; half of them
            // anyhow.
            double lateMs = clock.maxLatenessNanos() / 1e6
                    + service.sessions().get(0).ledger().pacing().maxMs();
            assertThat(silenceMs).allSatisfy(ms -> assertThat(ms).isBetween(0L, LIMIT_MS + (long) lateMs));
            assertThat(silenceMs.stream().filter(ms -> ms <= LIMIT_MS).count()).isGreaterThan(TRIALS / 2);
            SimulatorSession server = service.sessions().get(0);
            assertThat(server.responses().subList(0, TRIALS))
                    .as("all were interrupted by what the service heard")
                    .allSatisfy(response -> assertThat(response.reason()).isEqualTo("turn_detected"));
            // The comma is a pause of its own, long enough to end a turn at the default silence of 200 ms.
            assertThat(spokenTurns(server)).hasSizeBetween(TRIALS, 2 * TRIALS);
            assertThat(server.ledger().clientViolations()).isEmpty();
        }
    }

    private static List<SimulatorItem> spokenTurns(SimulatorSession server) {
        return server.items().stream()
                .filter(item -> item.role().equals("user") && item.audioMs() > 0)
                .toList();
    }

    private static int onsetSample(short[] pcm) {
        int frame = Ear.FRAME_MS * RATE_PER_MS;
        int at = 0;
        while (!Ear.isAudible(pcm, at, frame)) {
            at += frame;
        }
        return at;
    }
}
