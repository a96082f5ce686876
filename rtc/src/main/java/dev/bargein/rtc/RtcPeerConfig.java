package dev.bargein.rtc;

/**
 * What a peer is made with.
 *
 * @param loopbackOnly whether host candidates are rewritten to 127.0.0.1 and all others left out, in both directions
 * @param streamId the media stream id of the local audio track, as {@code a=msid} carries it
 */
public record RtcPeerConfig(boolean loopbackOnly, String streamId) {

    /** Loopback only, stream id {@code realtimeapi}. */
    public static RtcPeerConfig loopback() {
        return new RtcPeerConfig(true, "realtimeapi");
    }
}
