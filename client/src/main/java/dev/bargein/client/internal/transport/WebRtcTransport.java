package dev.bargein.client.internal.transport;

import dev.bargein.client.CloseReason;
import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.Credentials;
import dev.bargein.client.Secret;
import dev.bargein.protocol.Redactor;
import dev.bargein.rtc.RtcAudio;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import dev.bargein.rtc.Sdp;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Sound as media in both directions, events on a data channel (docs/protocol.md, section 2b).
 *
 * <p>Thread-safe.
 */
public final class WebRtcTransport implements Transport {
    /** How long lost connectivity may take to come back by itself. */
    static final int DISCONNECTED_GRACE_MS = 5_000;

    private static final String CHANNEL = "oai-events";
    private static final String STREAM_ID = "realtimeapi";
    /** An engine that has so much waiting closes the channel without a reason. */
    private static final long MAX_QUEUE_BYTES = 8L << 20;
    /** What libwebrtc sends in one message at most, whatever the other end takes. */
    private static final long MAX_EVENT_BYTES = 256L << 10;

    private final RtcEngine engine;
    private final Signalling signalling;
    private final ConnectProgress progress;
    private final Endpoints endpoints;
    private final Credentials credentials;
    private final @Nullable Secret secret;
    private final Redactor secrets;
    private final ScheduledExecutorService timer;

    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> channelOpen = new CompletableFuture<>();
    private final Object lock = new Object();
    private volatile @Nullable RtcPeer peer;
    private volatile @Nullable RtcDataChannel channel;
    private volatile @Nullable Listener listener;
    private volatile long maxEventBytes = Sdp.DEFAULT_MAX_MESSAGE_BYTES;
    private @Nullable ScheduledFuture<?> grace;
    private boolean closed;

    public WebRtcTransport(
            RtcEngine engine,
            Signalling signalling,
            ConnectProgress progress,
            Endpoints endpoints,
            Credentials credentials,
            @Nullable Secret secret,
            Redactor secrets,
            ScheduledExecutorService timer) {
        this.engine = engine;
        this.signalling = signalling;
        this.progress = progress;
        this.endpoints = endpoints;
        this.credentials = credentials;
        this.secret = secret;
        this.secrets = secrets;
        this.timer = timer;
    }

    @Override
    public void open(Listener owner) {
        listener = owner;
        progress.begin(ConnectStage.OFFER);
        RtcPeer p = createPeer();
        RtcDataChannel c = p.createDataChannel(CHANNEL);
        channel = c;
        c.listen(new ChannelListener(owner));
        String offer = progress.await(
                p.createOffer(), "The WebRTC engine made no offer", "close other WebRTC applications and try again");
        progress.end(ConnectStage.OFFER);

        String answer = signalling.exchange(offer, credentials, secret);
        maxEventBytes = Math.min(MAX_EVENT_BYTES, Sdp.maxMessageBytes(answer));
        progress.begin(ConnectStage.ICE);
        acceptAnswer(p, answer);
        progress.await(
                connected,
                "No WebRTC connection",
                "check that UDP from here to " + endpoints.base().host() + " is not blocked; WebSocket needs none");
        progress.end(ConnectStage.ICE);
        progress.begin(ConnectStage.DATA_CHANNEL);
        progress.await(
                channelOpen,
                "The data channel " + CHANNEL + " did not open",
                "the server answered without a data channel or ignores it; try again, or use WebSocket");
        progress.end(ConnectStage.DATA_CHANNEL);
    }

    private RtcPeer createPeer() {
        try {
            RtcPeer p = engine.createPeer(new RtcPeerConfig(endpoints.loopback(), STREAM_ID), new PeerListener());
            peer = p;
            return p;
        } catch (RtcException e) {
            throw new ConnectException(
                    ConnectStage.OFFER,
                    "The WebRTC engine " + engine.name() + " failed: " + ForeignText.of(e, secrets),
                    e);
        }
    }

