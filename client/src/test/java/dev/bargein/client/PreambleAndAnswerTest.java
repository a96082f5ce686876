package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Heard;
import dev.bargein.core.Notice;
import dev.bargein.protocol.Item;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.calibration.CalibrationDecoder;
import dev.bargein.simulator.calibration.CalibrationSegment;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short preamble and a long answer, as reasoning models speak, on a call whose sound names no item. */
class PreambleAndAnswerTest {
    private static final int PREAMBLE_MS = 700;

    private static final Answer ANSWER = Answer.of(
                    new Answer.Speech("Let me look.", PREAMBLE_MS),
                    new Answer.Speech("Here is what I found about it. ".repeat(12), 20_000))
            .withSpeed(4);

    private final Recorder recorder = new Recorder();
    private final Ear ear = new Ear();
    private final List<short[]> heard = new ArrayList<>();

    @Test
    void aStopInTheAnswerTellsWhatWasHeardOfBothItemsAtOnceAndThenExactly() {
        try (Simulator simulator = Simulator.builder()
                        .script(Script.of(ANSWER))
                        .overlappingItems(true)
                        .start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(simulator.httpUrl())
                        .apiKey("sk-test")
                        .model("sim")
                        .transport(TransportKind.WEBRTC)
                        .speaker(new VirtualSpeaker(new VirtualClock(), this::hear))
                        .listener(recorder)
                        .connect()) {
            session.say("What do you know of it?");
            ear.awaitAudible(300, 0);

            List<Heard> atOnce = session.stop().heard();

            long answerMs = positionMs();
            // A machine that is busy makes the jitter buffer stretch what it has.
            long stretchedMs = Math.max(0, 10 * ear.audibleSince(0) - PREAMBLE_MS - answerMs);
            assertThat(atOnce).hasSize(2);
            assertThat(ms(atOnce, 0)).isBetween(PREAMBLE_MS - 250L, PREAMBLE_MS + 250L);
            assertThat(ms(atOnce, 1)).isBetween(answerMs - 250, answerMs + stretchedMs + 250);
            List<Heard> refined =
                    recorder.awaitNotice(Notice.HeardRefined.class).heard();
            assertThat(refined).extracting(Heard::itemId).isEqualTo(itemIds(atOnce));
            assertThat(ms(refined, 0)).isBetween(PREAMBLE_MS - 40L, PREAMBLE_MS + stretchedMs + 40);
            assertThat(ms(refined, 1)).isBetween(answerMs - 60, answerMs + 60);
            recorder.await("the server's agreement", () -> remembered(simulator, session, refined));
            List<SimulatorItem> items = simulator.session(session.sessionId()).items();
            assertThat(items)
                    .filteredOn(i -> i.id().equals(refined.get(0).itemId()))
                    .singleElement()
                    .satisfies(i -> {
                        assertThat(i.audioMs()).isEqualTo(PREAMBLE_MS);
                        assertThat(i.text()).isEqualTo("Let me look.");
                    });
            assertThat(simulator.session(session.sessionId()).ledger().clientViolations())
                    .isEmpty();
        }
        assertThat(recorder.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void whatIsSaidIsToldAsPreambleOrAnswerFromItsFirstWord(TransportKind kind) {
        try (Simulator simulator = Simulator.builder().script(Script.of(ANSWER)).start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(simulator.httpUrl())
                        .apiKey("sk-test")
                        .model("gpt-realtime-2.1")
                        .transport(kind)
                        .listener(recorder)
                        .connect()) {
            session.say("What do you know of it?");
            recorder.awaitNotice(Notice.ResponseEnded.class);
        }
        Map<String, String> said = new LinkedHashMap<>();
        recorder.notices(Notice.AssistantText.class).forEach(t -> said.merge(t.phase(), t.delta(), String::concat));
        assertThat(said).containsOnlyKeys(Item.COMMENTARY, Item.FINAL_ANSWER);
        assertThat(said.get(Item.COMMENTARY)).isEqualTo("Let me look.");
        assertThat(said.get(Item.FINAL_ANSWER)).startsWith("Here is what I found");
    }

    private void hear(short[] pcm, long samplePosition, long nanos) {
        synchronized (heard) {
            heard.add(pcm.clone());
        }
        ear.frame(pcm, samplePosition, nanos);
    }

    /** Where in its item the voice was that was last heard, as the voice itself says. */
    private long positionMs() {
        short[] all;
        synchronized (heard) {
            all = new short[heard.size() * 240];
            for (int i = 0; i < heard.size(); i++) {
                System.arraycopy(heard.get(i), 0, all, i * 240, 240);
            }
        }
        List<CalibrationSegment> segments = CalibrationDecoder.segments(all);
        return Math.round(segments.get(segments.size() - 1).endPositionMs());
    }

    private static boolean remembered(Simulator simulator, RealtimeSession session, List<Heard> heard) {
        return simulator.session(session.sessionId()).items().stream()
                .anyMatch(i -> i.id().equals(heard.get(1).itemId()) && i.audioMs() == ms(heard, 1));
    }

    private static List<String> itemIds(List<Heard> heard) {
        return heard.stream().map(Heard::itemId).toList();
    }

    private static long ms(List<Heard> heard, int item) {
        return heard.get(item).heard().millis();
    }
}
