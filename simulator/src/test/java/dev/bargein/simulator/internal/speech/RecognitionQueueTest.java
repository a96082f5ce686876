package dev.bargein.simulator.internal.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.LogLines;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.speech.SpeechRecognizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is written down next. */
class RecognitionQueueTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Deque<Runnable> work = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final List<Integer> heard = new ArrayList<>();
    private long nowNanos;

    /** Takes as many seconds as it is given seconds of sound. */
    private final SpeechRecognizer asSlowAsSpeech = new SpeechRecognizer() {
        @Override
        public String recognize(short[] pcm) {
            heard.add(pcm.length / 24_000);
            nowNanos += pcm.length / 24_000 * SECOND_NANOS;
            return "words";
        }

        @Override
        public void close() {}
    };

    private final RecognitionQueue recognition =
            new RecognitionQueue(asSlowAsSpeech, work::add, SimulatorListener.NONE, new LimitLog(), () -> nowNanos);

    private void say(RecognitionQueue.Lane lane, String who, int seconds) {
        lane.recognize(new short[24_000 * seconds], words -> told.add(who + ":" + words));
    }

    private void workOnce() {
        work.remove().run();
    }

    private void workAll() {
        while (!work.isEmpty()) {
            workOnce();
        }
    }

    @Test
    void whoSaysAFewWordsDoesNotWaitForAllTheNoiseOfOthers() {
        RecognitionQueue.Lane noise = recognition.lane();
        RecognitionQueue.Lane racket = recognition.lane();
        for (int i = 0; i < 3; i++) {
            say(noise, "noise", 10);
            say(racket, "racket", 10);
        }
        workOnce();
        workOnce();
        RecognitionQueue.Lane third = recognition.lane();
        say(third, "third", 2);
        workOnce();
        assertThat(told).containsExactly("noise:words", "racket:words", "third:words");
        say(third, "third", 2);
        workOnce();
        say(third, "third", 2);
        workAll();
        assertThat(told.subList(3, 5)).as("also what it says next").contains("third:words");
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotWrittenDown() {
        RecognitionQueue.Lane lane = recognition.lane();
        say(lane, "a", 20);
        say(lane, "b", 20);
        say(lane, "c", 20);
        workAll();
        assertThat(told).containsExactly("a:words", "b:words", "c:");
        assertThat(heard).containsExactly(20, 20);
    }

    @Test
    void oneSessionDoesNotTakeThePlacesOfTheOthers() {
        RecognitionQueue.Lane greedy = recognition.lane();
        for (int i = 0; i < 300; i++) {
            say(greedy, "greedy", 0);
        }
        assertThat(told).hasSize(300 - 32).containsOnly("greedy:");
        say(recognition.lane(), "other", 0);
        workAll();
        assertThat(told).contains("other:words");
    }

    @Test
    void theOwnerOfTheServiceReadsWhichOfItsLimitsWasReached() {
        try (LogLines log = new LogLines()) {
            RecognitionQueue.Lane greedy = recognition.lane();
            for (int i = 0; i < 33; i++) {
                say(greedy, "greedy", 0);
            }
            assertThat(log.lines())
                    .containsExactly("Limit reached: 32 utterances of one session that wait for the recogniser; "
                            + "what comes then counts as not understood");
            say(recognition.lane(), "endless", 601);
            assertThat(log.lines()).last().asString().contains("600 s of all sessions that wait");
            for (int i = 32; i < 257; i++) {
                say(recognition.lane(), "crowd", 0);
            }
            assertThat(log.lines()).last().asString().contains("256 utterances of all sessions that wait");
            nowNanos += 31 * SECOND_NANOS;
            workAll();
            assertThat(log.lines()).hasSize(4).last().asString().contains("30 s in the queue of the recogniser");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void itsEndIsNoLimit() {
        try (LogLines log = new LogLines()) {
            recognition.close();
            say(recognition.lane(), "after", 1);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void afterItsEndNothingIsTaken() {
        RecognitionQueue.Lane lane = recognition.lane();
        say(lane, "before", 1);
        recognition.close();
        say(lane, "after", 1);
        workAll();
        assertThat(told).containsExactly("after:");
    }
}
