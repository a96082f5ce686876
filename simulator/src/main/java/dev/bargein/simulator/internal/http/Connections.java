package dev.bargein.simulator.internal.http;

import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connections of the HTTP server, counted from accept to close whatever becomes of them, WebSockets included; and
 * the deadlines of what is said on them. Each carries one request, so that nobody holds one by asking again and again.
 *
 * <p>Thread-safe; a {@link Visit} is confined to the event loop of its connection.
 */
final class Connections {
    /** How many are served at a time. */
    static final int MAX_SERVED = 256;

    /** How many more are let in to be told that there is no room; beyond, they are closed without a word. */
    static final int MAX_TOLD = 64;

    /** For the head of a request, for its body, and for reading the answer. */
    static final long DEADLINE_MS = 10_000;

    private static final long LINGER_MS = 2_000;
    private static final long MAX_LINGER_BYTES = 1 << 20;
    private static final AttributeKey<Visit> VISIT = AttributeKey.valueOf(Connections.class, "visit");

    private final LimitLog limits;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

    Connections(LimitLog limits) {
        this.limits = limits;
    }

    /** How many connections are open now, in whatever state. */
    int open() {
        return open.get();
    }

    /** Closes all that are left, whatever goes on there. */
    void closeAll() {
        channels.forEach(Connections::cut);
    }

    /** A connection was accepted; on its event loop. */
    void admit(HttpConnection connection) {
        connection.exceptionHandler(OutOfMemoryWatch::check);
        Channel channel = channel(connection);
        int number = open.incrementAndGet();
        Visit visit = new Visit(channel, number > MAX_SERVED);
        channel.attr(VISIT).set(visit);
        // The connection's own close handler is lost when it becomes a WebSocket; the channel's future is not.
        channels.add(channel);
        channel.closeFuture().addListener(closed -> {
            channels.remove(channel);
            open.decrementAndGet();
            visit.noDeadline();
        });
        if (number > MAX_SERVED + MAX_TOLD) {
            limits.reached((MAX_SERVED + MAX_TOLD) + " connections at a time; more are closed at once");
            cut(channel);
        } else {
            visit.deadline(DEADLINE_MS);
        }
    }

    /** The connection that a request came on. */
    Visit of(HttpServerRequest request) {
        return channel(request.connection()).attr(VISIT).get();
    }

    /** Closes it now: not after what a peer will not read, and not after a farewell. */
    private static void cut(Channel channel) {
        ChannelHandlerContext nearestToTheWire = channel.pipeline().firstContext();
        if (nearestToTheWire == null) {
            channel.close();
        } else {
            nearestToTheWire.close();
        }
    }

    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    /** One connection. */
    final class Visit {
        private final Channel channel;
        private final boolean surplus;
        private @Nullable Future<?> timer;
        private boolean answered;
        private long lingered;

        private Visit(Channel channel, boolean surplus) {
            this.channel = channel;
            this.surplus = surplus;
        }

        /** Whether there was no room for it any more. */
        boolean isSurplus() {
            return surplus;
        }

        /** Whether its one request was answered: what comes after it is not read. */
        boolean isAnswered() {
            return answered;
        }

        /** Closes it after so long, unless something else is arranged before. */
        void deadline(long ms) {
            noDeadline();
            timer = channel.eventLoop().schedule(() -> cut(channel), ms, TimeUnit.MILLISECONDS);
        }

        /** It may last: a WebSocket, or a request that somebody else keeps the time of. */
        void noDeadline() {
            Future<?> running = timer;
            if (running != null) {
                running.cancel(false);
                timer = null;
            }
        }

        /** From here the body of the request must come in time. */
        void awaitBody(HttpServerRequest request) {
            if (!request.isEnded()) {
                deadline(DEADLINE_MS);
                request.end().onComplete(ended -> {
                    if (!answered) {
                        noDeadline();
                    }
                });
            }
        }

        /**
         * The answer was handed over: closes when it was sent. A socket that is closed with unread bytes resets the
         * connection, which destroys the answer on its way; so what is left of the body is thrown away for a while.
         */
        void finish(HttpServerRequest request) {
            if (answered) {
                return;
            }
            answered = true;
            deadline(DEADLINE_MS);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                if (request.isEnded() || !sent.isSuccess()) {
                    cut(channel);
                } else {
                    linger(request);
                }
            });
        }

        private void linger(HttpServerRequest request) {
            deadline(LINGER_MS);
            request.handler(part -> {
                lingered += part.length();
                if (lingered > MAX_LINGER_BYTES) {
                    cut(channel);
                }
            });
            request.exceptionHandler(broken -> cut(channel));
            request.resume();
            request.end().onComplete(ended -> cut(channel));
            if (channel instanceof DuplexChannel plain) {
                ChannelFuture unused = plain.shutdownOutput();
            }
        }
    }
}
