package dev.bargein.client.internal;

import dev.bargein.client.SessionListener;
import dev.bargein.client.internal.transport.Uninterruptibles;
import dev.bargein.protocol.Redactor;
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
 * <p>Thread-safe; nothing here blocks its caller.
 */
final class ListenerDispatcher {
    private static final int MAX_WAITING = 8_192;
    private static final long MAX_WAITING_BYTES = 64L << 20;
    /** A text with a character beyond takes two bytes for each. */
    private static final char LAST_LATIN_1 = 0xff;

    private static final int IDLE_FRAMES = 8;
    private static final int JOIN_TIMEOUT_MS = 1_000;

    private final SessionListener listener;
    private final Redactor secrets;
    private final Thread thread;
    private final Deque<Callback> callbacks = new ArrayDeque<>();
    private final Deque<short[]> frames = new ArrayDeque<>();
    private long waitingBytes;
    private long lost;
    private boolean ending;

    /** With the registry of what problems must not say. */
    ListenerDispatcher(SessionListener listener, Redactor secrets) {
        this.listener = listener;
        this.secrets = secrets;
        this.thread = new Thread(this::run, "bargein-listener");
        thread.setDaemon(true);
        thread.start();
    }

    /** One call of the listener. */
    interface Call {
        /** Makes it. */
        void on(SessionListener listener);
    }

    private record Callback(Call call, long bytes) {}

    /** About how much memory an event keeps that was read from a text, or is written as one. */
    static long bytesOf(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_LATIN_1) {
                return 2L * text.length();
            }
        }
        return text.length();
    }

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
        synchronized (callbacks) {
            if (ending) {
                return;
            }
            if (callbacks.size() >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES) {
                lost++;
                return;
            }
            add(new Callback(call, bytes));
        }
    }

    /** Queues a problem, without what is secret in its text. */
    void postProblem(String foreign) {
        long nanos = System.nanoTime();
        String text = secrets.redact(foreign);
        post(l -> l.onProblem(text, nanos));
    }

    /** Queues a copy of a frame of live audio. */
    void postFrame(short[] pcm, long nanos) {
        short[] copy;
        synchronized (callbacks) {
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
        synchronized (callbacks) {
            if (frames.size() < IDLE_FRAMES) {
                Arrays.fill(frame, (short) 0);
                frames.add(frame);
            }
        }
    }

    private void add(Callback callback) {
        callbacks.add(callback);
        waitingBytes += callback.bytes;
        callbacks.notifyAll();
    }

    /** Queues the last call, whatever waits, and ends the thread after it. */
    void end(@Nullable Call last) {
        synchronized (callbacks) {
            if (ending) {
                return;
            }
            ending = true;
            if (last != null) {
                add(new Callback(last, 0));
            }
            callbacks.notifyAll();
        }
    }

    /** Waits a moment for the thread to end, unless it is the caller itself. */
    void join() {
        if (Thread.currentThread() != thread) {
            Uninterruptibles.uninterruptibly(JOIN_TIMEOUT_MS, left -> {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
                return thread.isAlive() ? Uninterruptibles.TIMED_OUT : null;
            });
        }
    }

    private void run() {
        while (true) {
            Callback callback = take();
            if (callback == null) {
                return;
            }
            deliver(callback.call);
        }
    }

    private @Nullable Callback take() {
        synchronized (callbacks) {
            while (callbacks.isEmpty() && lost == 0) {
                if (ending) {
                    return null;
                }
                try {
                    callbacks.wait();
                } catch (InterruptedException e) {
                    // A listener's thread may be interrupted by what it calls; it ends with the session only.
                }
            }
            // Once there is room again in both, or a listener that stays slow is told of every call that it lost.
            if (lost > 0 && callbacks.size() < MAX_WAITING / 2 && waitingBytes < MAX_WAITING_BYTES / 2) {
                String text = "The listener is too slow: " + lost + " calls were not made";
                lost = 0;
                long nanos = System.nanoTime();
                return new Callback(l -> l.onProblem(text, nanos), 0);
            }
            Callback callback = callbacks.poll();
            if (callback != null) {
                waitingBytes -= callback.bytes;
            }
            return callback;
        }
    }

    private void deliver(Call call) {
        try {
            call.on(listener);
        } catch (Throwable e) {
            // The application's mistake, an Error too, must not end its session; its own handler gets to see it.
            ListenerFailures.tell(e);
        }
    }
}
