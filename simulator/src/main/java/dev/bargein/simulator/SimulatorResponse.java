package dev.bargein.simulator;

import java.util.List;

/**
 * A response as the service holds it.
 *
 * @param id the id
 * @param status {@code in_progress}, {@code completed}, {@code cancelled}, {@code incomplete} or {@code failed}
 * @param reason why it was cancelled or is incomplete, such as {@code client_cancelled}; otherwise empty
 * @param signature what the voice was given to make this response's sound attributable, 0 to 63
 * @param itemIds the items it made
 * @param amounts how much sound was made for it
 */
public record SimulatorResponse(
        String id, String status, String reason, int signature, List<String> itemIds, Amounts amounts) {

    /** Copies the list. */
    public SimulatorResponse {
        itemIds = List.copyOf(itemIds);
    }

    /**
     * How much sound was made for a response.
     *
     * @param generatedMs audio generated, in milliseconds
     * @param sentMs audio sent to the client, in milliseconds
     * @param wasteMs how much of that after the first order to stop, in milliseconds
     */
    public record Amounts(long generatedMs, long sentMs, long wasteMs) {}

    /** Audio that was generated, in milliseconds. */
    public long generatedMs() {
        return amounts.generatedMs();
    }

    /** Audio that was sent to the client, in milliseconds. */
    public long sentMs() {
        return amounts.sentMs();
    }

    /** Audio that was sent to the client after the first order to stop, in milliseconds. */
    public long wasteMs() {
        return amounts.wasteMs();
    }
}
