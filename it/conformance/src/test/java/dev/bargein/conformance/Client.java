package dev.bargein.conformance;

import java.util.List;

/**
 * A client of the Realtime API that somebody else made.
 *
 * @param name as the matrix names it, with its version
 * @param transport how it travels
 * @param dialect the names that it speaks
 * @param run takes it through the steps
 */
record Client(String name, String transport, String dialect, Run run) {
    /** The steps of a conversation, in their order. */
    static final List<String> STEPS =
            List.of("connect", "session update", "text turn", "spoken turn", "function call", "interruption", "close");

    /** Takes a client through the steps. */
    @FunctionalInterface
    interface Run {
        /** Returns what became of each step that was tried. */
        List<StepResult> against(Service service) throws Exception;
    }

    static Client node(String name, String transport, String dialect, String directory, String program) {
        return new Client(name, transport, dialect, new NodeClient(directory, program));
    }

    @Override
    public String toString() {
        return name + " over " + transport;
    }
}
