package dev.bargein.client.internal;

import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import java.util.concurrent.CompletableFuture;

/** An engine without a network: one peer whose connection is what the test says, for states that no network gives twice. */
final class PipeEngine implements RtcEngine, RtcPeer, RtcDataChannel {
    private final CompletableFuture<RtcPeerListener> listener = new CompletableFuture<>();
    private final CompletableFuture<RtcDataChannel.Listener> channelListener = new CompletableFuture<>();
    private volatile boolean closed;
    private volatile boolean channelClosed;
    private volatile long bufferedBytes;

    void state(RtcPeerState state) {
        listener.join().onState(state);
    }

    /** Closes the channel as an engine may on a message that is too large: nobody is told. */
    void closeChannelQuietly() {
        channelClosed = true;
    }

    /** So much waits in the channel. */
    void buffer(long bytes) {
        bufferedBytes = bytes;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public String name() {
        return "pipe";
    }

    @Override
    public RtcPeer createPeer(RtcPeerConfig config, RtcPeerListener owner) {
        listener.complete(owner);
        return this;
    }

    @Override
    public RtcDataChannel createDataChannel(String label) {
        return this;
    }

    @Override
    public CompletableFuture<String> createOffer() {
        return CompletableFuture.completedFuture("v=0\r\n");
    }

    @Override
    public CompletableFuture<String> acceptOffer(String offerSdp) {
        throw new UnsupportedOperationException("the client never answers");
    }

    @Override
    public CompletableFuture<Void> acceptAnswer(String answerSdp) {
        state(RtcPeerState.CONNECTED);
        channelListener.join().onOpen();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void sendAudio(short[] pcm, int offset) {}

    @Override
    public String label() {
        return "oai-events";
    }

    @Override
    public void listen(RtcDataChannel.Listener owner) {
        channelListener.complete(owner);
    }

    @Override
    public boolean send(String text) {
        // As libwebrtc's channel does.
        channelClosed |= bufferedBytes + text.length() > 8L << 20;
        return !closed && !channelClosed;
    }

    @Override
    public long bufferedBytes() {
        return bufferedBytes;
    }

    @Override
    public void close() {
        closed = true;
    }
}
