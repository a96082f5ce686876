package dev.bargein.webrtc;

import dev.bargein.rtc.RtcAudio;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer with a listener that remembers everything. */
final class TestPeer implements RtcPeerListener, AutoCloseable {
    static final int DEADLINE_S = 20;

    final RtcPeer peer;
    final List<RtcPeerState> states = new CopyOnWriteArrayList<>();
    final CountDownLatch connected = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final Object audioLock = new Object();
    private short[] audio = new short[60 * RtcAudio.SAMPLE_RATE_HZ];
    private long[] arrivals = new long[6_000];
    private int frames;

    TestPeer(LibWebRtcEngine engine) {
        peer = engine.createPeer(RtcPeerConfig.loopback(), this);
    }

    /** Offers from one peer to the other, with a data channel, and waits until both are connected. */
    static void connect(TestPeer caller, TestPeer callee) throws Exception {
        caller.channel.complete(new Channel(caller.peer.createDataChannel("oai-events")));
        negotiate(caller, callee);
        caller.awaitConnected();
        callee.awaitConnected();
    }

    static void negotiate(TestPeer caller, TestPeer callee) {
        String offer = get(caller.peer.createOffer());
        String answer = get(callee.peer.acceptOffer(offer));
        get(caller.peer.acceptAnswer(answer));
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(DEADLINE_S, TimeUnit.SECONDS).join();
    }

    void awaitConnected() throws InterruptedException {
        if (!connected.await(DEADLINE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("not connected: " + states);
        }
    }

    Channel openChannel() throws InterruptedException {
        Channel found = get(channel);
        if (!found.opened.await(DEADLINE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("the data channel did not open");
        }
        return found;
    }

    @Override
    public void onState(RtcPeerState state) {
        states.add(state);
        if (state == RtcPeerState.CONNECTED) {
            connected.countDown();
        }
        if (state == RtcPeerState.CLOSED || state == RtcPeerState.FAILED || state == RtcPeerState.DISCONNECTED) {
            ended.countDown();
        }
    }

    @Override
    public void onDataChannel(RtcDataChannel opened) {
        channel.complete(new Channel(opened));
    }

    @Override
    public void onAudio(short[] pcm) {
        synchronized (audioLock) {
            if (frames < arrivals.length) {
                System.arraycopy(pcm, 0, audio, frames * RtcAudio.FRAME_SAMPLES, RtcAudio.FRAME_SAMPLES);
                arrivals[frames++] = System.nanoTime();
                audioLock.notifyAll();
            }
        }
    }

    /** Waits for that many frames from now on and returns them. */
    short[] hear(int count) throws InterruptedException {
        synchronized (audioLock) {
            int from = frames;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
            while (frames < from + count) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (leftMs <= 0) {
                    throw new AssertionError("heard " + (frames - from) + " frames of " + count);
                }
                audioLock.wait(leftMs);
            }
            return Arrays.copyOfRange(audio, from * RtcAudio.FRAME_SAMPLES, (from + count) * RtcAudio.FRAME_SAMPLES);
        }
    }

    int framesHeard() {
        synchronized (audioLock) {
            return frames;
        }
    }

    long[] arrivalNanos() {
        synchronized (audioLock) {
            return Arrays.copyOf(arrivals, frames);
        }
    }

    short[] allAudio() {
        synchronized (audioLock) {
            return Arrays.copyOf(audio, frames * RtcAudio.FRAME_SAMPLES);
        }
    }

    @Override
    public void close() {
        peer.close();
    }

    /** A data channel with everything that it said. */
    static final class Channel implements RtcDataChannel.Listener {
        final RtcDataChannel channel;
        final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final CountDownLatch opened = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);

        Channel(RtcDataChannel channel) {
            this.channel = channel;
            channel.listen(this);
        }

        @Override
        public void onOpen() {
            opened.countDown();
        }

        @Override
        public void onMessage(String text) {
            messages.add(text);
        }

        @Override
        public void onClosed() {
            closed.countDown();
        }

        String next() throws InterruptedException {
            String message = messages.poll(DEADLINE_S, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message");
            }
            return message;
        }
    }
}
