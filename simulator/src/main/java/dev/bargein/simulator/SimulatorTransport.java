package dev.bargein.simulator;

/** How a client reached the simulator. */
public enum SimulatorTransport {
    /** Events and audio on one WebSocket. */
    WEBSOCKET,
    /** Events on a data channel, audio as media. */
    WEBRTC
}
