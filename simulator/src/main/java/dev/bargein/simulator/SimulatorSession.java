package dev.bargein.simulator;

import dev.bargein.protocol.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One conversation as the service sees it: what tests assert on, and where they inject faults.
 *
 * <p>Thread-safe; every list is a snapshot. The view outlives the connection, with everything but the sound of
 * its items, which is kept only where a simulator {@linkplain Simulator.Builder#recordAudio() records} it.
 */
public interface SimulatorSession {

    /** The session's id, as {@code session.created} carries it. */
    String id();

    /** How the client reached it. */
    SimulatorTransport transport();

    /** All items that ever were, in the order of their creation; deleted ones are marked. */
    List<SimulatorItem> items();

    /** The ids of the conversation in its order, without deleted items. */
    List<String> conversation();

    /** All responses, in order. */
    List<SimulatorResponse> responses();

    /** What the service measured. */
    SimulatorLedger ledger();

    /** The session's settings as the client sees them. */
    JsonObject settings();

    /** Audio in the input buffer that is neither committed nor cleared, in milliseconds. */
    long inputMs();

    /** Fault: sends a text to the client as it is, such as broken JSON or an event of a type that does not exist. */
    void sendRaw(String text);

    /** Ends the session in good order: with a close frame of code 1000 on WebSocket, by hanging up on WebRTC. */
    void close();

    /** Fault: drops the connection without a word. */
    void dropConnection();

    /** What is wrong with the service from now on, for this session; HTTP faults have no effect here. */
    void faults(Faults faults);

    /**
     * The service hears the user begin to speak, whatever the microphone says, and believes it until {@link
     * #speechStopped()}: {@code speech_started}, and a barge-in unless the settings forbid it.
     */
    void speechStarted();

    /** The service hears the user fall silent: the turn is committed, and answered unless the settings forbid it. */
    void speechStopped();

    /** Completes when the connection is gone, whoever closed it. */
    CompletableFuture<Void> closed();
}
