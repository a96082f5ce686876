package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stops in the last frames of an answer, where what was counted as heard may be more than there is: a server that is asked
 * to truncate beyond the end refuses, and some fall silent for good then. {@code -Dbargein.stops=1000} makes more of them.
 */
class EndOfAnswerTest {
    private static final int STOPS = Integer.getInteger("bargein.stops", 200);
    private static final int SESSIONS = 20;
    private static final int LAST_FRAMES = 12;

    private static final int SHORTEST_MS = 250;
    private static final int LONGEST_MS = 600;

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"WEBRTC, audio/pcm", "WEBSOCKET, audio/pcm", "WEBSOCKET, audio/pcmu"})
    void aStopInTheLastFramesAsksForNothingBeyondTheEnd(TransportKind transport, String format) throws Exception {
        ExecutorService talkers = Executors.newFixedThreadPool(SESSIONS);
        try (Simulator simulator = Simulator.builder().script(script()).start()) {
            List<Future<List<ClientViolation>>> all = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                long seed = i;
                all.add(talkers.submit(() -> talk(simulator, transport, format, seed)));
            }
            List<ClientViolation> violations = new ArrayList<>();
            for (Future<List<ClientViolation>> talk : all) {
                violations.addAll(result(talk));
            }
            assertThat(violations).isEmpty();
        } finally {
            talkers.shutdownNow();
        }
    }

    private static List<ClientViolation> result(Future<List<ClientViolation>> talk) throws InterruptedException {
        try {
            return talk.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** One session: an answer of known length, and a Stop when all but the last frames of it were heard, again and again. */
    private static List<ClientViolation> talk(Simulator simulator, TransportKind transport, String format, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Ear ear = new Ear();
        JsonObject output = JsonObject.EMPTY.with("format", JsonObject.EMPTY.with("type", format));
        SessionConfig config = new SessionConfig(
                null,
                null,
                null,
                SessionConfig.TurnDetection.MANUAL,
                null,
                null,
                format.equals("audio/pcm")
                        ? JsonObject.EMPTY
                        : JsonObject.EMPTY.with("audio", JsonObject.EMPTY.with("output", output)));
        try (RealtimeSession session = RealtimeSession.builder()
                .url(simulator.httpUrl())
                .apiKey("sk-test")
                .model("sim")
                .transport(transport)
                .session(config)
                .speaker(new VirtualSpeaker(new VirtualClock(), ear))
                .connect()) {
            for (int stop = 0; stop < STOPS / SESSIONS; stop++) {
                long since = System.nanoTime();
                session.say("How long is answer " + stop + "?");
                int frames = lengthMs(stop) / 10 - 1 - random.nextInt(LAST_FRAMES);
                ear.awaitAudible(frames, since);
                session.stop();
                // Until the wait for the server's own truncation is over.
                ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(650));
            }
            // A Stop may cross the end of its response, which is no harm; nothing else is refused.
            return simulator.session(session.sessionId()).ledger().clientViolations().stream()
                    .filter(violation -> violation.rule() != ProtocolRule.CANCEL_WHAT_IS_ACTIVE)
                    .toList();
        }
    }

    private static Script script() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < Math.max(1, STOPS / SESSIONS); i++) {
            answers.add(
                    Answer.ofDurationMs(lengthMs(i)).withFirstAudioDelayMs(50).withSpeed(4));
        }
        return Script.of(answers);
    }

    private static int lengthMs(int answer) {
        return 10 * new SplittableRandom(answer).nextInt(SHORTEST_MS / 10, LONGEST_MS / 10);
    }
}
