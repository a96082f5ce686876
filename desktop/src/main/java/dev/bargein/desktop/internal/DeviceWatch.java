package dev.bargein.desktop.internal;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a second whether devices came or went, and calls listeners; one thread for all devices of a factory, which
 * lives while any of them is open.
 *
 * <p>Thread-safe.
 */
public final class DeviceWatch {
    private static final long PERIOD_MS = 1_000;
    private static final long END_TIMEOUT_MS = 1_000;
    private static final int MAX_CALLS = 256;

    private final LineFactory lines;
    private @Nullable Run current;

    /** One at rest. */
    public DeviceWatch(LineFactory lines) {
        this.lines = lines;
    }

    /** Begins to call back every second with the names of what there is; on the watch's thread. */
    synchronized void add(Consumer<List<String>> look) {
        Run run = current;
        if (run == null) {
            run = new Run(lines);
            current = run;
            run.watchers.add(look);
            run.thread.start();
        } else {
            run.watchers.add(look);
        }
    }

    /** Ends that, and the thread with the last of them. */
    void remove(Consumer<List<String>> look) {
        Run run;
        synchronized (this) {
            run = current;
            if (run == null || !run.watchers.remove(look) || !run.watchers.isEmpty()) {
                return;
            }
            current = null;
        }
        run.calls.offer(() -> {});
        if (run.thread != Thread.currentThread()) {
            Ending.join(run.thread, END_TIMEOUT_MS);
        }
    }

    /** Calls a listener soon, where it delays no sound; calls beyond some hundreds that wait are lost. */
    synchronized void call(Runnable call) {
        Run run = current;
        if (run != null) {
            run.calls.offer(call);
        }
    }

    private static final class Run implements Runnable {
        private final List<Consumer<List<String>>> watchers = new CopyOnWriteArrayList<>();
        private final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>(MAX_CALLS);
        private final Thread thread = new Thread(this, "bargein-devices");
        private final LineFactory lines;

        Run(LineFactory lines) {
            this.lines = lines;
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            long nextLook = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MS);
            while (!watchers.isEmpty()) {
                Runnable call = next(nextLook - System.nanoTime());
                if (call != null) {
                    safely(call);
                } else if (!watchers.isEmpty()) {
                    List<String> now = lines.names();
                    watchers.forEach(look -> safely(() -> look.accept(now)));
                    nextLook = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MS);
                }
            }
            // The last words of a device that was closed just after them.
            for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                safely(call);
            }
        }

        private @Nullable Runnable next(long nanos) {
            try {
                return calls.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                // Nobody asks it to end in this way: it ends with its last watcher.
                return null;
            }
        }

        private static void safely(Runnable call) {
            try {
                call.run();
            } catch (RuntimeException e) {
                // A listener that fails is its owner's to find; the devices go on.
                Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
                if (handler != null) {
                    handler.uncaughtException(Thread.currentThread(), e);
                }
            }
        }
    }
}
