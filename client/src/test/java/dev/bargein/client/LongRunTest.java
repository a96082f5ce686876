package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.MediaTime;
import dev.bargein.core.Playout;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sessions that are long, or whose devices and listeners are slow. */
class LongRunTest {
    private static final int MINUTE = 60 * 100;
    private static final int MINUTES = 60;
    /** Frames that the server has not read yet. */
    private static final int ON_THE_WAY = 2_000;

    /** What the heap may differ by from one time to another, in bytes; a minute of sound is 2.9 MB. */
    private static final long HEAP_NOISE = 6L << 20;

    private static final int PING = 0x89;

    /** A microphone that is pushed by a test. */
    private static final class PushedMicrophone implements Microphone {
        private volatile FrameSink sink = pcm -> {};

        @Override
        public void start(FrameSink target) {
            sink = target;
        }

        @Override
        public void live(boolean live) {
            // Whether it is live or not is no concern of a test of memory.
        }

        @Override
        public void close() {
            sink = pcm -> {};
        }
    }

    /** Case 39: what is kept of the microphone grows for ever. */
    @Test
    void anHourOfOpenMicrophoneTakesNoMoreMemoryThanItsFirstMinutes() throws Exception {
        PushedMicrophone microphone = new PushedMicrophone();
        Semaphore room = new Semaphore(ON_THE_WAY);
        long early = 0;
        long late;
        // It forgets what it is told, which is not what is measured.
        SessionListener forgetful = new SessionListener() {};
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    while (true) {
                        room.release(c.readMessage().contains("input_audio_buffer.append") ? 1 : 0);
                    }
                });
                RealtimeSession session = RealtimeSession.builder()
                        .url(server.url())
                        .apiKey("any")
                        .session(SessionConfig.HANDS_FREE)
                        .microphone(microphone)
                        .listener(forgetful)
                        .connect()) {
            session.listen();
            short[] speech = Signals.tone(Playout.FRAME_SAMPLES);
            short[] silence = new short[Playout.FRAME_SAMPLES];
            for (int i = 0; i < MINUTES * MINUTE; i++) {
                assertThat(room.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                microphone.sink.frame(i / 300 % 2 == 0 ? speech : silence);
                if (i == 5 * MINUTE) {
                    early = heap();
                }
            }
            assertThat(room.tryAcquire(ON_THE_WAY - 100, 20, TimeUnit.SECONDS)).isTrue();
            late = heap();
            assertThat(session.isOpen()).isTrue();
        }
        assertThat(late - early).as("bytes more than after 5 minutes").isLessThan(HEAP_NOISE);
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** A loudspeaker that is stuck in a write, as on a device that has gone to sleep. */
    private static final class StuckSpeaker implements Speaker {
        private final CountDownLatch stuck = new CountDownLatch(1);
        private final CountDownLatch hang;
        private final Thread[] thread = new Thread[1];

        StuckSpeaker(CountDownLatch hang) {
            this.hang = hang;
        }

        @Override
        public void start(FrameSource source) {
            thread[0] = new Thread(
                    () -> {
                        source.render(new short[Playout.FRAME_SAMPLES]);
                        stuck.countDown();
                        await(hang);
                    },
                    "stuck-speaker");
            thread[0].start();
        }

        @Override
        public MediaTime latency() {
            return MediaTime.ZERO;
        }

        @Override
        public void close() {
            hang.countDown();
            try {
                thread[0].join(10_000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Case 40: a slow consumer blocks pings and Stop. */
    @Test
    void aStuckLoudspeakerAndAStuckListenerKeepNeitherPingsNorAStopFromTheServer() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch listenerStuck = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        StuckSpeaker speaker = new StuckSpeaker(hang);
        SessionListener stuck = new SessionListener() {
            @Override
            public void onEvent(ServerEvent event, long nanos) {
                if (event instanceof ServerEvent.ResponseCreated) {
                    listenerStuck.countDown();
                    await(hang);
                }
            }
        };
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    c.awaitText("response.create");
                    c.text("{\"type\":\"response.created\",\"event_id\":\"e3\",\"response\":{\"id\":\"resp_1\","
                            + "\"object\":\"realtime.response\",\"status\":\"in_progress\",\"output\":[]}}");
                    for (int i = 0; i < 100; i++) {
                        c.bytes(PING, 0);
                    }
                    c.awaitPongs(100);
                    answered.countDown();
                    c.awaitText("response.cancel");
                    stopped.countDown();
                    c.awaitClose();
                });
                RealtimeSession session = RealtimeSession.builder()
                        .url(server.url())
                        .apiKey("any")
                        .speaker(speaker)
                        .listener(stuck)
                        .connect()) {
            session.say("Hello.");
            await(speaker.stuck);
            await(listenerStuck);
            await(answered);
            long before = System.nanoTime();
            session.stop();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                    .isLessThan(500);
            await(stopped);
            hang.countDown();
        }
    }
}
