package dev.bargein.simulator.internal.speech;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the voices of all sessions on a few threads of its own: one short task at a time, in turn among the sessions, so
 * that no session waits for all that another one has asked for. A task that holds its thread for too long is given up:
 * another thread takes its place.
 *
 * <p>Thread-safe.
 */
final class SynthesisScheduler implements AutoCloseable {
    /** So long a voice may compute before its thread is replaced; what a voice does at once takes far less. */
    static final long STUCK_NANOS = 20_000_000_000L;

    /** Threads that may hang at once; beyond that nobody replaces them any more. */
    private static final int MAX_STUCK = 16;

    private static final long CLOSE_SECONDS = 10;

    private final String name;
    private final int size;
    private final Consumer<String> notes;
    private final Deque<Lane> ready = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();
    private int started;
    private int idle;
    private int stuck;
    private boolean closed;

    /**
     * A scheduler; its threads start when they are needed.
     *
     * @param name of its threads
     * @param size how many tasks run at once
     * @param notes hears when a voice hangs
     */
    SynthesisScheduler(String name, int size, Consumer<String> notes) {
        this.name = name;
        this.size = size;
        this.notes = notes;
    }

    /** The tasks of one session, which are begun in their order. */
    private final class Lane implements Executor {
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            add(this, task);
        }
    }

    /** One thread. */
    private final class Worker implements Runnable {
        private final Thread thread;
        private long busySinceNanos;
        private boolean busy;
        private boolean abandoned;

        Worker(int number) {
            thread = new Thread(this, name + "-voice-" + number);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (Runnable task = next(this); task != null; task = next(this)) {
                    task.run();
                }
            } finally {
                gone(this);
            }
        }
    }

    /** Where one session puts its tasks. After {@link #close} they are rejected. */
    Executor lane() {
        return new Lane();
    }

    private synchronized void add(Lane lane, Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the simulator is closed");
        }
        lane.tasks.add(task);
        if (lane.tasks.size() == 1) {
            ready.add(lane);
        }
        if (idle > 0) {
            notifyAll();
        } else if (workers.size() < size) {
            startWorker();
        }
    }

    private void startWorker() {
        Worker worker = new Worker(++started);
        workers.add(worker);
        worker.thread.start();
    }

    /** The next task; null when the thread shall end. */
    private synchronized @Nullable Runnable next(Worker worker) {
        worker.busy = false;
        while (!worker.abandoned) {
            Lane lane = ready.poll();
            if (lane != null) {
                Runnable task = lane.tasks.remove();
                if (!lane.tasks.isEmpty()) {
                    ready.add(lane);
                }
                worker.busy = true;
                worker.busySinceNanos = System.nanoTime();
                return task;
            }
            if (closed) {
                return null;
            }
            idle++;
            try {
                wait();
            } catch (InterruptedException e) {
                // Only close() ends a worker.
            } finally {
                idle--;
            }
        }
        return null;
    }

    private synchronized void gone(Worker worker) {
        workers.remove(worker);
        if (worker.abandoned) {
            stuck--;
        } else if (!closed && !ready.isEmpty()) {
            // It died of an Error that nobody caught.
            startWorker();
        }
        notifyAll();
    }

    /** Threads that are there, those that hang included. */
    synchronized int threads() {
        return workers.size() + stuck;
    }

    /** Replaces the threads that hang; to be called now and then. */
    void replaceStuck(long nowNanos) {
        int replaced = 0;
        synchronized (this) {
            for (Worker worker : List.copyOf(workers)) {
                if (!closed && worker.busy && stuck < MAX_STUCK && nowNanos - worker.busySinceNanos > STUCK_NANOS) {
                    worker.abandoned = true;
                    worker.thread.interrupt();
                    workers.remove(worker);
                    stuck++;
                    replaced++;
                    startWorker();
                }
            }
        }
        if (replaced > 0) {
            notes.accept("A voice has computed for " + TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS)
                    + " s without giving a sample: its thread was replaced");
        }
    }

    /** Lets what is queued end, and interrupts what does not end in time. */
    @Override
    public void close() {
        List<Worker> left;
        synchronized (this) {
            closed = true;
            notifyAll();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
            try {
                for (long ms = 1; !workers.isEmpty() && ms > 0; ) {
                    ms = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (ms > 0) {
                        wait(ms);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            left = List.copyOf(workers);
        }
        left.forEach(worker -> worker.thread.interrupt());
    }
}
