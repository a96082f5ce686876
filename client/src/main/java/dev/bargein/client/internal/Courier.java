package dev.bargein.client.internal;

import dev.bargein.client.SessionListener;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries what happens to the application's listener, on a thread that does nothing else.
 *
 * <p>What waits is bounded: a listener that falls too far behind loses calls and is told how many, but never the last.
 *
 * <p>Thread law: thread-safe; nothing here blocks its caller.
 */
final class Courier {
    private static final int MAX_WAITING = 8_192;
    private static final long MAX_WAITING_BYTES = 64L << 20;
    private static final int IDLE_FRAMES = 8;
    private static final int JOIN_TIMEOUT_MS = 1_000;

    private final SessionListener listener;
    private final Thread thread;
    private final Deque<Letter> letters = new ArrayDeque<>();
    private final Deque<short[]> frames = new ArrayDeque<>();
    private long waitingBytes;
    private long lost;
    private boolean ending;

    Courier(SessionListener listener) {
        this.listener = listener;
        this.thread = new Thread(this::run, "bargein-listener");
        thread.setDaemon(true);
        thread.start();
    }

    /** One call of the listener. */
    interface Call {
        /** Makes it. */
        void on(SessionListener listener);
    }

    private record Letter(Call call, long bytes) {}

    /** Queues a call that holds nothing large. */
    void post(Call call) {
        post(call, 0);
    }

    /**
     * Queues a call.
     *
     * @param bytes about as much memory as it keeps from being freed
     */
    void post(Call call, long bytes) {
        synchronized (letters) {
            if (ending) {
                return;
            }
            if (letters.size() >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES) {
                lost++;
                return;
            }
            add(new Letter(call, bytes));
        }
    }

    /** Queues a copy of a frame of live audio. */
    void postFrame(short[] pcm, long nanos) {
        short[] copy;
        synchronized (letters) {
            @Nullable short[] idle = frames.poll();
            copy = idle != null && idle.length == pcm.length ? idle : new short[pcm.length];
        }
        System.arraycopy(pcm, 0, copy, 0, pcm.length);
        post(
                l -> {
                    l.onLiveAudio(copy, nanos);
                    giveBack(copy);
                },
                2L * copy.length);
    }

    private void giveBack(short[] frame) {
        synchronized (letters) {
            if (frames.size() < IDLE_FRAMES) {
                Arrays.fill(frame, (short) 0);
                frames.add(frame);
            }
        }
    }

    private void add(Letter letter) {
        letters.add(letter);
        waitingBytes += letter.bytes;
        letters.notifyAll();
    }

    /** Queues the last call, whatever waits, and ends the thread after it. */
    void end(@Nullable Call last) {
        synchronized (letters) {
            if (ending) {
                return;
            }
            ending = true;
            if (last != null) {
                add(new Letter(last, 0));
            }
            letters.notifyAll();
        }
    }

    /** Waits a moment for the thread to end, unless it is the caller itself. */
    void join() {
        if (Thread.currentThread() != thread) {
            Waits.uninterruptibly(JOIN_TIMEOUT_MS, left -> {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
                return thread.isAlive() ? Waits.TIMED_OUT : null;
            });
        }
    }

    private void run() {
        while (true) {
            Letter letter = take();
            if (letter == null) {
                return;
            }
            deliver(letter.call);
        }
    }

    private @Nullable Letter take() {
        synchronized (letters) {
            while (letters.isEmpty() && lost == 0) {
                if (ending) {
                    return null;
                }
                try {
                    letters.wait();
                } catch (InterruptedException e) {
                    // A listener's thread may be interrupted by what it calls; it ends with the session only.
                }
            }
            // Once there is room again in both, or a listener that stays slow is told of every call that it lost.
            if (lost > 0 && letters.size() < MAX_WAITING / 2 && waitingBytes < MAX_WAITING_BYTES / 2) {
                String text = "The listener is too slow: " + lost + " calls were not made";
                lost = 0;
                long nanos = System.nanoTime();
                return new Letter(l -> l.onProblem(text, nanos), 0);
            }
            Letter letter = letters.poll();
            if (letter != null) {
                waitingBytes -= letter.bytes;
            }
            return letter;
        }
    }

    private void deliver(Call call) {
        try {
            call.on(listener);
        } catch (Throwable e) {
            // The application's mistake, an Error too, must not end its session; its own handler gets to see it.
            Mistakes.tell(e);
        }
    }
}
