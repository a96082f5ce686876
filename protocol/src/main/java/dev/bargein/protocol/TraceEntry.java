package dev.bargein.protocol;

import dev.bargein.protocol.internal.TraceElision;

/**
 * A line of a trace.
 *
 * @param nanos nanoseconds since the trace began, on a monotonic clock; not negative
 * @param direction what it is about
 * @param event the event; with its own {@code type}, also where it is not one of the protocol
 */
public record TraceEntry(long nanos, TraceDirection direction, JsonObject event) {

    /** Refuses a time before the beginning. */
    public TraceEntry {
        if (nanos < 0) {
            throw new IllegalArgumentException("nanos must not be negative, was " + nanos);
        }
    }

    /**
     * The event with stand-ins for what the trace left out, so that a codec reads it as the event it was: silence of the
     * same size for audio, dots of the same length for text.
     *
     * @throws ProtocolException with {@link ErrorCodes#MESSAGE_TOO_LARGE} when the stand-ins would exceed 32 MiB
     */
    public JsonObject replayable() {
        return TraceElision.standIn(event);
    }
}
