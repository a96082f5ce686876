package dev.bargein.simulator.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where an {@link OutOfMemoryError} that some handler caught is told to the process. A server that lost a thread to it
 * lives on deaf; whoever runs one sets what ends it.
 *
 * <p>Thread law: thread-safe.
 */
public final class Exhaustion {
    private static final int MAX_CAUSES = 20;
    private static final AtomicReference<@Nullable Runnable> LAST_WILL = new AtomicReference<>();

    private Exhaustion() {}

    /** What to do when memory has run out, null for nothing; it must need next to none itself. */
    public static void onExhausted(@Nullable Runnable lastWill) {
        LAST_WILL.set(lastWill);
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
        Runnable will = LAST_WILL.get();
        if (will != null) {
            will.run();
        }
    }
}
