package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.limits.SendBudget;
import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket by which a server of the application steers a call that a client of it makes: it gets every event but
 * {@code session.created} and sound, and may send any (docs/protocol.md, section 2c). It comes and goes; the call goes
 * on without it.
 *
 * <p>Thread safety: {@link #start()} on the context of its socket; everything else is thread-safe.
 */
final class Sideband {
    private static final long PING_MS = 20_300;
    private static final short CLOSE_NORMAL = 1000;

    private final ServerWebSocket socket;
    /** Null when the call is over, so that a socket that stays open does not keep it. */
    private volatile @Nullable RtcDriver call;

    private final Context context;
    private final SendQueue queue;
    private long pingTimer;
    private long lingerTimer = -1;

    Sideband(ServerWebSocket socket, Context context, RtcDriver call, SendBudget budget) {
        this.socket = socket;
        this.context = context;
        this.call = call;
        this.queue = new SendQueue(socket, context, budget);
    }

    /** Takes over the socket. */
    void start() {
        if (socket.isClosed()) {
            gone();
            return;
        }
        socket.textMessageHandler(text -> tell(running -> running.receiveAside(text, System.nanoTime())));
        socket.binaryMessageHandler(bytes -> tell(running -> running.refuseAside(
                ErrorCodes.INVALID_EVENT, "Expected a text WebSocket message; binary frames are not supported.")));
        socket.exceptionHandler(OutOfMemoryWatch::check);
        pingTimer = context.owner().setPeriodic(PING_MS, tick -> queue.ping());
        socket.closeHandler(nothing -> {
            context.owner().cancelTimer(pingTimer);
            context.owner().cancelTimer(lingerTimer);
            gone();
        });
    }

    private void tell(Consumer<RtcDriver> task) {
        RtcDriver running = call;
        if (running != null) {
            task.accept(running);
        }
    }

    private void gone() {
        queue.gone();
        tell(running -> running.detach(this));
    }

    /** An event went to the client. */
    void overhear(ServerEvent event, String text) {
        if (event instanceof ServerEvent.SessionCreated || event instanceof ServerEvent.ResponseOutputAudioDelta) {
            return;
        }
        onContext(() -> queue.send(text));
    }

    /**
     * The call is over.
     *
     * @param lingerMs how long the socket stays open all the same, in milliseconds; -1 until its client closes it
     */
    void end(long lingerMs) {
        call = null;
        onContext(() -> {
            if (lingerMs > 0) {
                lingerTimer = context.owner().setTimer(lingerMs, over -> farewell());
            } else if (lingerMs == 0) {
                farewell();
            }
        });
    }

    private void farewell() {
        queue.close(CLOSE_NORMAL, "the call has ended");
    }

    private void onContext(Runnable task) {
        try {
            context.runOnContext(nothing -> task.run());
        } catch (RejectedExecutionException closed) {
            // The event loops are gone, and the socket with them.
        }
    }
}
