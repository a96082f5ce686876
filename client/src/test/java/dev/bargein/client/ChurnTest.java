package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.Simulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions one after the other and side by side; the leak check after each test does the rest. */
class ChurnTest {

    private static RealtimeSession connect(Simulator sim, TransportKind kind, VirtualSpeaker speaker) {
        return RealtimeSession.builder()
                .url(sim.webSocketUrl())
                .apiKey("sk-test")
                .transport(kind)
                .speaker(speaker)
                .connect();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void sessionsComeAndGoAndLeaveNothing(TransportKind kind, TestReporter reporter) {
        List<Long> connects = new ArrayList<>();
        List<Long> closes = new ArrayList<>();
        VirtualClock clock = new VirtualClock();
        try (Simulator sim = Simulator.builder().start()) {
            for (int i = 0; i < 12; i++) {
                RealtimeSession session = connect(sim, kind, new VirtualSpeaker(clock, new Ear()));
                connects.add(TimeUnit.NANOSECONDS.toMillis(session.timings().totalNanos()));
                if (i % 2 == 0) {
                    session.say("Tell me a story");
                    session.press();
                }
                long before = System.nanoTime();
                session.close();
                closes.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
            }
        }
        reporter.publishEntry(kind + " connect ms " + connects + ", close ms " + closes);
        assertThat(closes).allMatch(ms -> ms < 3_000);
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aStopTakesNoTime(TransportKind kind, TestReporter reporter) {
        int stops = 12;
        long[] micros = new long[stops];
        long[] audibleAfter = new long[stops];
        VirtualClock clock = new VirtualClock();
        Ear ear = new Ear();
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim, kind, new VirtualSpeaker(clock, ear))) {
            for (int i = 0; i < stops; i++) {
                long asked = System.nanoTime();
                session.say("Tell me a story");
                ear.awaitAudible(10 + i, asked);
                long before = System.nanoTime();
                StopResult result = session.stop();
                long after = System.nanoTime();
                micros[i] = TimeUnit.NANOSECONDS.toMicros(after - before);
                assertThat(result.interrupted()).isTrue();
                ear.awaitTime(after + TimeUnit.MILLISECONDS.toNanos(300));
                audibleAfter[i] = ear.audibleSince(after);
            }
        }
        Arrays.sort(micros);
        reporter.publishEntry(kind + " stop() in us " + Arrays.toString(micros) + ", audible frames after it "
                + Arrays.toString(audibleAfter));
        assertThat(Arrays.stream(audibleAfter).max().orElseThrow())
                .as("at most the frame that carries the fade")
                .isLessThanOrEqualTo(1);
    }
}
