package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorLedger;
import dev.bargein.simulator.SimulatorResponse;
import java.util.List;

/** What those outside see of a session, whether it goes on or has ended. Thread-safe. */
interface SessionView {
    List<SimulatorItem> items();

    List<String> conversation();

    List<SimulatorResponse> responses();

    SimulatorLedger ledger();

    JsonObject settings();

    long inputMs();
}
