package dev.bargein.client;

/** A step on the way to a session, in this order. */
public enum ConnectStage {
    /** What was asked for: the address, the credentials, the engine. Nothing was sent. */
    SETUP("setting up"),
    /** Finding the address of the host. */
    RESOLVE("resolving the host"),
    /** Opening the connection. */
    TCP("the TCP connection"),
    /** Agreeing on encryption. */
    TLS("the TLS handshake"),
    /** Fetching a client secret. */
    CLIENT_SECRET("the client secret"),
    /** WebSocket: the upgrade of HTTP. */
    UPGRADE("the WebSocket upgrade"),
    /** The server looks at the credentials, on either transport. */
    AUTHENTICATION("the credentials"),
    /** WebRTC: making the offer. */
    OFFER("the WebRTC offer"),
    /** WebRTC: exchanging the offer for an answer, and applying it. */
    SIGNALLING("the exchange of SDP"),
    /** WebRTC: ICE and DTLS. */
    ICE("ICE and DTLS"),
    /** WebRTC: the data channel opens. */
    DATA_CHANNEL("the data channel"),
    /** The server says that the session exists. */
    SESSION_CREATED("session.created"),
    /** The server confirms the session as it was asked for, or the wait for that is over. */
    SESSION_UPDATED("session.updated"),
    /** The speaker and the microphone are opened. */
    DEVICES("the audio devices");

    private final String words;

    ConnectStage(String words) {
        this.words = words;
    }

    /** The stage in words, for people. */
    public String words() {
        return words;
    }
}
