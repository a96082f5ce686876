package dev.bargein.simulator.internal.transport;

import dev.bargein.simulator.internal.limits.LimitLog;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Netty handler that closes a WebSocket with the right close code when its client breaks RFC 6455: a message too large,
 * text that is not UTF-8, a frame that does not exist.
 *
 * <p>A server that closes a socket with unread bytes resets it, and a reset destroys the close frame on its way. So what
 * the client goes on to send is read and thrown away, for a while, before the socket is closed.
 *
 * <p>It also answers pings.
 *
 * <p>Not thread-safe: used only on the event loop of its connection.
 */
public final class FrameGuard extends ChannelDuplexHandler {
    private static final long LINGER_MS = 5_000;

    private final long maxMessageBytes;
    private final LimitLog limits;
    private long messageBytes;
    private boolean complained;
    private boolean closing;
    private boolean answering;
    private byte @Nullable [] asked;

    private FrameGuard(long maxMessageBytes, LimitLog limits) {
        this.maxMessageBytes = maxMessageBytes;
        this.limits = limits;
    }

    /** Watches over a connection whose messages may have so many bytes; on its event loop. */
    public static void install(ServerWebSocket socket, long maxMessageBytes, LimitLog limits) {
        ChannelPipeline pipeline =
                ((WebSocketInternal) socket).channelHandlerContext().pipeline();
        ChannelHandlerContext decoder = pipeline.context(WebSocketFrameDecoder.class);
        if (decoder != null) {
            pipeline.addAfter(decoder.name(), null, new FrameGuard(maxMessageBytes, limits));
            pipeline.addAfter(decoder.name(), null, new Utf8FrameValidator(false));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (complained) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof PingWebSocketFrame ping) {
            byte[] content = ByteBufUtil.getBytes(ping.content());
            ReferenceCountUtil.release(message);
            answer(context, content);
            return;
        }
        if (message instanceof WebSocketFrame frame && !isControl(frame)) {
            int bytes = frame.content().readableBytes();
            messageBytes = frame instanceof ContinuationWebSocketFrame ? messageBytes + bytes : bytes;
            if (messageBytes > maxMessageBytes) {
                ReferenceCountUtil.release(message);
                complain(context, WebSocketCloseStatus.MESSAGE_TOO_BIG);
                return;
            }
        }
        context.fireChannelRead(message);
    }

    /**
     * Answers a ping. While an answer waits for a client that does not read, only the newest ping is remembered, as RFC
     * 6455, section 5.5.3 allows: answers never pile up.
     */
    private void answer(ChannelHandlerContext context, byte[] ping) {
        if (answering || closing) {
            asked = ping;
            return;
        }
        answering = true;
        // From the end of the pipeline, because the encoder of frames may stand behind this handler.
        context.channel()
                .writeAndFlush(new PongWebSocketFrame(Unpooled.wrappedBuffer(ping)))
                .addListener(sent -> {
                    answering = false;
                    byte[] next = asked;
                    asked = null;
                    if (next != null && sent.isSuccess()) {
                        answer(context, next);
                    }
                });
    }

    private static boolean isControl(WebSocketFrame frame) {
        return frame instanceof CloseWebSocketFrame
                || frame instanceof PingWebSocketFrame
                || frame instanceof PongWebSocketFrame;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        CorruptedWebSocketFrameException broken = null;
        for (Throwable t = cause; t != null && broken == null; t = t.getCause()) {
            broken = t instanceof CorruptedWebSocketFrameException corrupted ? corrupted : null;
        }
        if (broken == null) {
            context.fireExceptionCaught(cause);
        } else if (!complained) {
            complain(context, broken.closeStatus());
        }
    }

    private void complain(ChannelHandlerContext context, WebSocketCloseStatus status) {
        if (status.code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
            limits.reached((maxMessageBytes >> 20) + " MiB in one WebSocket message; its client is closed with 1009");
        }
        context.channel().writeAndFlush(new CloseWebSocketFrame(status));
        complained = true;
        context.channel().config().setAutoRead(true);
        var unused = context.executor().schedule(() -> context.close(), LINGER_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (complained) {
            // Nothing goes after a close frame.
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        } else {
            closing |= message instanceof CloseWebSocketFrame;
            context.write(message, promise);
        }
    }
}
