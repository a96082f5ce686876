package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.limits.SendBudget;
import dev.bargein.simulator.internal.session.ServiceSession;
import io.vertx.core.http.ServerWebSocket;

/** A session on a WebSocket. Thread safety: as {@link SessionDriver}. */
public final class WebSocketDriver extends SessionDriver {
    /** The real service pings about every 20.3 s (docs/protocol.md, section 2a). */
    private static final long PING_MS = 20_300;

    private static final short CLOSE_NORMAL = 1000;
    private static final short CLOSE_EXPIRED = 1001;
    private static final short CLOSE_CROWDED = 1013;

    private final ServerWebSocket socket;
    private final SendQueue queue;
    private long pingTimer;
    private volatile boolean cutOff;

    public WebSocketDriver(Parts parts, ServerWebSocket socket, SendBudget budget) {
        super(parts);
        this.socket = socket;
        this.queue = new SendQueue(socket, context, budget);
    }

    /** Takes over the socket; on the context. */
    public void start() {
        socket.textMessageHandler(text -> receive(text, System.nanoTime()));
        socket.binaryMessageHandler(bytes -> refuse(
                "(" + bytes.length() + " bytes of binary)",
                ErrorCodes.INVALID_EVENT,
                "Expected a text WebSocket message; binary frames are not supported.",
                null,
                null));
        socket.exceptionHandler(OutOfMemoryWatch::check);
        socket.closeHandler(nothing -> {
            context.owner().cancelTimer(pingTimer);
            queue.gone();
            end();
        });
        pingTimer = context.owner().setPeriodic(PING_MS, tick -> queue.ping());
        open();
    }

    @Override
    protected boolean send(String text) {
        return !cutOff && queue.send(text);
    }

    @Override
    protected void closeTransport() {
        queue.close(CLOSE_EXPIRED, ServiceSession.EXPIRED);
    }

    @Override
    protected void closeCrowded() {
        queue.close(CLOSE_CROWDED, "the simulator has no room for what this session keeps");
    }

    @Override
    void close() {
        onContext(() -> queue.close(CLOSE_NORMAL, "closed by the simulator"));
    }

    @Override
    protected long missedFrames() {
        return 0;
    }

    @Override
    void dropConnection() {
        cutOff = true;
        onContext(queue::cut);
    }
}
