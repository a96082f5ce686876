package dev.bargein.client.internal;

/**
 * What application code threw at a thread of the session, handed to where the application looks for such things.
 */
final class Mistakes {
    private Mistakes() {}

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
