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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pacer in real time, into peers that only count. */
class MediaPacerTest {
    private final LatenessMeter lateness = new LatenessMeter();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    private MediaPacer.Track track(OutputBuffer buffer, Counter counter, Runnable onFacts) {
        return new MediaPacer.Track(buffer, counter, onFacts, failures::add, lateness);
    }

    @Test
    void everyTrackGetsAFrameEveryTwentyMillisecondsWithoutDrift() throws Exception {
        try (MediaPacer pacer = new MediaPacer("test-pacer")) {
            List<Counter> counters = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 16; i++) {
                Counter counter = new Counter(100);
                counters.add(counter);
                pacer.add(track(new OutputBuffer(), counter, () -> {}));
            }
            for (Counter counter : counters) {
                assertThat(counter.reached.await(20, TimeUnit.SECONDS)).isTrue();
            }
            // The 100th half frame, of 10 ms each, belongs to the deadline 49 * 20 ms after the first.
            long ms = (System.nanoTime() - start) / 1_000_000;
            assertThat(ms).isBetween(980L, 1_900L);
        }
        Lateness measured = lateness.snapshot();
        assertThat(measured.count()).isGreaterThanOrEqualTo(16 * 49);
        assertThat(measured.p50Ms()).isLessThan(10);
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
    private static final class Counter implements RtcPeer {
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
