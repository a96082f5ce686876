package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Notice;
import dev.bargein.core.ReconnectPolicy;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A service that is killed in mid answer, mid press and mid tool, at seeded moments on both transports, and that comes back:
 * how long it takes until the user hears it again, and that nothing is lost, told twice, or listened to by mistake.
 *
 * <p>{@code -Dbargein.moments=100} tries more of them; the times are printed.
 */
class RestartedServiceTest {
    private static final int MOMENTS = Integer.getInteger("bargein.moments", 12);
    private static final long TALKS_AGAIN_MS = 3_000;

    private static final Script SCRIPT = Script.parse("""
            answers:
              - whenTool: weather
                text: It is sunny.
                durationMs: 500
              - when: weather
                call: {name: weather}
              - text: One two three four five six seven eight nine ten eleven twelve thirteen fourteen.
                durationMs: 5000
            """, "restarted");

    private enum During {
        ANSWER,
        PRESS,
        TOOL
    }

    @Test
    void aServiceThatIsKilledAndComesBackIsHeardAgainWithinThreeSeconds() throws Exception {
        List<Long> times = new ArrayList<>();
        for (int seed = 0; seed < MOMENTS; seed++) {
            TransportKind kind = TransportKind.values()[seed % 2];
            During during = During.values()[seed / 2 % 3];
            try {
                times.add(new Moment(seed, kind, during).talksAgainMs());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("moment " + seed + ", in mid " + during + " on " + kind, e);
            }
        }
        Collections.sort(times);
        System.out.printf(
                "Heard again after the service came back, %d moments: p50 %d ms, p95 %d ms, max %d ms%n",
                MOMENTS, percentile(times, 50), percentile(times, 95), percentile(times, 100));
        // The 95th percentile; of so few that it is the worst of them, one may be a machine that is busy.
        int mayBeLater = Math.max(1, MOMENTS / 20);
        assertThat(times.subList(0, MOMENTS - mayBeLater))
                .allSatisfy(t -> assertThat(t).isLessThanOrEqualTo(TALKS_AGAIN_MS));
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }

    /** One session that loses its service once. */
    private static final class Moment {
        private final SplittableRandom random;
        private final During during;
        private final TransportKind kind;
        private final Recorder recorder = new Recorder();
        private final Ear ear = new Ear();
        private final VirtualClock clock = new VirtualClock();
        private final VirtualMicrophone microphone = new VirtualMicrophone(clock);
        private final CountDownLatch toolRuns = new CountDownLatch(1);
        private final CountDownLatch toolEnds = new CountDownLatch(1);
        private final long seed;

        Moment(long seed, TransportKind kind, During during) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.kind = kind;
            this.during = during;
        }

        long talksAgainMs() throws InterruptedException {
            int port;
            RealtimeSession session;
            try (Simulator sim = simulator(0, 2 * seed + 1)) {
                port = sim.port();
                session = connect(sim);
                begin(session);
            }
            recorder.awaitNotice(Notice.Reconnecting.class);
            assertThat(microphone.isLive()).isEqualTo(during == During.PRESS);
            boolean endsAway = random.nextBoolean();
            long asked = 0;
            if (endsAway || during == During.ANSWER) {
                asked = end(session);
            }
            pass(50, 1_500);
            long back = System.nanoTime();
            try (Simulator sim = simulator(port, 2 * seed + 2);
                    session) {
                if (asked == 0) {
                    pass(10, 600);
                    asked = end(session);
                }
                long from = Math.max(back, asked);
                ear.awaitAudible(1, from);
                long heard = ear.firstAudible(from);
                check(sim.session(session.sessionId()));
                assertThat(sim.sessions()).hasSize(1);
                return TimeUnit.NANOSECONDS.toMillis(heard - from);
            }
        }

        /** Brings the session to the moment at which it loses its service. */
        private void begin(RealtimeSession session) throws InterruptedException {
            switch (during) {
                case ANSWER -> {
                    session.say("Count");
                    ear.awaitAudible(1, 0);
                    pass(1, 1_500);
                }
                case PRESS -> {
                    session.press();
                    microphone.play(Signals.tone(24 * 800));
                    pass(200, 1_500);
                }
                case TOOL -> {
                    session.say("The weather?");
                    assertThat(toolRuns.await(10, TimeUnit.SECONDS)).isTrue();
                    pass(1, 500);
                }
            }
        }

        /** Does what an answer is to come of. */
        private long end(RealtimeSession session) {
            switch (during) {
                case ANSWER -> {
                    session.stop();
                    session.say("Are you there?");
                }
                case PRESS -> {
                    assertThat(microphone.isLive()).isTrue();
                    session.release();
                }
                case TOOL -> toolEnds.countDown();
            }
            return System.nanoTime();
        }

        private void check(SimulatorSession after) {
            recorder.await("the answer to be whole", () -> !after.responses().isEmpty());
            List<SimulatorItem> items = after.items();
            assertThat(items).extracting(SimulatorItem::id).doesNotHaveDuplicates();
            List<String> users = items.stream()
                    .filter(i -> i.role().equals("user"))
                    .map(SimulatorItem::text)
                    .toList();
            switch (during) {
                case ANSWER -> assertThat(users).containsExactly("Count", "Are you there?");
                case PRESS -> assertThat(users).hasSize(1);
                case TOOL ->
                    assertThat(items)
                            .extracting(SimulatorItem::type)
                            .startsWith("message", "function_call", "function_call_output");
            }
            assertThat(after.responses()).hasSize(1);
            assertThat(after.ledger().clientViolations()).isEmpty();
            assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
            assertThat(recorder.notices(Notice.NotSent.class)).isEmpty();
            assertThat(recorder.notices(Notice.TurnDropped.class)).isEmpty();
            assertThat(recorder.notices(Notice.ToolCallDropped.class)).isEmpty();
            assertThat(recorder.notices(Notice.ToolAnswered.class)).hasSize(during == During.TOOL ? 1 : 0);
            assertThat(microphone.isLive()).isFalse();
            assertThat(recorder.states())
                    .containsExactly(
                            SessionState.CONNECTING, SessionState.READY, SessionState.RECONNECTING, SessionState.READY);
        }

        private void pass(int leastMs, int mostMs) {
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(leastMs, mostMs)));
        }

        private static Simulator simulator(int port, long seed) {
            return Simulator.builder().script(SCRIPT).port(port).seed(seed).start();
        }

        private RealtimeSession connect(Simulator sim) {
            Tool weather = Tool.of("weather", "The weather", JsonObject.EMPTY.with("type", "object"), a -> {
                toolRuns.countDown();
                toolEnds.await();
                return "sunny";
            });
            return RealtimeSession.builder()
                    .url(sim.httpUrl())
                    .model("sim")
                    .apiKey("sk-test")
                    .transport(kind)
                    .speaker(new VirtualSpeaker(clock, ear))
                    .microphone(microphone)
                    .tool(weather)
                    .reconnect(ReconnectPolicy.DEFAULT.withSeed(seed + 1))
                    .listener(recorder)
                    .connect();
        }
    }
}
