package dev.bargein.simulator.internal.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many sessions, few threads. */
class SynthesisSchedulerTest {
    private static final long PATIENCE_SECONDS = 20;

    private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();

    private static void await(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                // A voice may be deaf to that.
            }
        }
    }

    @Test
    void whoAsksForOneThingDoesNotWaitForTheHundredsOfAnother() {
        List<String> order = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (SynthesisScheduler scheduler = new SynthesisScheduler("test", 1, notes::add)) {
            Executor greedy = scheduler.lane();
            Executor modest = scheduler.lane();
            greedy.execute(() -> {
                begun.countDown();
                await(go);
            });
            await(begun);
            for (int i = 0; i < 400; i++) {
                greedy.execute(() -> order.add("greedy"));
            }
            modest.execute(() -> order.add("modest"));
            modest.execute(() -> order.add("modest"));
            go.countDown();
        }
        assertThat(order).hasSize(402);
        assertThat(order.subList(0, 4)).containsExactly("greedy", "modest", "greedy", "modest");
    }

    @Test
    void aVoiceThatHangsForeverDoesNotSilenceTheOthers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        try (SynthesisScheduler scheduler = new SynthesisScheduler("test", 1, notes::add)) {
            scheduler.lane().execute(() -> {
                hanging.countDown();
                await(never);
            });
            await(hanging);
            CompletableFuture<String> other = new CompletableFuture<>();
            scheduler.lane().execute(() -> other.complete("spoken"));
            scheduler.replaceStuck(System.nanoTime());
            assertThat(notes).isEmpty();
            scheduler.replaceStuck(System.nanoTime() + SynthesisScheduler.STUCK_NANOS);
            assertThat(other.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("spoken");
            assertThat(notes).hasSize(1).allMatch(note -> note.contains("its thread was replaced"));
            never.countDown();
        }
    }

    @Test
    void threadsThatHangAreReplacedOnlySoOften() {
        CountDownLatch never = new CountDownLatch(1);
        try (SynthesisScheduler scheduler = new SynthesisScheduler("test", 2, notes::add)) {
            for (int i = 0; i < 100; i++) {
                scheduler.lane().execute(() -> await(never));
            }
            for (int i = 0; i < 100; i++) {
                scheduler.replaceStuck(System.nanoTime() + SynthesisScheduler.STUCK_NANOS);
            }
            assertThat(scheduler.threads()).isLessThanOrEqualTo(2 + 16);
            never.countDown();
        }
    }

    @Test
    void afterItsEndNothingIsTakenAndWhatWasTakenIsDone() {
        List<String> done = new ArrayList<>();
        SynthesisScheduler scheduler = new SynthesisScheduler("test", 1, notes::add);
        Executor lane = scheduler.lane();
        for (int i = 0; i < 10; i++) {
            lane.execute(() -> done.add("x"));
        }
        scheduler.close();
        assertThat(done).hasSize(10);
        assertThatThrownBy(() -> lane.execute(() -> done.add("y"))).isInstanceOf(RejectedExecutionException.class);
    }
}
