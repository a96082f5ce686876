package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorLedger;
import dev.bargein.simulator.SimulatorResponse;
import dev.bargein.simulator.internal.rules.Violations;
import dev.bargein.simulator.internal.values.Footprint;
import java.util.List;

/** What is kept of a session that has ended. */
record EndedSession(
        List<SimulatorItem> items,
        List<String> conversation,
        List<SimulatorResponse> responses,
        SimulatorLedger ledger,
        JsonObject settings,
        long inputMs)
        implements SessionView {
    private static final int RECORD_BYTES = 128;
    private static final SimulatorItem.Sound SILENCE = SimulatorItem.Sound.ofChunks(List.of());

    /**
     * What is to be kept of a session, as it is now.
     *
     * @param withSound whether its sound is, too
     */
    static EndedSession of(SessionView session, boolean withSound) {
        List<SimulatorItem> items = session.items();
        return new EndedSession(
                withSound ? items : items.stream().map(EndedSession::silent).toList(),
                session.conversation(),
                session.responses(),
                session.ledger(),
                session.settings(),
                session.inputMs());
    }

    private static SimulatorItem silent(SimulatorItem item) {
        return new SimulatorItem(item.id(), item.kind(), item.state(), item.amounts(), item.origin(), SILENCE);
    }

    /** About how many bytes it takes. */
    long bytes() {
        long bytes = RECORD_BYTES + Footprint.of(settings);
        for (SimulatorItem item : items) {
            bytes += 2 * RECORD_BYTES
                    + Footprint.of(item.id())
                    + Footprint.of(item.text())
                    + (long) Short.BYTES * item.audio().samples();
        }
        for (SimulatorResponse response : responses) {
            bytes += 2 * RECORD_BYTES + (long) RECORD_BYTES * response.itemIds().size();
        }
        bytes += 2L * RECORD_BYTES * ledger.interruptions().size();
        for (ClientViolation violation : ledger.clientViolations()) {
            bytes += Violations.bytes(violation);
        }
        return bytes;
    }
}
