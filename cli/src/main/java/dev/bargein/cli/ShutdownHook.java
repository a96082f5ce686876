package dev.bargein.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the process is told to (Ctrl-C, SIGTERM): the command is asked to end, is waited for,
 * and its exit code becomes that of the process.
 *
 * <p>Thread-safe.
 */
final class ShutdownHook implements AutoCloseable {
    private static final long PATIENCE_S = 20;

    private final Runnable ask;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::told, "bargein-ending");
    private volatile int exitCode = Failures.FAILED;

    private ShutdownHook(Runnable ask) {
        this.ask = ask;
    }

    /** From now on until closed, {@code ask} is called when the process is told to end. */
    static ShutdownHook with(Runnable ask) {
        ShutdownHook ending = new ShutdownHook(ask);
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    private void told() {
        ask.run();
        try {
            ended.await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Terminal.closeOutput();
        // Left alone, the JVM would exit with 128 + the number of the signal.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Sets the exit code for a process that was told to end, and gives it back. */
    int exitCode(int code) {
        exitCode = code;
        return code;
    }

    /** The command has ended; its output is written. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is waiting for this very call, and ends the process.
        }
    }
}
