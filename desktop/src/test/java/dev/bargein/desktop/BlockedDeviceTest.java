package dev.bargein.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.StopResult;
import dev.bargein.core.TrackId;
import dev.bargein.desktop.FakeLines.FakeLine;
import dev.bargein.desktop.SoundDevice.Direction;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Field case 40: a device that does not come back from a write for seconds. */
class BlockedDeviceTest {
    private static final int FRAME = 240;

    @Test
    void aStopTakesEffectAtOnceAlthoughTheDeviceIsStuckInAWrite() throws InterruptedException {
        FakeLines lines = new FakeLines();
        lines.plug("box", Direction.OUTPUT, new SoundFormat(24_000, 1));
        CountDownLatch arrived = new CountDownLatch(24_000);
        SessionListener listener = new SessionListener() {
            @Override
            public void onAudioArrived(TrackId track, int samples, long nanos) {
                for (int i = 0; i < samples && arrived.getCount() > 0; i++) {
                    arrived.countDown();
                }
            }
        };
        try (Simulator simulator = Simulator.builder()
                        .script(Script.of(Answer.ofDurationMs(10_000)))
                        .start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(simulator.httpUrl())
                        .apiKey("any")
                        .model("sim")
                        .speaker(DesktopSpeaker.builder(lines).build())
                        .listener(listener)
                        .connect()) {
            session.say("Tell me a story.");
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            FakeLine line = lines.line(0);
            line.run(9_600);
            line.awaitFrames(9_600);
            CountDownLatch hang = new CountDownLatch(1);
            line.block(hang);
            line.run(12_000);
            line.awaitBlocked();

            long before = System.nanoTime();
            StopResult stopped = session.stop();
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
            assertThat(stopped.interrupted()).isTrue();
            assertThat(took).as("ms that Stop took").isLessThan(500);
            int held = line.frames();

            hang.countDown();
            short[] samples = line.awaitFrames(held + 6 * FRAME);
            // The frame in hand when the device got stuck, and the fade into silence.
            assertThat(Arrays.copyOfRange(samples, held + 2 * FRAME, held + 6 * FRAME))
                    .containsOnly(0);
            assertThat(Arrays.copyOf(samples, held + FRAME))
                    .as("a voice before")
                    .isNotEqualTo(new short[held + FRAME]);
        }
    }
}
