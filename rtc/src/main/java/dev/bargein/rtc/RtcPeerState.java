package dev.bargein.rtc;

/** The state of a peer connection (WebRTC 1.0, RTCPeerConnectionState). */
public enum RtcPeerState {
    /** ICE or DTLS is under way. */
    CONNECTING,
    /** Media and data can flow. */
    CONNECTED,
    /** Connectivity was lost and may come back by itself. */
    DISCONNECTED,
    /** Connectivity was lost for good. */
    FAILED,
    /** Closed by either end. */
    CLOSED
}
