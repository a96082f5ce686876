package dev.bargein.client.internal;

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
 * <p>Thread law: thread-safe; ticks are made one at a time. After {@link #remove} returns no tick of that listener runs,
 * unless it was called from a tick.
 */
public final class Pacer {
    /** The distance of two ticks. */
    public static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String name;
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;
    private volatile long ticks;
    private volatile long maxLatenessNanos;
    private volatile long lateTicks;

    /** A pacer at rest; the name is that of its thread. */
    public Pacer(String name) {
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
    public void add(Tick tick) {
        synchronized (this) {
            entries.add(new Entry(tick));
            if (thread == null) {
                Thread t = new Thread(this::run, name);
                t.setDaemon(true);
                t.setPriority(Thread.MAX_PRIORITY);
                thread = t;
                t.start();
            }
        }
    }

    /** Ends the ticks of a listener, and the thread with the last of them. */
    public void remove(Tick tick) {
        for (Entry entry : entries) {
            if (entry.tick == tick) {
                entries.remove(entry);
                entry.end();
            }
        }
        Thread ending;
        synchronized (this) {
            ending = entries.isEmpty() ? thread : null;
        }
        if (ending != null && ending != Thread.currentThread()) {
            LockSupport.unpark(ending);
            joinQuietly(ending);
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

    private void run() {
        long deadline = System.nanoTime();
        while (goOn()) {
            long now = System.nanoTime();
            if (now - deadline < 0) {
                LockSupport.parkNanos(this, deadline - now);
                continue;
            }
            note(now - deadline);
            for (Entry entry : entries) {
                entry.run(deadline);
            }
            deadline += TICK_NANOS;
        }
    }

    private synchronized boolean goOn() {
        if (!entries.isEmpty()) {
            return true;
        }
        thread = null;
        return false;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // written by this one thread, read by others
    private void note(long lateness) {
        ticks++;
        if (lateness > maxLatenessNanos) {
            maxLatenessNanos = lateness;
        }
        if (lateness > TICK_NANOS) {
            lateTicks++;
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
            } catch (RuntimeException e) {
                // One listener's mistake must not silence the others.
                Thread current = Thread.currentThread();
                current.getUncaughtExceptionHandler().uncaughtException(current, e);
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
