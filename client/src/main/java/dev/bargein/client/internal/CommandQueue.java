package dev.bargein.client.internal;

import dev.bargein.client.internal.transport.Uninterruptibles;
import dev.bargein.core.Command;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Decisions on their way to the session's one thread, which carries them out in order.
 *
 * <p>Thread-safe; {@link #put} never blocks.
 */
final class CommandQueue {
    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Executor thread;
    private final Consumer<Command> doer;

    /**
     * Makes an empty one.
     *
     * @param thread runs one task at a time, in order
     * @param doer carries a command out, on that thread
     */
    CommandQueue(Executor thread, Consumer<Command> doer) {
        this.thread = thread;
        this.doer = doer;
    }

    void put(Command command) {
        commands.add(command);
        if (!scheduled.getAndSet(true)) {
            thread.execute(this::drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            doer.accept(command);
        }
    }

    /** Waits until what was put before is done, but not for long. */
    void flush(long timeoutMs) {
        CountDownLatch drained = new CountDownLatch(1);
        thread.execute(() -> {
            drain();
            drained.countDown();
        });
        Uninterruptibles.uninterruptibly(
                timeoutMs, left -> drained.await(left, TimeUnit.NANOSECONDS) ? null : Uninterruptibles.TIMED_OUT);
    }
}
