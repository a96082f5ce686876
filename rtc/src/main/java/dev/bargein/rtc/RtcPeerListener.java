package dev.bargein.rtc;

/**
 * What a peer tells its owner. Called on threads of the engine: do not block in it and do not close the peer from it.
 */
public interface RtcPeerListener {

    /** The connection changed its state. */
    default void onState(RtcPeerState state) {}

    /** The other end opened a data channel; set its listener before this call returns. */
    default void onDataChannel(RtcDataChannel channel) {}

    /**
     * 10 ms of the remote track, decoded: {@link RtcAudio#FRAME_SAMPLES} samples. The array is reused after the call
     * returns. Arrives every 10 ms from the exchange of descriptions on: zeros before the first packet, and concealment
     * that fades to zeros when packets are missing. The engine's clock need not be the other end's: its jitter buffer
     * makes up for the difference.
     */
    default void onAudio(short[] pcm) {}
}
