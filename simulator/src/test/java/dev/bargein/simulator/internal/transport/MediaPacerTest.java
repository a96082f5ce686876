package dev.bargein.simulator.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.rtc.RtcAudio;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.simulator.Lateness;
import dev.bargein.simulator.internal.audio.LatenessMeter;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pacer, into peers that only count. */
class MediaPacerTest {
    private static final long FRAME_NANOS = 20_000_000;

    /** A clock that moves only when the pacer sleeps. */
    private final AtomicLong clock = new AtomicLong(1);

    private final LatenessMeter lateness = new LatenessMeter();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    private MediaPacer.Track track(OutputBuffer buffer, Counter counter, Runnable onFacts) {
        return new MediaPacer.Track(buffer, counter, onFacts, failures::add, lateness);
    }

    @Test
    void everyTrackGetsAFrameEveryTwentyMillisecondsWithoutDrift() throws Exception {
        List<Counter> counters = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            counters.add(new Counter(100));
        }
        try (MediaPacer pacer = new MediaPacer("test-pacer", clock::get, nanos -> {
            // Time stands still until all have begun.
            if (counters.stream().allMatch(counter -> counter.sent.get() > 1)) {
                clock.addAndGet(nanos);
            }
        })) {
            for (Counter counter : counters) {
                pacer.add(track(new OutputBuffer(), counter, () -> {}));
            }
            for (Counter counter : counters) {
                assertThat(counter.reached.await(20, TimeUnit.SECONDS)).isTrue();
            }
        }
        for (Counter counter : counters) {
            // Half frames of 10 ms each: the 99th and the 100th belong to the deadline 49 * 20 ms after the first.
            List<Long> sentAt = List.copyOf(counter.sentAt).subList(0, 100);
            for (int i = 0; i < 100; i++) {
                assertThat(sentAt.get(i) - sentAt.get(0)).isEqualTo(i / 2 * FRAME_NANOS);
            }
        }
        Lateness measured = lateness.snapshot();
        assertThat(measured.count()).isGreaterThanOrEqualTo(16 * 49);
        assertThat(measured.maxMs()).isZero();
    }

    @Test
    void whatAThreadThatWakesLateOwesIsSentAtOnceAndTheNextFrameIsOnTime() throws Exception {
        AtomicInteger sleeps = new AtomicInteger();
        Counter counter = new Counter(100);
        // The tenth sleep is 70 ms too long.
        try (MediaPacer pacer = new MediaPacer(
                "test-pacer",
                clock::get,
                nanos -> clock.addAndGet(nanos + (sleeps.incrementAndGet() == 10 ? 70_000_000 : 0)))) {
            pacer.add(track(new OutputBuffer(), counter, () -> {}));
            assertThat(counter.reached.await(20, TimeUnit.SECONDS)).isTrue();
        }
        List<Long> sentAt = List.copyOf(counter.sentAt).subList(0, 100);
        long first = sentAt.get(0);
        long late = 10 * FRAME_NANOS + 70_000_000;
        for (int i = 0; i < 100; i++) {
            long due = i / 2 * FRAME_NANOS;
            boolean owed = due >= 10 * FRAME_NANOS && due < late;
            assertThat(sentAt.get(i) - first).isEqualTo(owed ? late : due);
        }
        assertThat(lateness.snapshot().maxMs()).isBetween(69.0, 71.0);
    }

    @Test
    void framesThatAreHalfASecondLateAreGivenUpAndCounted() throws Exception {
        AtomicInteger sleeps = new AtomicInteger();
        Counter counter = new Counter(100);
        MediaPacer.Track track = track(new OutputBuffer(), counter, () -> {});
        try (MediaPacer pacer = new MediaPacer(
                "test-pacer",
                clock::get,
                nanos -> clock.addAndGet(nanos + (sleeps.incrementAndGet() == 10 ? 30 * FRAME_NANOS : 0)))) {
            pacer.add(track);
            assertThat(counter.reached.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(track.missedFrames()).isEqualTo(30);
    }

    @Test
    void onTheClockOfTheMachineNoFrameComesEarly() throws Exception {
        try (MediaPacer pacer = new MediaPacer("test-pacer")) {
            Counter counter = new Counter(100);
            long start = System.nanoTime();
            pacer.add(track(new OutputBuffer(), counter, () -> {}));
            assertThat(counter.reached.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(49 * FRAME_NANOS);
        }
        assertThat(lateness.snapshot().count()).isGreaterThanOrEqualTo(49);
    }

    @Test
    void factsAreReportedAfterTheFrameWasSent() throws Exception {
        try (MediaPacer pacer = new MediaPacer("test-pacer")) {
            OutputBuffer buffer = new OutputBuffer();
            OutputBuffer.Line line = buffer.open("r", "i");
            buffer.append(line, new short[960], 960);
            buffer.complete(line);
            buffer.finish("r");
            Counter counter = new Counter(4);
            CountDownLatch facts = new CountDownLatch(2);
            AtomicInteger sentAtFirstFact = new AtomicInteger(-1);
            pacer.add(track(buffer, counter, () -> {
                sentAtFirstFact.compareAndSet(-1, counter.sent.get());
                while (buffer.pollFact() != null) {
                    facts.countDown();
                }
            }));
            assertThat(facts.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(sentAtFirstFact.get()).isEqualTo(2);
        }
    }

    @Test
    void aTrackThatWasRemovedGetsNothingMore() throws Exception {
        try (MediaPacer pacer = new MediaPacer("test-pacer")) {
            Counter gone = new Counter(1);
            Counter stays = new Counter(1);
            MediaPacer.Track track = track(new OutputBuffer(), gone, () -> {});
            pacer.add(track);
            assertThat(gone.reached.await(20, TimeUnit.SECONDS)).isTrue();
            pacer.remove(track);
            pacer.add(track(new OutputBuffer(), stays, () -> {}));
            assertThat(stays.reached.await(20, TimeUnit.SECONDS)).isTrue();
            int after = gone.sent.get();
            Counter later = new Counter(10);
            pacer.add(track(new OutputBuffer(), later, () -> {}));
            assertThat(later.reached.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(gone.sent.get()).isEqualTo(after);
        }
    }

    @Test
    void aPeerThatThrowsLosesItsOwnSoundAndNobodyElses() throws Exception {
        try (MediaPacer pacer = new MediaPacer("test-pacer")) {
            Counter before = new Counter(100);
            Counter after = new Counter(100);
            pacer.add(track(new OutputBuffer(), before, () -> {}));
            pacer.add(track(new OutputBuffer(), new Counter(1, new AssertionError("broken peer")), () -> {}));
            pacer.add(track(new OutputBuffer(), after, () -> {}));

            assertThat(before.reached.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(after.reached.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(failures)
                    .hasSize(1)
                    .first()
                    .satisfies(failure -> assertThat(failure).hasMessage("broken peer"));
        }
    }

    @Test
    void aClosedPacerTakesNoTracks() {
        MediaPacer pacer = new MediaPacer("test-pacer");
        pacer.close();
        Counter counter = new Counter(1);
        pacer.add(track(new OutputBuffer(), counter, () -> {}));
        pacer.close();
        assertThat(counter.sent.get()).isZero();
    }

    /** The sending side of a peer, and nothing else of it. */
    private final class Counter implements RtcPeer {
        private final Queue<Long> sentAt = new ConcurrentLinkedQueue<>();
        private final AtomicInteger sent = new AtomicInteger();
        private final CountDownLatch reached;

        private final @Nullable Error failure;

        Counter(int wanted) {
            this(wanted, null);
        }

        Counter(int wanted, @Nullable Error failure) {
            reached = new CountDownLatch(wanted);
            this.failure = failure;
        }

        @Override
        public void sendAudio(short[] pcm, int offset) {
            if (failure != null) {
                throw failure;
            }
            assertThat(pcm.length - offset).isGreaterThanOrEqualTo(RtcAudio.FRAME_SAMPLES);
            sentAt.add(clock.get());
            sent.incrementAndGet();
            reached.countDown();
        }

        @Override
        public RtcDataChannel createDataChannel(String label) {
            throw new RtcException("this peer only counts");
        }

        @Override
        public CompletableFuture<String> createOffer() {
            throw new RtcException("this peer only counts");
        }

        @Override
        public CompletableFuture<String> acceptOffer(String offerSdp) {
            throw new RtcException("this peer only counts");
        }

        @Override
        public CompletableFuture<Void> acceptAnswer(String answerSdp) {
            throw new RtcException("this peer only counts");
        }

        @Override
        public void close() {}
    }
}
