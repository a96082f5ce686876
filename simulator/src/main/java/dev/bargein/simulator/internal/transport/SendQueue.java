package dev.bargein.simulator.internal.transport;

import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.limits.SendBudget;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way out of one WebSocket, which keeps count of what its client has not taken yet. A client that is behind is not
 * read from until it has caught up, so that nothing it asks for adds to the heap; one that is far behind, or takes nothing
 * for long, is closed with 1013. A single message, or what one tick brings, may be larger than that.
 *
 * <p>Not thread-safe: used only on the context of the socket, except for {@link #unsentBytes} and {@link #cutOff}.
 */
final class SendQueue implements SendBudget.Outbound {
    /** Above this a client is behind. */
    static final long BEHIND_BYTES = 4L << 20;

    /** Above this it is closed. */
    static final long TOO_FAR_BYTES = 24L << 20;

    /** Whoever is behind and takes nothing for so long is closed. */
    static final long STALL_NANOS = 3_000_000_000L;

    private static final short CLOSE_OVERLOADED = 1013;
    private static final long FAREWELL_MS = 1_000;

    private final ServerWebSocket socket;
    private final Context context;
    private final SendBudget budget;
    private volatile long unsent;
    private long progressNanos;
    private boolean paused;
    private boolean pinging;
    private boolean over;

    /** Takes over a socket whose messages are read from now on. */
    SendQueue(ServerWebSocket socket, Context context, SendBudget budget) {
        this.socket = socket;
        this.context = context;
        this.budget = budget;
        budget.join(this);
    }

    @Override
    public long unsentBytes() {
        return unsent;
    }

    /** Sends a text; false when it was thrown away because the client is gone, going, or put outside just now. */
    boolean send(String text) {
        if (over || socket.isClosed()) {
            return false;
        }
        long now = System.nanoTime();
        if (unsent == 0) {
            progressNanos = now;
        }
        boolean stalled = unsent > BEHIND_BYTES && now - progressNanos > STALL_NANOS;
        if (stalled || unsent > TOO_FAR_BYTES) {
            overload();
            return false;
        }
        long bytes = ByteBufUtil.utf8Bytes(text);
        unsent += bytes;
        budget.take(bytes);
        socket.writeTextMessage(text).onComplete(written -> {
            unsent -= bytes;
            budget.give(bytes);
            progressNanos = System.nanoTime();
            OutOfMemoryWatch.check(written.cause());
            resumeWhenCaughtUp();
        });
        if (!paused && unsent > BEHIND_BYTES) {
            paused = true;
            socket.pause();
        }
        return true;
    }

    /** Asks whether the client is still there, unless the last question is not even sent. */
    void ping() {
        if (!pinging && !over && !socket.isClosed()) {
            pinging = true;
            socket.writePing(Buffer.buffer("ping")).onComplete(written -> pinging = false);
        }
    }

    /** Says goodbye, and closes the connection soon even when the client does not answer. */
    void close(short code, String reason) {
        over = true;
        if (!socket.isClosed()) {
            socket.close(code, reason);
            // A reader that does not read would keep its connection for long.
            context.owner().setTimer(FAREWELL_MS, late -> cut());
        }
    }

    /** Closes the TCP connection without a close frame. Only the channel can do that. */
    void cut() {
        over = true;
        ((WebSocketInternal) socket).channelHandlerContext().close();
    }

    /** The connection is gone. */
    void gone() {
        over = true;
        budget.leave(this);
    }

    /** There is no room for what its client does not read; from any thread. */
    @Override
    public void cutOff() {
        try {
            context.runOnContext(nothing -> overload());
        } catch (RejectedExecutionException closed) {
            // The event loops are gone, and the socket with them.
        }
    }

    private void overload() {
        if (!over) {
            budget.limits().reached("a client that reads too slowly; it is closed with 1013");
            budget.leave(this);
            close(CLOSE_OVERLOADED, "the client reads too slowly");
        }
    }

    private void resumeWhenCaughtUp() {
        if (paused && unsent < BEHIND_BYTES / 2) {
            paused = false;
            socket.resume();
        }
    }
}
