package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorLedger;
import dev.bargein.simulator.SimulatorResponse;
import dev.bargein.simulator.internal.audio.LatenessMeter;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.response.Generation;
import dev.bargein.simulator.internal.response.OutputItems;
import dev.bargein.simulator.internal.session.ServiceSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A session that goes on, as those outside see it. Thread-safe: looks at the session under its monitor.
 *
 * @param missedFrames frames of sound that were never sent
 */
record LiveSession(ServiceSession session, LatenessMeter lateness, LongSupplier missedFrames) implements SessionView {
    @Override
    public List<SimulatorItem> items() {
        List<SimulatorItem> out = new ArrayList<>();
        synchronized (session) {
            for (StoredItem item : session.conversation().history()) {
                out.add(item.view(Pcm.toMs(OutputItems.sentSamples(session.buffer(), item))));
            }
        }
        return List.copyOf(out);
    }

    @Override
    public List<String> conversation() {
        synchronized (session) {
            return session.conversation().items().stream().map(item -> item.id).toList();
        }
    }

    @Override
    public List<SimulatorResponse> responses() {
        synchronized (session) {
            return session.generations().stream().map(Generation::view).toList();
        }
    }

    @Override
    public SimulatorLedger ledger() {
        synchronized (session) {
            long waste = session.generations().stream()
                    .mapToLong(Generation::wasteSamples)
                    .sum();
            return new SimulatorLedger(
                    session.ledger().interruptions(),
                    Pcm.toMs(waste),
                    lateness.snapshot(),
                    missedFrames.getAsLong(),
                    session.ledger().violations());
        }
    }

    @Override
    public JsonObject settings() {
        synchronized (session) {
            return session.shownSettings();
        }
    }

    @Override
    public long inputMs() {
        synchronized (session) {
            return session.inputMs();
        }
    }
}
