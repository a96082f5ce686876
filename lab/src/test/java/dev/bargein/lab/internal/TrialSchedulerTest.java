package dev.bargein.lab.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Network;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.Timeline;
import dev.bargein.lab.TrialResult;
import dev.bargein.lab.internal.TrialScheduler.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TrialSchedulerTest {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final Map<TransportKind, Integer> CAPS = Map.of(TransportKind.WEBSOCKET, 3, TransportKind.WEBRTC, 2);

    private static Arm arm(TransportKind transport) {
        return new Arm(Strategy.BARGEIN, transport, Scenario.TALK, Network.CLEAN);
    }

    private static Job job(TransportKind transport, long seed, TrialScheduler.Work work) {
        return new Job(arm(transport), seed, work);
    }

    private static TrialResult done(TransportKind transport, long seed) {
        return TrialResult.of(arm(transport), seed, Map.of(), Timeline.EMPTY);
    }

    @Test
    void atMostSoManyTrialsOfEachTransportRunAtATimeAndThatManyDo() {
        Map<TransportKind, Integer> most = new ConcurrentHashMap<>();
        // Each wave of trials meets here: were fewer than the cap to run at a time, none would get through.
        List<Job> jobs = new ArrayList<>();
        for (TransportKind transport : TransportKind.values()) {
            AtomicInteger now = new AtomicInteger();
            CyclicBarrier meeting = new CyclicBarrier(transport == TransportKind.WEBSOCKET ? 3 : 2);
            for (int i = 0; i < 6; i++) {
                long seed = i;
                jobs.add(job(transport, seed, () -> {
                    most.merge(transport, now.incrementAndGet(), Math::max);
                    await(meeting);
                    now.decrementAndGet();
                    return done(transport, seed);
                }));
            }
        }

        List<TrialResult> results = new TrialScheduler(CAPS, 0, LONG_NANOS).run(jobs, result -> {});

        assertThat(results).hasSize(12).noneMatch(TrialResult::hasFailed);
        assertThat(most).isEqualTo(CAPS);
    }

    private static void await(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("not enough trials at a time", e);
        }
    }

    @Test
    void aTrialThatThrowsHasFailedAndTheRestGoesOn() {
        List<Job> jobs = List.of(
                job(TransportKind.WEBSOCKET, 1, () -> {
                    throw new IllegalStateException("no audio within 10 s");
                }),
                job(TransportKind.WEBSOCKET, 2, () -> {
                    throw new NoClassDefFoundError();
                }),
                job(TransportKind.WEBSOCKET, 3, () -> done(TransportKind.WEBSOCKET, 3)));

        List<TrialResult> results = new TrialScheduler(CAPS, 0, LONG_NANOS).run(jobs, result -> {});

        assertThat(results)
                .extracting(TrialResult::seed, TrialResult::error)
                .containsExactlyInAnyOrder(
                        tuple(1L, "no audio within 10 s"), tuple(2L, "NoClassDefFoundError"), tuple(3L, ""));
    }

    @Test
    void aTrialThatHangsHasFailedAndItsThreadTakesTheNext() {
        CountDownLatch never = new CountDownLatch(1);
        List<Job> jobs = List.of(
                job(TransportKind.WEBRTC, 1, () -> {
                    never.await();
                    return done(TransportKind.WEBRTC, 1);
                }),
                job(TransportKind.WEBRTC, 2, () -> done(TransportKind.WEBRTC, 2)));

        List<TrialResult> results = new TrialScheduler(
                        Map.of(TransportKind.WEBRTC, 1), 0, TimeUnit.MILLISECONDS.toNanos(100))
                .run(jobs, result -> {});

        assertThat(results).hasSize(2);
        assertThat(results.get(0).error()).startsWith("not done within 100 ms");
        assertThat(results.get(1).hasFailed()).isFalse();
    }

    @Test
    void cancellingKeepsWhatIsDoneAndDropsTheRest() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        List<Job> jobs = List.of(
                job(TransportKind.WEBRTC, 1, () -> done(TransportKind.WEBRTC, 1)),
                job(TransportKind.WEBRTC, 2, () -> {
                    hanging.countDown();
                    never.await();
                    return done(TransportKind.WEBRTC, 2);
                }),
                job(TransportKind.WEBRTC, 3, () -> {
                    started.incrementAndGet();
                    return done(TransportKind.WEBRTC, 3);
                }));
        TrialScheduler scheduler = new TrialScheduler(Map.of(TransportKind.WEBRTC, 1), 0, LONG_NANOS);
        Thread canceller = new Thread(() -> {
            try {
                hanging.await();
                scheduler.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        canceller.start();

        List<TrialResult> results = scheduler.run(jobs, result -> {});
        canceller.join();

        assertThat(results).extracting(TrialResult::seed).containsExactly(1L);
        assertThat(started.get()).isZero();
    }

    @Test
    void everyResultIsToldOnceAndOneAtATime() {
        AtomicInteger inside = new AtomicInteger();
        List<Long> told = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            long seed = i;
            jobs.add(job(TransportKind.WEBSOCKET, seed, () -> done(TransportKind.WEBSOCKET, seed)));
        }

        new TrialScheduler(CAPS, 0, LONG_NANOS).run(jobs, result -> {
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            told.add(result.seed());
            inside.decrementAndGet();
        });

        assertThat(told).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void aWatcherThatThrowsEndsTheRunWithWhatItThrew() {
        IllegalStateException gone = new IllegalStateException("terminal gone");
        AtomicInteger told = new AtomicInteger();
        List<Job> jobs = List.of(
                job(TransportKind.WEBSOCKET, 1, () -> done(TransportKind.WEBSOCKET, 1)),
                job(TransportKind.WEBRTC, 2, () -> {
                    new CountDownLatch(1).await();
                    return done(TransportKind.WEBRTC, 2);
                }));
        TrialScheduler scheduler = new TrialScheduler(CAPS, 0, LONG_NANOS);

        assertThatThrownBy(() -> scheduler.run(jobs, result -> {
                    told.incrementAndGet();
                    throw gone;
                }))
                .isSameAs(gone);
        assertThat(told).hasValue(1);
    }

    @Test
    void aSlowWatcherHoldsUpNeitherTheStartOfTrialsNorTheirEnd() {
        CountDownLatch others = new CountDownLatch(4);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long seed = i;
            jobs.add(job(TransportKind.WEBRTC, seed, () -> {
                others.countDown();
                return done(TransportKind.WEBRTC, seed);
            }));
        }
        jobs.add(job(TransportKind.WEBSOCKET, 9, () -> done(TransportKind.WEBSOCKET, 9)));
        TrialScheduler scheduler = new TrialScheduler(CAPS, 0, LONG_NANOS);

        List<TrialResult> results = scheduler.run(jobs, result -> {
            if (result.seed() == 9) {
                // Until all the others were started, which needs the lock of the scheduler.
                assertThat(awaited(others)).isTrue();
                assertThat(scheduler.isCancelled()).isFalse();
            }
        });

        assertThat(results).hasSize(5);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void startsKeepTheirDistance() {
        List<Long> starts = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long seed = i;
            jobs.add(job(TransportKind.WEBSOCKET, seed, () -> {
                synchronized (starts) {
                    starts.add(System.nanoTime());
                }
                return done(TransportKind.WEBSOCKET, seed);
            }));
        }

        new TrialScheduler(CAPS, TimeUnit.MILLISECONDS.toNanos(40), LONG_NANOS).run(jobs, result -> {});

        assertThat(starts.get(4) - starts.get(0)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(4 * 40 - 5));
    }
}
