package dev.bargein.simulator;

/**
 * What a simulator tells its owner as it happens, for logs and traces. Called on the session's thread: do not block.
 * What it throws ends no session and goes to the uncaught exception handler of the thread.
 */
public interface SimulatorListener {
    /** Hears nothing. */
    SimulatorListener NONE = new SimulatorListener() {};

    /** A session began. */
    default void onSession(SimulatorSession session) {}

    /**
     * A message came from the client.
     *
     * @param nanos when, on the clock of {@link System#nanoTime()}
     * @param text the message as it came
     */
    default void onReceived(SimulatorSession session, long nanos, String text) {}

    /**
     * A message went to the client.
     *
     * @param nanos when, on the clock of {@link System#nanoTime()}
     * @param text the message as it went
     */
    default void onSent(SimulatorSession session, long nanos, String text) {}

    /**
     * Something that its owner should know and that stops nothing, such as a native library that cannot be loaded.
     *
     * @param text what is, and what to do about it
     */
    default void onNote(String text) {}

    /** The session's connection is gone. */
    default void onClosed(SimulatorSession session) {}
}
