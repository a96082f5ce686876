package dev.bargein.simulator.internal;

import dev.bargein.protocol.ErrorCodes;

/** Judges an SDP offer before any native code sees it (protocol reference, section 2b; threat model, row 8). */
final class Offer {
    /** The largest offer that is read. */
    static final int MAX_BYTES = 64 << 10;

    private static final int MAX_SECTIONS = 8;
    private static final int MAX_CANDIDATES = 128;
    private static final int MAX_LINE = 1_024;

    private Offer() {}

    /** Throws a {@link Refusal} when this cannot be the offer of an audio call. */
    static void check(String sdp) {
        if (!sdp.endsWith("\n")) {
            throw invalid("Failed to parse offer: failed to unmarshal SDP: EOF");
        }
        if (!sdp.startsWith("v=0") || !sdp.contains("\nm=audio ") || !sdp.contains("a=fingerprint:")) {
            throw invalid("Invalid SDP offer. Please try again with a WHIP-compliant offer.");
        }
        int sections = 0;
        int candidates = 0;
        for (String line : sdp.split("\r?\n", -1)) {
            sections += line.startsWith("m=") ? 1 : 0;
            candidates += line.startsWith("a=candidate:") ? 1 : 0;
            if (line.length() > MAX_LINE || sections > MAX_SECTIONS || candidates > MAX_CANDIDATES) {
                throw invalid("Invalid SDP offer: it has too many lines, or too long ones.");
            }
        }
    }

    static Refusal invalid(String message) {
        return new Refusal(ErrorCodes.INVALID_OFFER, message);
    }
}
