package dev.bargein.rtc;

/**
 * An implementation of WebRTC: a factory of {@linkplain RtcPeer peers}.
 *
 * <p>Thread-safe. Creating an engine must not load native code; the first peer may. Closing the engine
 * closes every peer that it made and frees all native objects; closing twice is closing once.
 */
public interface RtcEngine extends AutoCloseable {

    /** A short name for logs and reports, such as {@code libwebrtc}. */
    String name();

    /**
     * Makes a peer.
     *
     * @throws RtcException when the native library or one of the system libraries it needs cannot be loaded; the
     *     message names what to install
     */
    RtcPeer createPeer(RtcPeerConfig config, RtcPeerListener listener);

    @Override
    void close();
}
