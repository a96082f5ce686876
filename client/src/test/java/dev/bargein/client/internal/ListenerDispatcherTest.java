package dev.bargein.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.SessionListener;
import dev.bargein.protocol.Redactor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ListenerDispatcherTest {
    private final CompletableFuture<Void> unblock = new CompletableFuture<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<Integer> delivered = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final ListenerDispatcher dispatcher = new ListenerDispatcher(
            new SessionListener() {
                @Override
                public void onProblem(String problem, long nanos) {
                    problems.add(problem);
                }

                @Override
                public void onClosed(String reason) {
                    closed.add(reason);
                }
            },
            new Redactor());

    private void finish() {
        unblock.complete(null);
        dispatcher.end(l -> l.onClosed("done"));
        dispatcher.join();
    }

    @Test
    void callsAreMadeInOrderAndTheLastOneLast() {
        for (int i = 0; i < 1_000; i++) {
            int n = i;
            dispatcher.post(l -> delivered.add(n));
        }
        finish();
        assertThat(delivered).hasSize(1_000).isSorted();
        assertThat(closed).containsExactly("done");
        dispatcher.post(l -> delivered.add(-1));
        assertThat(delivered).doesNotContain(-1);
    }

    @Test
    void whatAStuckListenerCannotTakeIsCountedAndTold() {
        dispatcher.post(l -> unblock.join());
        for (int i = 0; i < 20_000; i++) {
            int n = i;
            dispatcher.post(l -> delivered.add(n));
        }
        finish();
        assertThat(delivered).hasSizeBetween(8_000, 8_300).isSorted();
        assertThat(problems).singleElement().asString().contains(20_000 - delivered.size() + " calls were not made");
        assertThat(closed).containsExactly("done");
    }

    @Test
    void largeCallsAreBoundedByTheirSize() {
        dispatcher.post(l -> unblock.join());
        for (int i = 0; i < 100; i++) {
            int n = i;
            dispatcher.post(l -> delivered.add(n), 1 << 20);
        }
        finish();
        assertThat(delivered).hasSize(64);
        assertThat(problems).hasSize(1);
    }

    @Test
    void textIsCountedAsTheHeapHoldsIt() {
        assertThat(ListenerDispatcher.bytesOf("é".repeat(10))).isEqualTo(10);
        assertThat(ListenerDispatcher.bytesOf("€" + "e".repeat(9))).isEqualTo(20);
        finish();
    }

    @Test
    void aSlowListenerOfLargeCallsIsToldOnceThatItIsSlowAndNotAtEveryCall() {
        dispatcher.post(l -> unblock.join());
        for (int i = 0; i < 70; i++) {
            dispatcher.post(l -> twoMore(200), 1 << 20);
        }
        unblock.complete(null);
        // The last that waits, as what follows a close is not queued.
        finished.join();
        finish();
        assertThat(problems).hasSizeBetween(1, 3);
    }

    /** For each that is done two come, of which one fits. */
    private void twoMore(int most) {
        delivered.add(delivered.size());
        if (delivered.size() < most) {
            dispatcher.post(l -> twoMore(most), 1 << 20);
            dispatcher.post(l -> twoMore(most), 1 << 20);
        } else {
            finished.complete(null);
        }
    }

    @Test
    void aListenerThatThrowsAnErrorIsStillToldOfTheEnd() {
        dispatcher.post(l -> {
            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {
                delivered.add(-1);
                throw new IllegalStateException("as handlers may");
            });
            throw new AssertionError("as an assertion in a listener does");
        });
        dispatcher.post(l -> delivered.add(1));
        finish();
        assertThat(delivered).containsExactly(-1, 1);
        assertThat(closed).containsExactly("done");
    }
}
