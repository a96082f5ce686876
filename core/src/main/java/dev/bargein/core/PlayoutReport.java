package dev.bargein.core;

import java.util.List;

/**
 * What a player has done so far, as facts.
 *
 * @param tracks what was received in events, oldest first; only the last ones are kept
 * @param live the live stream
 * @param arrivals how far responses came on the live stream: the one that the gate was shut on last, and the one that is
 *     being counted
 */
public record PlayoutReport(List<Track> tracks, Live live, List<Arrival> arrivals) {
    /** A report of a player that has done nothing. */
    public static final PlayoutReport EMPTY =
            new PlayoutReport(List.of(), new Live("", 0, 0, 0, 0, 0, false, false, true, false), List.of());

    /** Copies the lists. */
    public PlayoutReport {
        tracks = List.copyOf(tracks);
        arrivals = List.copyOf(arrivals);
    }

    /**
     * The ledger of one content part, in samples: received = played + queued + dropped.
     *
     * @param id the part
     * @param received all that came
     * @param played all that was rendered
     * @param queued what waits
     * @param dropped what was thrown away
     */
    public record Track(TrackId id, long received, long played, long queued, long dropped) {}

    /**
     * The live stream, in samples: received = rendered + queued + dropped.
     *
     * @param responseId the response whose sound is being counted; empty when none is
     * @param played how far that response was rendered, from its first audible sample
     * @param received what arrived since the stream began
     * @param rendered what was rendered
     * @param queued what waits, behind an open gate or a shut one
     * @param dropped what was thrown away
     * @param sounding whether sound is being rendered, or waits to be, or may still come of that response
     * @param ended whether all of that response was rendered
     * @param open whether the gate is open
     * @param onset whether sound that could be the expected response waits behind a shut gate
     */
    public record Live(
            String responseId,
            long played,
            long received,
            long rendered,
            long queued,
            long dropped,
            boolean sounding,
            boolean ended,
            boolean open,
            boolean onset) {}

    /**
     * How much sound of a response arrived on the live stream, in samples from its first audible one and without its
     * breaks, whether it was rendered or not.
     *
     * @param responseId the response
     * @param samples how much arrived so far
     * @param over whether that is all: the server sends no more of it, and what was on its way is here
     * @param brokeOffAt where the last break was in which the server's buffer had run out of it; negative for none
     * @param silent how much of it was silence between its sounds: pauses in speech, or a server that had nothing to send
     *     and did not say so
     * @param sent how much the server had sent when it ended it, by the time of its event: more than {@code samples} where
     *     that was in a pause in speech
     */
    public record Arrival(String responseId, long samples, boolean over, long brokeOffAt, long silent, long sent) {}
}
