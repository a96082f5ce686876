package dev.bargein.webrtc.internal;

import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.Sdp;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A data channel of libwebrtc. Events queue until there is a listener and are delivered one at a time, in order, by
 * whichever thread brings them.
 */
final class LibWebRtcDataChannel implements RtcDataChannel {
    /** The largest message that libwebrtc sends or takes. */
    static final int MAX_MESSAGE_BYTES = 262_144;

    /** A peer that lets this much pile up unread loses the channel; libwebrtc itself closes it at 16 MiB. */
    private static final long MAX_BUFFERED_BYTES = 8L << 20;

    private static final int MAX_WAITING_EVENTS = 4_096;
    private static final long MAX_WAITING_CHARS = 8L << 20;

    private final RTCDataChannel channel;
    private final String label;
    private final NativeGate gate;
    private final Runnable onReceived;
    private final Observer observer = new Observer(this);
    private final Queue<Event> waiting = new ArrayDeque<>();
    private long waitingChars;
    private @Nullable Listener listener;
    private boolean delivering;
    private boolean opened;
    private boolean ended;
    private volatile boolean open;
    private volatile int maxMessageBytes = Sdp.DEFAULT_MAX_MESSAGE_BYTES;

    /** Wraps a channel; the gate must be open. */
    LibWebRtcDataChannel(RTCDataChannel channel, NativeGate gate, Runnable onReceived) {
        this.channel = channel;
        this.gate = gate;
        this.onReceived = onReceived;
        label = channel.getLabel();
        channel.registerObserver(observer);
        readState();
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public void listen(Listener newListener) {
        synchronized (waiting) {
            if (listener != null) {
                throw new IllegalStateException("The data channel " + label + " has a listener already");
            }
            listener = newListener;
        }
        deliver();
    }

    @Override
    public boolean send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int most = Math.min(MAX_MESSAGE_BYTES, maxMessageBytes);
        if (bytes.length > most) {
            throw new RtcException("A data channel message of " + bytes.length
                    + " bytes is too long: the other end takes " + most + "; send it in parts");
        }
        return open
                && gate.call(
                        () -> {
                            if (channel.getBufferedAmount() + bytes.length > MAX_BUFFERED_BYTES) {
                                channel.close();
                                return false;
                            }
                            try {
                                channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(bytes), false));
                                return true;
                            } catch (Exception e) {
                                return false;
                            }
                        },
                        false);
    }

    @Override
    public long bufferedBytes() {
        return gate.call(channel::getBufferedAmount, 0L);
    }

    @Override
    public void close() {
        open = false;
        gate.run(channel::close);
    }

    void maxMessageBytes(int bytes) {
        maxMessageBytes = bytes;
    }

    /** Before the connection is closed: no more calls from libwebrtc. */
    void detach() {
        open = false;
        observer.target = null;
        channel.unregisterObserver();
    }

    /** After the connection was closed. */
    void release() {
        NativeRefs.release(NativeRefs.handle(channel));
    }

    /** Tells the listener that this is over, once, and drops what it was not told yet. */
    void end() {
        open = false;
        synchronized (waiting) {
            waiting.clear();
            waitingChars = 0;
        }
        enqueueEnd();
    }

    private void readState() {
        // The listener is called outside the gate: closing the peer waits for the gate.
        switch (gate.call(channel::getState, RTCDataChannelState.CONNECTING)) {
            case OPEN -> enqueueOpen();
            case CLOSING -> open = false;
            case CLOSED -> {
                open = false;
                enqueueEnd();
            }
            case CONNECTING -> {}
        }
    }

    private void enqueueOpen() {
        synchronized (waiting) {
            if (opened || ended) {
                return;
            }
            opened = true;
            open = true;
            waiting.add(new Event(Listener::onOpen, 0));
        }
        deliver();
    }

    private void enqueueEnd() {
        synchronized (waiting) {
            if (ended) {
                return;
            }
            ended = true;
            waiting.add(new Event(Listener::onClosed, 0));
        }
        deliver();
    }

    private void enqueue(String text) {
        synchronized (waiting) {
            if (ended) {
                return;
            }
            if (waiting.size() >= MAX_WAITING_EVENTS || waitingChars + text.length() > MAX_WAITING_CHARS) {
                close();
                return;
            }
            waitingChars += text.length();
            waiting.add(new Event(target -> target.onMessage(text), text.length()));
        }
        deliver();
    }

    private void deliver() {
        while (true) {
            Event event;
            Listener target;
            synchronized (waiting) {
                target = listener;
                if (target == null || delivering || waiting.isEmpty()) {
                    return;
                }
                event = waiting.remove();
                waitingChars -= event.chars;
                delivering = true;
            }
            try {
                event.call.accept(target);
            } catch (Throwable e) {
                NativeRuntime.report(e);
            } finally {
                synchronized (waiting) {
                    delivering = false;
                }
            }
        }
    }

    private record Event(Consumer<Listener> call, int chars) {}

    /** What libwebrtc holds, and never lets go: so it lets go of the channel itself. */
    private static final class Observer implements RTCDataChannelObserver {
        private volatile @Nullable LibWebRtcDataChannel target;

        Observer(LibWebRtcDataChannel target) {
            this.target = target;
        }

        @Override
        public void onBufferedAmountChange(long previousAmount) {}

        @Override
        public void onStateChange() {
            LibWebRtcDataChannel to = target;
            if (to != null) {
                NativeRuntime.callback(to::readState);
            }
        }

        @Override
        public void onMessage(RTCDataChannelBuffer buffer) {
            LibWebRtcDataChannel to = target;
            if (to != null) {
                NativeRuntime.callback(() -> {
                    to.onReceived.run();
                    if (buffer.data.remaining() > MAX_MESSAGE_BYTES) {
                        to.close();
                    } else {
                        to.enqueue(StandardCharsets.UTF_8.decode(buffer.data).toString());
                    }
                });
            }
        }
    }
}
