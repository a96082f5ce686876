package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class VirtualDevicesTest {
    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final VirtualClock clock = new VirtualClock();

    @Test
    void aSpeakerRendersOneFrameEveryTenMillisecondsWithoutDrift(TestReporter reporter) throws InterruptedException {
        int frames = 200;
        CountDownLatch done = new CountDownLatch(frames);
        long[] lateness = new long[frames];
        VirtualSpeaker[] holder = new VirtualSpeaker[1];
        try (VirtualSpeaker speaker = new VirtualSpeaker(clock, (pcm, position, nanos) -> {
            int n = (int) (position / 240);
            if (n < frames) {
                lateness[n] = nanos - (holder[0].startNanos() + n * FRAME_NANOS);
                done.countDown();
            }
        })) {
            holder[0] = speaker;
            CompletableFuture<Long> machine = CompletableFuture.supplyAsync(() -> medianLatenessOfTheMachine(frames));
            speaker.start(frame -> Arrays.fill(frame, (short) 1));
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            long[] sorted = lateness.clone();
            Arrays.sort(sorted);
            reporter.publishEntry(
                    "lateness in microseconds",
                    "p50 " + sorted[frames / 2] / 1000 + ", p99 " + sorted[frames * 99 / 100] / 1000 + ", max "
                            + sorted[frames - 1] / 1000);
            assertThat(sorted[0]).as("no frame is early").isGreaterThanOrEqualTo(0);
            assertThat(sorted[frames / 2])
                    .as("median lateness, against that of a thread that does nothing else")
                    .isLessThan(FRAME_NANOS / 2 + machine.join());
            assertThat(clock.ticks()).isGreaterThanOrEqualTo(frames);
        }
    }

    /** How late a thread wakes at the same time that sleeps to deadlines of its own. */
    private static long medianLatenessOfTheMachine(int wakes) {
        long[] lateness = new long[wakes];
        long deadline = System.nanoTime();
        for (int i = 0; i < wakes; i++) {
            deadline += FRAME_NANOS;
            for (long now = System.nanoTime(); now - deadline < 0; now = System.nanoTime()) {
                LockSupport.parkNanos(deadline - now);
            }
            lateness[i] = System.nanoTime() - deadline;
        }
        Arrays.sort(lateness);
        return lateness[wakes / 2];
    }

    @Test
    void missedFramesAreMadeUpForAtOnce() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(30);
        List<Long> times = new ArrayList<>();
        try (VirtualSpeaker speaker = new VirtualSpeaker(clock, (pcm, position, nanos) -> {
            times.add(nanos);
            if (position == 0) {
                long until = System.nanoTime() + 10 * FRAME_NANOS;
                while (System.nanoTime() < until) {
                    LockSupport.parkNanos(until - System.nanoTime());
                }
            }
            done.countDown();
        })) {
            speaker.start(frame -> {});
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            long behind = times.get(11) - times.get(0) - 11 * FRAME_NANOS;
            assertThat(behind).as("the eleventh frame is on time again").isLessThan(5 * FRAME_NANOS);
            assertThat(clock.lateTicks()).isGreaterThan(5);
            assertThat(clock.maxLatenessNanos()).isGreaterThan(5 * FRAME_NANOS);
        }
    }

    @Test
    void aMicrophoneSpeaksWhatIsPlayedAndSilenceOtherwise() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(10);
        List<short[]> heard = new ArrayList<>();
        try (VirtualMicrophone microphone = new VirtualMicrophone(clock)) {
            assertThat(microphone.play(new short[] {1, 2, 3})).isZero();
            short[] longer = new short[300];
            Arrays.fill(longer, (short) 7);
            assertThat(microphone.play(longer)).isEqualTo(3);
            microphone.start(pcm -> {
                heard.add(pcm.clone());
                done.countDown();
            });
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(microphone.silent()).isTrue();
        }
        assertThat(heard.get(0))
                .startsWith((short) 1, (short) 2, (short) 3, (short) 7)
                .hasSize(240);
        assertThat(heard.get(1)[62]).isEqualTo((short) 7);
        assertThat(heard.get(1)[63]).isZero();
        assertThat(heard.get(2)).containsOnly(0);
    }

    @Test
    void aMicrophoneRemembersWhenItWasLive() {
        VirtualMicrophone microphone = new VirtualMicrophone(clock);
        microphone.live(true);
        microphone.live(true);
        microphone.live(false);
        assertThat(microphone.liveChanges())
                .extracting(VirtualMicrophone.LiveChange::live)
                .containsExactly(true, false);
        assertThat(microphone.isLive()).isFalse();
        microphone.close();
    }

    @Test
    void aDeviceCanCloseItselfFromItsOwnFrameAndTheClockStartsAgain() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            CountDownLatch closed = new CountDownLatch(1);
            VirtualSpeaker[] holder = new VirtualSpeaker[1];
            VirtualSpeaker speaker = new VirtualSpeaker(clock, (pcm, position, nanos) -> {
                holder[0].close();
                closed.countDown();
            });
            holder[0] = speaker;
            speaker.start(frame -> {});
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
