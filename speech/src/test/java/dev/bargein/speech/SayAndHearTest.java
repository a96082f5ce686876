package dev.bargein.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.TransportKind;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualMicrophone;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.speech.SpeechRecognizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What is said into a WebRTC call, through Opus and the network, is what the service understands. */
class SayAndHearTest {
    private static final double LIMIT = 0.25;
    private static final long PATIENCE_S = 60;
    private static final List<List<String>> CALLS = List.of(
            List.of(
                    "What will the weather be like tomorrow?",
                    "Please tell me a story about a king and his daughter.",
                    "I would like to know how far it is to the moon.",
                    "Turn off the light in the kitchen."),
            List.of(
                    "Can you play some music for the children?",
                    "The train to the city leaves at seven in the morning.",
                    "My brother bought a new car last week.",
                    "How much money do we have in the bank?"),
            List.of(
                    "Stop talking and listen to me for a moment.",
                    "She wrote a long letter to her mother.",
                    "The house on the hill has a red door.",
                    "Call the doctor and ask for an appointment."));

    @Test
    void atMostEveryFourthWordOfTwelveSentencesIsLostOnTheWay(TestReporter reporter) throws InterruptedException {
        List<Line> lines = new ArrayList<>();
        List<short[]> said = new ArrayList<>();
        try (Simulator service = Simulator.builder().start()) {
            try {
                for (List<String> sentences : CALLS) {
                    lines.add(new Line(service, sentences));
                }
                for (Line line : lines) {
                    line.hangUp();
                    // A session that has ended keeps no sound.
                    said.add(line.committedIn(service).pcm());
                }
            } finally {
                lines.forEach(line -> line.session.close());
            }
            int errors = 0;
            int words = 0;
            long audioMs = 0;
            long loaded = System.nanoTime();
            try (SpeechRecognizer recognizer = new SphinxRecognizer()) {
                long started = System.nanoTime();
                for (int i = 0; i < lines.size(); i++) {
                    audioMs += said.get(i).length / 24;
                    String heard = recognizer.recognize(said.get(i));
                    List<String> wanted = words(String.join(" ", lines.get(i).sentences));
                    reporter.publishEntry("heard", "'" + heard + "'");
                    errors += distance(wanted, words(heard));
                    words += wanted.size();
                }
                long ended = System.nanoTime();
                reporter.publishEntry(
                        "word errors",
                        errors + " of " + words + " = " + 100 * errors / words + " %; " + audioMs + " ms took "
                                + (ended - started) / 1_000_000 + " ms, loading "
                                + (started - loaded) / 1_000_000 + " ms");
            }
            assertThat((double) errors / words).isLessThanOrEqualTo(LIMIT);
        }
    }

    /** A call on which sentences are said between press and release. */
    private static final class Line implements SessionListener {
        final List<String> sentences;
        final RealtimeSession session;
        private final VirtualClock clock = new VirtualClock();
        private final VirtualMicrophone microphone = new VirtualMicrophone(clock);
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch said = new CountDownLatch(1);
        private final CountDownLatch committed = new CountDownLatch(1);
        private final String id;

        Line(Simulator service, List<String> sentences) {
            this.sentences = sentences;
            SltVoice voice = new SltVoice();
            List<short[]> spoken = new ArrayList<>();
            for (String sentence : sentences) {
                spoken.add(Speech.between(200, Speech.of(voice, sentence)));
            }
            session = RealtimeSession.builder()
                    .url(service.httpUrl())
                    .model("sim")
                    .apiKey("any")
                    .transport(TransportKind.WEBRTC)
                    .microphone(microphone)
                    .speaker(new VirtualSpeaker(clock, (pcm, position, nanos) -> lookAtMicrophone()))
                    .listener(this)
                    .connect();
            id = session.sessionId();
            session.press();
            spoken.forEach(microphone::play);
            begun.countDown();
        }

        /** Every 10 ms. */
        private void lookAtMicrophone() {
            if (begun.getCount() == 0 && microphone.silent()) {
                said.countDown();
            }
        }

        @Override
        public void onEvent(ServerEvent event, long nanos) {
            if (event instanceof ServerEvent.InputAudioBufferCommitted) {
                committed.countDown();
            }
        }

        void hangUp() throws InterruptedException {
            assertThat(said.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            session.release();
            assertThat(committed.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        }

        SimulatorItem committedIn(Simulator service) {
            SimulatorSession server = service.session(id);
            return server.items().stream()
                    .filter(item -> item.role().equals("user"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z']+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Words to insert, delete or replace. */
    private static int distance(List<String> said, List<String> heard) {
        int[] row = new int[heard.size() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (String word : said) {
            int diagonal = row[0]++;
            for (int j = 1; j < row.length; j++) {
                int replace = diagonal + (word.equals(heard.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[row.length - 1];
    }
}
