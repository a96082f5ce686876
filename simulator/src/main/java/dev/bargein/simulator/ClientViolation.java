package dev.bargein.simulator;

/**
 * A message of the client that the service answered with an error.
 *
 * @param rule what it broke
 * @param event the type of the event; {@code message} when it was none
 * @param excerpt the message as it came, long strings such as audio shortened
 * @param code the error's code, such as {@code response_cancel_not_active}; empty when the error has none
 * @param message the error's message
 * @param param the field that the error names; empty when it names none
 * @param atNanos when it arrived, on the clock of {@link System#nanoTime()}
 */
public record ClientViolation(
        ProtocolRule rule, String event, String excerpt, String code, String message, String param, long atNanos) {

    /** Event, code and message in a line. */
    public String summary() {
        return event + " -> " + (code.isEmpty() ? "error" : code) + ": " + message;
    }
}
