package dev.bargein.client.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ticks every 10 ms on a thread of its own while anyone listens.
 *
 * <p>Deadlines are absolute: a late tick does not move the next one, and missed ticks are made up for at once.
 *
 * <p>Thread-safe; ticks are made one at a time. After {@link #remove} returns no tick of that listener runs,
 * unless it was called from a tick.
 */
public final class FrameTicker {
    /** The distance of two ticks. */
    public static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String name;
    /** The thread that ticks now; one that lost its last listener never gets another, so that its end can be awaited. */
    private @Nullable Run current;

    private volatile long ticks;
    private volatile long maxLatenessNanos;
    private volatile long lateTicks;

    /** A pacer at rest; the name is that of its thread. */
    public FrameTicker(String name) {
        this.name = name;
    }

    /** Something that wants to be ticked. */
    public interface Tick {
        /**
         * One tick.
         *
         * @param deadlineNanos when it should have been
         */
        void tick(long deadlineNanos);
    }

    /** Begins to tick a listener: its first tick is at most 10 ms away. */
    public synchronized void add(Tick tick) {
        Run run = current;
        if (run == null) {
            run = new Run();
            current = run;
            run.entries.add(new Entry(tick));
            run.thread.start();
        } else {
            run.entries.add(new Entry(tick));
        }
    }

    /** Ends the ticks of a listener, and the thread with the last of them. */
    public void remove(Tick tick) {
        Run run;
        boolean last;
        List<Entry> removed = new ArrayList<>();
        synchronized (this) {
            run = current;
            if (run == null) {
                return;
            }
            for (Entry entry : run.entries) {
                if (entry.tick == tick) {
                    removed.add(entry);
                }
            }
            run.entries.removeAll(removed);
            last = run.entries.isEmpty();
            if (last) {
                current = null;
            }
        }
        removed.forEach(Entry::end);
        if (last && run.thread != Thread.currentThread()) {
            LockSupport.unpark(run.thread);
            joinQuietly(run.thread);
        }
    }

    /** All ticks so far. */
    public long ticks() {
        return ticks;
    }

    /** The greatest delay of a tick so far. */
    public long maxLatenessNanos() {
        return maxLatenessNanos;
    }

    /** Ticks that were late by more than one tick. */
    public long lateTicks() {
        return lateTicks;
    }

    private synchronized void note(long lateness) {
        ticks++;
        if (lateness > maxLatenessNanos) {
            maxLatenessNanos = lateness;
        }
        if (lateness > TICK_NANOS) {
            lateTicks++;
        }
    }

    /** One thread and those whom it ticks, from its first listener to its last. */
    private final class Run implements Runnable {
        private final List<Entry> entries = new CopyOnWriteArrayList<>();
        private final Thread thread = new Thread(this, name);

        Run() {
            thread.setDaemon(true);
            thread.setPriority(Thread.MAX_PRIORITY);
        }

        @Override
        public void run() {
            long deadline = System.nanoTime();
            while (!entries.isEmpty()) {
                long now = System.nanoTime();
                if (now - deadline < 0) {
                    LockSupport.parkNanos(FrameTicker.this, deadline - now);
                    continue;
                }
                note(now - deadline);
                for (Entry entry : entries) {
                    entry.run(deadline);
                }
                deadline += TICK_NANOS;
            }
        }
    }

    private static void joinQuietly(Thread ending) {
        boolean interrupted = false;
        while (true) {
            try {
                ending.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A listener, and whether its tick runs now. */
    private static final class Entry {
        private final Tick tick;
        private boolean ended;
        private @Nullable Thread running;

        Entry(Tick tick) {
            this.tick = tick;
        }

        void run(long deadline) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                running = Thread.currentThread();
            }
            try {
                tick.tick(deadline);
            } catch (Throwable e) {
                // One listener's mistake, an Error too, must not silence the others.
                ListenerFailures.tell(e);
            } finally {
                synchronized (this) {
                    running = null;
                    notifyAll();
                }
            }
        }

        /** Waits for a tick that runs. */
        synchronized void end() {
            ended = true;
            boolean interrupted = false;
            while (running != null && running != Thread.currentThread()) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
