package dev.bargein.simulator;

import dev.bargein.simulator.script.Interruption;
import java.util.List;

/**
 * What the service measured about one session.
 *
 * @param interruptions orders to stop as they arrived, the first 1,000
 * @param wasteMs audio of interrupted responses that was generated (WebSocket) or sent (WebRTC) after the first order to
 *     stop them had arrived, in milliseconds
 * @param pacing lateness of audio: of deltas on WebSocket, of 20 ms frames on WebRTC
 * @param missedFrames 20 ms frames that were never sent because the pacer had fallen too far behind
 * @param clientViolations messages of the client that were answered with an error: the first 200, and the first of
 *     each rule
 */
public record SimulatorLedger(
        List<Interruption> interruptions,
        long wasteMs,
        Lateness pacing,
        long missedFrames,
        List<ClientViolation> clientViolations) {

    /** Copies the lists. */
    public SimulatorLedger {
        interruptions = List.copyOf(interruptions);
        clientViolations = List.copyOf(clientViolations);
    }

    /** The violations, each in a line. */
    public List<String> violations() {
        return clientViolations.stream().map(ClientViolation::summary).toList();
    }
}
