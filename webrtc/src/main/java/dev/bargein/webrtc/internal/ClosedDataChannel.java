package dev.bargein.webrtc.internal;

import dev.bargein.rtc.RtcDataChannel;

/** The channel of a peer that is closed. */
record ClosedDataChannel(String label) implements RtcDataChannel {
    @Override
    public void listen(Listener listener) {
        listener.onClosed();
    }

    @Override
    public boolean send(String text) {
        return false;
    }

    @Override
    public long bufferedBytes() {
        return 0;
    }

    @Override
    public void close() {}
}
