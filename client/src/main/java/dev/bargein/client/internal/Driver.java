package dev.bargein.client.internal;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.ConnectTimings;
import dev.bargein.client.StopResult;
import dev.bargein.client.TransportKind;
import dev.bargein.protocol.ClientEvent;

/** Drives a conversation. */
@SuppressWarnings("UnusedVariable")
public final class Driver {
    private Driver() {}

    public static Driver connect(SessionSpec spec) {
        throw new ConnectException(ConnectStage.SETUP, "No transport for " + spec.transport + " yet");
    }

    public TransportKind transport() {
        return TransportKind.WEBSOCKET;
    }

    public String sessionId() {
        return "";
    }

    public ConnectTimings timings() {
        return new ConnectTimings(java.util.List.of(), 0);
    }

    public void say(String text) {}

    public void respond() {}

    public void press() {}

    public void release() {}

    public StopResult stop() {
        return StopResult.NOTHING;
    }

    public boolean pressAccepted() {
        return true;
    }

    public void send(ClientEvent event) {}

    public void close() {}
}
