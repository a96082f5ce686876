package dev.bargein.simulator.internal.transport;

import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcException;
import dev.bargein.simulator.internal.limits.SendBudget;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Flow control of the data channel of one call, by the rule of {@link SendQueue}: while a client is behind, nothing that it
 * asks is looked at, so that what it asks adds nothing to the heap; one that is far behind, or takes nothing for long,
 * loses the call. What one tick brings may be larger than that. The channel itself gets little at a time, because engines
 * close a channel that has much waiting.
 *
 * <p>Not thread-safe: used only on the context of the call, except for {@link #unsentBytes} and {@link #cutOff}.
 */
final class ChannelFlow implements SendBudget.Outbound {
    /** So much may wait in the channel before more is kept back here. */
    static final long MAX_IN_CHANNEL_BYTES = 1L << 20;

    /** How much of what a client sent may wait to be looked at while it is behind. */
    private static final int MAX_UNREAD_CHARS = 4 << 20;

    private static final int MAX_UNREAD = 4_096;

    private final RtcDataChannel channel;
    private final SendBudget budget;
    private final Owner owner;
    private final LongSupplier nanoTime;
    private final Deque<String> waiting = new ArrayDeque<>();
    private final Deque<Arrived> unread = new ArrayDeque<>();
    private volatile long waitingBytes;
    private long inChannelBytes;
    private long progressNanos;
    private int unreadChars;
    private boolean behind;
    private boolean ticking;
    private boolean over;

    private record Arrived(String text, long nanos) {}

    /** The call that the channel belongs to. */
    interface Owner {
        /** Runs a task on the context of the call, some 10 ms later. */
        void later(Runnable task);

        /** A message was handed to the channel. */
        void sent(String text);

        /** A message was thrown away because the other end does not take it. */
        void lost(RtcException why);

        /** A message of the client, in its turn. */
        void receive(String text, long arrivedNanos);

        /** The client reads too slowly: the call has to end; from any thread. */
        void overloaded();
    }

    ChannelFlow(RtcDataChannel channel, SendBudget budget, Owner owner, LongSupplier nanoTime) {
        this.channel = channel;
        this.budget = budget;
        this.owner = owner;
        this.nanoTime = nanoTime;
        budget.join(this);
    }

    @Override
    public long unsentBytes() {
        return waitingBytes;
    }

    @Override
    public void cutOff() {
        owner.overloaded();
    }

    /** Sends a text as soon as the channel takes it. */
    void send(String text) {
        if (over) {
            return;
        }
        look();
        if (over) {
            return;
        }
        long bytes = ByteBufUtil.utf8Bytes(text);
        waiting.add(text);
        waitingBytes += bytes;
        budget.take(bytes);
        look();
    }

    /** A text came from the client. */
    void arrived(String text, long nanos) {
        if (over) {
            return;
        }
        if (!behind && unread.isEmpty()) {
            owner.receive(text, nanos);
            return;
        }
        unread.add(new Arrived(text, nanos));
        unreadChars += text.length();
        if (unread.size() > MAX_UNREAD || unreadChars > MAX_UNREAD_CHARS) {
            overload();
        }
    }

    /** The call is over: nothing is sent or looked at any more. */
    void close() {
        over = true;
        budget.leave(this);
        budget.give(waitingBytes);
        waiting.clear();
        waitingBytes = 0;
        unread.clear();
    }

    /** Hands the channel what it has room for, and judges how far the client is behind. */
    private void look() {
        long now = nanoTime.getAsLong();
        long buffered = channel.bufferedBytes();
        if (buffered < inChannelBytes || buffered == 0) {
            progressNanos = now;
        }
        inChannelBytes = buffered;
        while (!over && !waiting.isEmpty() && inChannelBytes < MAX_IN_CHANNEL_BYTES) {
            hand(waiting.remove());
        }
        long unsent = waitingBytes + inChannelBytes;
        boolean stalled = unsent > SendQueue.BEHIND_BYTES && now - progressNanos > SendQueue.STALL_NANOS;
        if (!over && (stalled || unsent > SendQueue.TOO_FAR_BYTES)) {
            overload();
        }
        behind = unsent > (behind ? SendQueue.BEHIND_BYTES / 2 : SendQueue.BEHIND_BYTES);
        if (!over && !ticking && (behind || !waiting.isEmpty() || !unread.isEmpty())) {
            ticking = true;
            owner.later(this::tick);
        }
    }

    private void hand(String text) {
        long bytes = ByteBufUtil.utf8Bytes(text);
        waitingBytes -= bytes;
        budget.give(bytes);
        try {
            if (channel.send(text)) {
                inChannelBytes += bytes;
                owner.sent(text);
            }
        } catch (RtcException e) {
            owner.lost(e);
        }
    }

    private void tick() {
        ticking = false;
        if (over) {
            return;
        }
        look();
        while (!over && !behind && !unread.isEmpty()) {
            Arrived next = unread.remove();
            unreadChars -= next.text.length();
            owner.receive(next.text, next.nanos);
        }
    }

    private void overload() {
        over = true;
        owner.overloaded();
    }
}
