package dev.bargein.simulator.internal.limits;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all WebSockets of a service together may have received of messages that are not whole yet, in bytes. Beyond that
 * the one that has received most is closed, so that many messages that never end cannot take the heap.
 *
 * <p>Thread-safe.
 */
public final class InboundBudget {
    private final long mostBytes;
    private final LimitLog limits;
    private final AtomicLong received = new AtomicLong();
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();

    public InboundBudget(long mostBytes, LimitLog limits) {
        this.mostBytes = mostBytes;
        this.limits = limits;
    }

    /** Bytes of messages that are not whole, on all connections. */
    public long receivedBytes() {
        return received.get();
    }

    /** Watches over a connection; on its event loop. */
    public void watch(ServerWebSocket socket) {
        ChannelPipeline pipeline =
                ((WebSocketInternal) socket).channelHandlerContext().pipeline();
        ChannelHandlerContext decoder = pipeline.context(WebSocketFrameDecoder.class);
        if (decoder != null) {
            Meter meter = new Meter();
            pipeline.addBefore(decoder.name(), null, meter);
            pipeline.addAfter(decoder.name(), null, new MessageEnds(meter));
        }
    }

    private void add(long bytes) {
        if (received.addAndGet(bytes) > mostBytes && bytes > 0) {
            makeRoom();
        }
    }

    private synchronized void makeRoom() {
        if (received.get() <= mostBytes) {
            // Somebody else has done it.
            return;
        }
        Meter largest = meters.stream()
                .max(Comparator.comparingLong(meter -> meter.bytes.get()))
                .orElse(null);
        if (largest != null) {
            limits.reached("all WebSockets together have " + (mostBytes >> 20)
                    + " MiB of messages under way; those with most are closed");
            largest.cutOff();
        }
    }

    /** Counts what one connection receives, before it is read. Confined to its event loop, but for its count. */
    private final class Meter extends ChannelInboundHandlerAdapter {
        private final AtomicLong bytes = new AtomicLong();
        private volatile @Nullable ChannelHandlerContext context;
        private volatile boolean cut;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
            meters.add(this);
            added.channel().closeFuture().addListener(closed -> {
                meters.remove(this);
                whole();
            });
        }

        @Override
        public void channelRead(ChannelHandlerContext reading, Object message) {
            if (cut) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof ByteBuf part) {
                int more = part.readableBytes();
                bytes.addAndGet(more);
                add(more);
            }
            reading.fireChannelRead(message);
        }

        /** The message is whole. */
        private void whole() {
            add(-bytes.getAndSet(0));
        }

        private void cutOff() {
            cut = true;
            meters.remove(this);
            whole();
            ChannelHandlerContext open = context;
            if (open != null) {
                // Without a close frame: its client is in the middle of a message, and reads nothing before its end.
                open.executor().execute(() -> {
                    ChannelFuture unused = open.close();
                });
            }
        }
    }

    /** Sees the ends of messages, which whoever sends them decides. */
    private static final class MessageEnds extends ChannelInboundHandlerAdapter {
        private final Meter meter;

        MessageEnds(Meter meter) {
            this.meter = meter;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean control = message instanceof CloseWebSocketFrame
                    || message instanceof PingWebSocketFrame
                    || message instanceof PongWebSocketFrame;
            if (message instanceof WebSocketFrame frame && frame.isFinalFragment() && !control) {
                meter.whole();
            }
            context.fireChannelRead(message);
        }
    }
}
