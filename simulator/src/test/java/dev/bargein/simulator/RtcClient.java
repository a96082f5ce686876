package dev.bargein.simulator;

import dev.bargein.protocol.Dialect;
import dev.bargein.rtc.RtcAudio;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A plain WebRTC client: a peer, a data channel, and an ear. */
final class RtcClient extends RealtimeClient {
    private static final String CALLS = "/v1/realtime/calls";

    private final ConcurrentLinkedQueue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final RtcPeer peer;
    private final @Nullable RtcDataChannel channel;
    private final RawHttp.Reply reply;

    /** 10 ms that came out of the track. */
    record Heard(long nanos, short[] pcm) {
        double rms() {
            double sum = 0;
            for (short sample : pcm) {
                sum += (double) sample * sample;
            }
            return Math.sqrt(sum / pcm.length);
        }
    }

    private RtcClient(
            RtcEngine engine, Simulator sim, String path, @Nullable String label, UnaryOperator<String> offer) {
        super(Dialect.GA);
        peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {
            @Override
            public void onState(RtcPeerState state) {
                if (state == RtcPeerState.CONNECTED) {
                    connected.complete(null);
                } else if (state == RtcPeerState.FAILED || state == RtcPeerState.CLOSED) {
                    gone.complete(null);
                }
            }

            @Override
            public void onAudio(short[] pcm) {
                heard.add(new Heard(System.nanoTime(), pcm.clone()));
            }
        });
        channel = label == null ? null : peer.createDataChannel(label);
        RtcDataChannel.Listener ears = new RtcDataChannel.Listener() {
            @Override
            public void onMessage(String text) {
                received(text);
            }

            @Override
            public void onClosed() {
                gone.complete(null);
            }
        };
        if (channel != null) {
            channel.listen(ears);
        }
        String sdp = offer.apply(join(peer.createOffer()));
        reply = RawHttp.post(sim, path, "application/sdp", sdp, "Authorization", "Bearer test");
        if (reply.status() != 201) {
            peer.close();
            throw new AssertionError(reply.toString());
        }
        join(peer.acceptAnswer(reply.body()));
    }

    static RtcClient connect(RtcEngine engine, Simulator sim) {
        return new RtcClient(engine, sim, CALLS, "oai-events", offer -> offer);
    }

    static RtcClient connect(RtcEngine engine, Simulator sim, String label) {
        return new RtcClient(engine, sim, CALLS, label, offer -> offer);
    }

    /** Connects at another path, with a changed offer. */
    static RtcClient connect(RtcEngine engine, Simulator sim, String path, UnaryOperator<String> offer) {
        return new RtcClient(engine, sim, path, "oai-events", offer);
    }

    /** Connects with sound alone. */
    static RtcClient connectWithoutChannel(RtcEngine engine, Simulator sim) {
        return new RtcClient(engine, sim, CALLS, null, offer -> offer);
    }

    void awaitConnected() {
        join(connected);
    }

    RawHttp.Reply reply() {
        return reply;
    }

    @Override
    void sendText(String text) {
        if (channel == null || !channel.send(text)) {
            throw new AssertionError("the channel is not open");
        }
    }

    void speak(short[] pcm, int offset) {
        peer.sendAudio(pcm, offset);
    }

    /** Everything heard so far. */
    List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** The samples heard so far. */
    short[] heardPcm() {
        List<Heard> all = heard();
        short[] out = new short[all.size() * RtcAudio.FRAME_SAMPLES];
        for (int i = 0; i < all.size(); i++) {
            System.arraycopy(all.get(i).pcm(), 0, out, i * RtcAudio.FRAME_SAMPLES, RtcAudio.FRAME_SAMPLES);
        }
        return out;
    }

    void awaitGone() {
        join(gone);
    }

    @Override
    public void close() {
        peer.close();
    }
}
