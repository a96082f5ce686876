package dev.bargein.client.internal;

/**
 * Hands exceptions thrown by application code on the session's threads to the uncaught exception handler.
 */
final class ListenerFailures {
    private ListenerFailures() {}

    /** Shows a failure to the uncaught exception handler of the current thread, whatever that handler does with it. */
    static void tell(Throwable failure) {
        Thread current = Thread.currentThread();
        try {
            current.getUncaughtExceptionHandler().uncaughtException(current, failure);
        } catch (Throwable ofTheHandler) {
            // As the JVM does when a thread ends: a handler that fails is not told of its own failure.
        }
    }
}