    private void acceptAnswer(RtcPeer p, String answer) {
        try {
            progress.await(p.acceptAnswer(answer), "The WebRTC engine did not take the answer", "try again");
        } catch (ConnectException e) {
            if (e.getCause() instanceof RtcException) {
                throw new ConnectException(
                        ConnectStage.SIGNALLING,
                        "The answer of " + endpoints.base().host() + " to the offer is not one that WebRTC can use: "
                                + ForeignText.of(e.getCause(), secrets)
                                + ". Check that the address is that of a Realtime service",
                        e.getCause());
            }
            throw e;
        }
    }

    @Override
    public long maxEventBytes() {
        return maxEventBytes;
    }

    @Override
    public String maxEventAdvice() {
        return "the data channel of this session takes at most " + maxEventBytes
                + ": shorten it, send it in parts, or use the WebSocket transport";
    }

    @Override
    public boolean send(String json) {
        RtcDataChannel c = channel;
        Listener l = listener;
        if (c == null || l == null) {
            return false;
        }
        if (c.bufferedBytes() + Utf8.size(json) > MAX_QUEUE_BYTES) {
            l.onDown(new CloseReason(
                    CloseReason.Kind.NETWORK,
                    0,
                    "The network is too slow: more than " + (MAX_QUEUE_BYTES >> 20) + " MiB waited to be sent"));
            return false;
        }
        if (c.send(json)) {
            return true;
        }
        // Whatever comes next would be lost as well; an engine that closes a channel need not say so by itself.
        l.onDown(
                new CloseReason(CloseReason.Kind.NETWORK, 0, "The data channel is closed: an event could not be sent"));
        return false;
    }

    @Override
    public void sendAudio(short[] pcm) {
        RtcPeer p = peer;
        if (p != null && pcm.length >= RtcAudio.FRAME_SAMPLES) {
            p.sendAudio(pcm, 0);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            cancelGrace();
        }
        RtcPeer p = peer;
        if (p != null) {
            p.close();
        }
    }

    private void down(CloseReason.Kind kind, String reason) {
        ConnectException early = new ConnectException(progress.current(), reason + ": try again");
        connected.completeExceptionally(early);
        channelOpen.completeExceptionally(early);
        Listener l = listener;
        if (l != null) {
            l.onDown(new CloseReason(kind, 0, reason));
        }
    }

    private void cancelGrace() {
        if (grace != null) {
            grace.cancel(false);
            grace = null;
        }
    }

    /** Runs on threads of the engine. */
    private final class PeerListener implements RtcPeerListener {
        @Override
        public void onState(RtcPeerState state) {
            synchronized (lock) {
                cancelGrace();
                if (closed) {
                    return;
                }
                if (state == RtcPeerState.DISCONNECTED) {
                    grace = timer.schedule(
                            () -> down(
                                    CloseReason.Kind.NETWORK,
                                    "The connection was lost for " + DISCONNECTED_GRACE_MS / 1000 + " s"),
                            DISCONNECTED_GRACE_MS,
                            TimeUnit.MILLISECONDS);
                }
            }
            switch (state) {
                case CONNECTED -> connected.complete(null);
                case FAILED ->
                    down(
                            CloseReason.Kind.NETWORK,
                            connected.isDone()
                                    ? "The WebRTC connection was lost"
                                    : "ICE or DTLS found no way to the server");
                case CLOSED -> down(CloseReason.Kind.SERVER, "The WebRTC connection was closed");
                case CONNECTING, DISCONNECTED -> {}
            }
        }

        @Override
        public void onAudio(short[] pcm) {
            Listener l = listener;
            if (l != null) {
                l.onLiveAudio(pcm);
            }
        }
    }

    /** Runs on a thread of the engine. */
    private final class ChannelListener implements RtcDataChannel.Listener {
        private final Listener owner;

        ChannelListener(Listener owner) {
            this.owner = owner;
        }

        @Override
        public void onOpen() {
            owner.onUp();
            channelOpen.complete(null);
        }

        @Override
        public void onMessage(String text) {
            owner.onMessage(text);
        }

        @Override
        public void onClosed() {
            ConnectException refused = new ConnectException(
                    ConnectStage.DATA_CHANNEL,
                    "The server refused the data channel " + CHANNEL + ": it has no events on WebRTC; use WebSocket");
            if (!channelOpen.completeExceptionally(refused)) {
                down(CloseReason.Kind.SERVER, "The server closed the data channel");
            }
        }
    }
}
