package dev.bargein.simulator.internal.script;

import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;

/** Two listeners that hear the same, the first one first. Thread safety: as theirs. */
public record BothListeners(SimulatorListener first, SimulatorListener second) implements SimulatorListener {
    @Override
    public void onSession(SimulatorSession session) {
        first.onSession(session);
        second.onSession(session);
    }

    @Override
    public void onReceived(SimulatorSession session, long nanos, String text) {
        first.onReceived(session, nanos, text);
        second.onReceived(session, nanos, text);
    }

    @Override
    public void onSent(SimulatorSession session, long nanos, String text) {
        first.onSent(session, nanos, text);
        second.onSent(session, nanos, text);
    }

    @Override
    public void onNote(String text) {
        first.onNote(text);
        second.onNote(text);
    }

    @Override
    public void onClosed(SimulatorSession session) {
        first.onClosed(session);
        second.onClosed(session);
    }
}
