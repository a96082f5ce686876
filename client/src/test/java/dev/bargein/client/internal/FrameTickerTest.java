package dev.bargein.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FrameTickerTest {
    private static final int PATIENCE_S = 20;
    private static final int ROUNDS = 300;
    private static final int PAUSES = 100;

    private final FrameTicker pacer = new FrameTicker("test-pacer");

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task, "test-remover");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_S));
        assertThat(thread.isAlive()).as("remove() hangs").isFalse();
    }

    /** Closing waits for a thread that has nobody left; a device that is opened meanwhile must not keep it alive. */
    @Test
    void closingOneDeviceDoesNotHangWhenAnotherIsOpenedMeanwhile() throws Exception {
        CountDownLatch alone = new CountDownLatch(1);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        FrameTicker.Tick closesItself = new FrameTicker.Tick() {
            @Override
            public void tick(long deadlineNanos) {
                pacer.remove(this);
                alone.countDown();
                goOn.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
            }
        };
        FrameTicker.Tick opened = deadline -> {};
        pacer.add(closesItself);
        assertThat(alone.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        // The thread is still in its last tick, and has nobody left.
        Thread closing = start(() -> pacer.remove(closesItself));
        while (closing.isAlive() && closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        pacer.add(opened);
        goOn.complete(null);
        assertEnds(closing);
        pacer.remove(opened);
    }

    @Test
    void closingAndOpeningAtTheSameTimeNeverHangsWhateverTheInterleaving() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch ticked = new CountDownLatch(1);
            FrameTicker.Tick one = deadline -> {};
            FrameTicker.Tick two = deadline -> ticked.countDown();
            pacer.add(one);
            CyclicBarrier together = new CyclicBarrier(2);
            Thread adding = start(() -> {
                awaitAll(together);
                pacer.add(two);
            });
            awaitAll(together);
            for (int i = round % PAUSES; i > 0; i--) {
                Thread.onSpinWait();
            }
            Thread closing = start(() -> pacer.remove(one));
            assertEnds(closing);
            assertEnds(adding);
            assertThat(ticked.await(PATIENCE_S, TimeUnit.SECONDS))
                    .as("the new device is ticked")
                    .isTrue();
            Thread last = start(() -> pacer.remove(two));
            assertEnds(last);
        }
    }

    @Test
    void aDeviceThatThrowsAnErrorDoesNotSilenceTheOthers() throws Exception {
        CountDownLatch ticks = new CountDownLatch(3);
        FrameTicker.Tick throwing = deadline -> {
            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
            throw new AssertionError("as an assertion in a callback does");
        };
        FrameTicker.Tick other = deadline -> ticks.countDown();
        pacer.add(throwing);
        pacer.add(other);
        assertThat(ticks.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        pacer.remove(throwing);
        pacer.remove(other);
    }

    private static void awaitAll(CyclicBarrier barrier) {
        try {
            barrier.await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
