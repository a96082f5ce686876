package dev.bargein.client;

import dev.bargein.core.TransportTraits;

/** How a session travels. */
public enum TransportKind {
    /** Events and audio in one WebSocket; the player here owns what is not played yet. */
    WEBSOCKET(TransportTraits.WEBSOCKET),
    /** Audio as live media, events on the data channel {@code oai-events}; the server owns what is not played yet. */
    WEBRTC(TransportTraits.WEBRTC);

    private final TransportTraits traits;

    TransportKind(TransportTraits traits) {
        this.traits = traits;
    }

    /** How it differs from the others, as data. */
    public TransportTraits traits() {
        return traits;
    }
}
