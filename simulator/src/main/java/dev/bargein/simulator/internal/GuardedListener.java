package dev.bargein.simulator.internal;

import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import java.util.function.Consumer;

/**
 * A listener whose failures end nothing: what it throws goes to the uncaught exception handler of its thread, and the
 * session that called it goes on. Thread safety: as the listener's.
 */
record GuardedListener(SimulatorListener listener) implements SimulatorListener {
    @Override
    public void onSession(SimulatorSession session) {
        tell(to -> to.onSession(session));
    }

    @Override
    public void onReceived(SimulatorSession session, long nanos, String text) {
        tell(to -> to.onReceived(session, nanos, text));
    }

    @Override
    public void onSent(SimulatorSession session, long nanos, String text) {
        tell(to -> to.onSent(session, nanos, text));
    }

    @Override
    public void onNote(String text) {
        tell(to -> to.onNote(text));
    }

    @Override
    public void onClosed(SimulatorSession session) {
        tell(to -> to.onClosed(session));
    }

    private void tell(Consumer<SimulatorListener> call) {
        try {
            call.accept(listener);
        } catch (OutOfMemoryError memory) {
            // That is not the listener's own affair: whoever runs this thread ends the process.
            throw memory;
        } catch (Throwable failure) {
            Thread current = Thread.currentThread();
            try {
                current.getUncaughtExceptionHandler().uncaughtException(current, failure);
            } catch (Throwable ofTheHandler) {
                // As the JVM does when a thread ends: a handler that fails is not told of its own failure.
            }
        }
    }
}
