package dev.bargein.lab.internal;

import dev.bargein.client.TransportKind;
import dev.bargein.lab.Arm;
import dev.bargein.lab.TrialResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs trials side by side: at most so many of each transport at a time, started one after the other with some distance,
 * as connecting is what disturbs neighbours most. A trial that throws or takes too long has failed; the rest goes on.
 *
 * <p>Thread-safe; {@link #run} is called once, {@link #cancel} at any time.
 */
public final class TrialScheduler {
    private static final long WATCH_MS = 50;

    /** So long a trial may take to notice its interruption before it is given up with its thread. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Map<TransportKind, Integer> caps;
    private final long spacingNanos;
    private final long deadlineNanos;

    private final Object lock = new Object();
    private final List<TrialResult> results = new ArrayList<>();
    private final Set<Running> running = new LinkedHashSet<>();
    private final Deque<TrialResult> untold = new ArrayDeque<>();
    private boolean cancelled;
    private int pending;
    private long nextStartNanos;

    /**
     * A scheduler.
     *
     * @param caps how many trials of each transport may run at a time
     * @param spacingNanos the time between two starts
     * @param deadlineNanos how long a trial may take
     */
    public TrialScheduler(Map<TransportKind, Integer> caps, long spacingNanos, long deadlineNanos) {
        this.caps = new EnumMap<>(caps);
        this.spacingNanos = spacingNanos;
        this.deadlineNanos = deadlineNanos;
    }

    /** A trial to run. */
    public record Job(Arm arm, long seed, Work work) {}

    /** What a trial does. */
    public interface Work {
        /** Runs it to its end; what it throws is why it failed. */
        TrialResult run() throws InterruptedException;
    }

    /**
     * Runs all jobs, in their order as far as the caps allow, and blocks until they are done or cancelled.
     *
     * @param onDone told of each result, on the calling thread and under no lock, so that a slow terminal holds up no trial;
     *     what it throws ends the run
     * @return the results of those that were carried out or failed, in the order in which they ended
     */
    public List<TrialResult> run(List<Job> jobs, Consumer<TrialResult> onDone) {
        synchronized (lock) {
            pending = jobs.size();
            nextStartNanos = System.nanoTime();
        }
        List<ExecutorService> pools = new ArrayList<>();
        try {
            for (TransportKind transport : TransportKind.values()) {
                List<Job> ofTransport = jobs.stream()
                        .filter(job -> job.arm().transport() == transport)
                        .toList();
                if (!ofTransport.isEmpty()) {
                    pools.add(start(transport, ofTransport));
                }
            }
            watch(onDone);
        } catch (RuntimeException | Error e) {
            // Nobody watches any more, so nothing of what still runs is wanted.
            cancel();
            throw e;
        } finally {
            pools.forEach(ExecutorService::shutdownNow);
        }
        synchronized (lock) {
            return List.copyOf(results);
        }
    }

    /** Ends the trials that run, and starts no more; {@link #run} returns with those that are done. */
    public void cancel() {
        synchronized (lock) {
            cancelled = true;
            running.forEach(Running::interrupt);
            lock.notifyAll();
        }
    }

    /** Whether {@link #cancel} was called. */
    public boolean isCancelled() {
        synchronized (lock) {
            return cancelled;
        }
    }

    private ExecutorService start(TransportKind transport, List<Job> jobs) {
        AtomicInteger number = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(caps.getOrDefault(transport, 1), work -> {
            Thread thread =
                    new Thread(work, "bargein-trial-" + transport.traits().name() + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        jobs.forEach(job -> pool.execute(() -> carryOut(job)));
        pool.shutdown();
        return pool;
    }

    private void carryOut(Job job) {
        Running self = new Running(job, Thread.currentThread());
        try {
            if (!begin(self)) {
                drop(self);
                return;
            }
            end(self, job.work().run());
        } catch (InterruptedException e) {
            if (isCancelled()) {
                drop(self);
            } else {
                end(self, tooLong(job));
            }
        } catch (Throwable failure) {
            if (isCancelled()) {
                drop(self);
            } else {
                end(self, TrialResult.failed(job.arm(), job.seed(), messageOf(failure)));
            }
        }
    }

    /** Waits for its turn to start. */
    private boolean begin(Running self) throws InterruptedException {
        synchronized (lock) {
            long start = Math.max(System.nanoTime(), nextStartNanos);
            nextStartNanos = start + spacingNanos;
            for (long left = start - System.nanoTime(); left > 0 && !cancelled; left = start - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            if (cancelled) {
                return false;
            }
            self.startNanos = System.nanoTime();
            running.add(self);
            return true;
        }
    }

    private void end(Running self, TrialResult result) {
        synchronized (lock) {
            if (self.finish()) {
                running.remove(self);
                results.add(result);
                untold.add(result);
                pending--;
                lock.notifyAll();
            }
        }
    }

    private void drop(Running self) {
        synchronized (lock) {
            if (self.finish()) {
                running.remove(self);
                pending--;
                lock.notifyAll();
            }
        }
    }

    private void watch(Consumer<TrialResult> onDone) {
        while (true) {
            TrialResult next;
            synchronized (lock) {
                checkDeadlines();
                next = untold.poll();
                if (next == null) {
                    if (pending == 0 || (cancelled && running.isEmpty())) {
                        return;
                    }
                    try {
                        lock.wait(WATCH_MS);
                    } catch (InterruptedException e) {
                        cancel();
                        Thread.currentThread().interrupt();
                        return;
                    }
                }
            }
            if (next != null) {
                onDone.accept(next);
            }
        }
    }

    private void checkDeadlines() {
        long now = System.nanoTime();
        for (Running trial : List.copyOf(running)) {
            long age = now - trial.startNanos;
            if (age > deadlineNanos + GRACE_NANOS) {
                end(trial, tooLong(trial.job));
            } else if (age > deadlineNanos) {
                trial.interrupt();
            } else if (cancelled && now - trial.interruptedNanos > GRACE_NANOS) {
                drop(trial);
            }
        }
    }

    private TrialResult tooLong(Job job) {
        return TrialResult.failed(
                job.arm(),
                job.seed(),
                "not done within " + TimeUnit.NANOSECONDS.toMillis(deadlineNanos) + " ms: is the machine overloaded?");
    }

    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : message;
    }

    /** A trial on its thread, guarded by the scheduler's lock. */
    private static final class Running {
        private final Job job;
        private final Thread thread;
        private long startNanos;
        private long interruptedNanos;
        private boolean finished;

        Running(Job job, Thread thread) {
            this.job = job;
            this.thread = thread;
        }

        /** Interrupts the trial, but never the next one on its thread. */
        void interrupt() {
            if (!finished && interruptedNanos == 0) {
                interruptedNanos = System.nanoTime();
                thread.interrupt();
            }
        }

        /** False when it was given up before. */
        boolean finish() {
            if (finished) {
                return false;
            }
            finished = true;
            if (Thread.currentThread().equals(thread)) {
                // A late interrupt was meant for this trial.
                Thread.interrupted();
            }
            return true;
        }
    }
}
