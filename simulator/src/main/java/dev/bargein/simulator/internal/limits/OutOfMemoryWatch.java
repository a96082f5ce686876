package dev.bargein.simulator.internal.limits;

import io.netty.util.internal.logging.InternalLoggerFactory;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs the process's out-of-memory action when any thread or handler meets an {@link OutOfMemoryError}. A server that lost
 * a thread to it would live on without answering; whoever runs one sets an action that ends the process.
 *
 * <p>Thread-safe.
 */
public final class OutOfMemoryWatch {
    private static final int MAX_CAUSES = 20;
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
    private static final AtomicBoolean WATCHING = new AtomicBoolean();
    private static final AtomicReference<@Nullable Runnable> ACTION = new AtomicReference<>();

    private OutOfMemoryWatch() {}

    /**
     * What to do when memory has run out, null for nothing; it must need next to none itself. From the first time on, what
     * threads die of is looked at, and what Netty catches on its own and only logs.
     */
    public static void onExhausted(@Nullable Runnable action) {
        ACTION.set(action);
        if (action != null && WATCHING.compareAndSet(false, true)) {
            InternalLoggerFactory.setDefaultFactory(new OutOfMemoryLoggers());
            UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught(before, thread, failure));
        }
    }

    private static void uncaught(@Nullable UncaughtExceptionHandler before, Thread thread, Throwable failure) {
        check(failure);
        if (before != null) {
            before.uncaughtException(thread, failure);
        } else {
            LOG.log(System.Logger.Level.ERROR, "The thread " + thread.getName() + " died", failure);
        }
    }

    /** What a handler on an event loop failed with, and nobody handles. */
    public static void unhandled(Throwable failure) {
        check(failure);
        LOG.log(System.Logger.Level.ERROR, "Unhandled exception", failure);
    }

    /** Looks whether a failure came of memory that has run out. */
    public static void check(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof OutOfMemoryError) {
                exhausted();
                return;
            }
            cause = cause.getCause();
        }
    }

    /** Memory has run out. */
    static void exhausted() {
        Runnable action = ACTION.get();
        if (action != null) {
            action.run();
        }
    }
}
