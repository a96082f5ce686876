package dev.bargein.simulator.internal;

import dev.bargein.protocol.ErrorCodes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;

/** A session on a WebSocket. Thread law: as {@link SessionDriver}. */
final class WebSocketDriver extends SessionDriver {
    /** The real service pings about every 20.3 s (protocol reference, section 2a). */
    private static final long PING_MS = 20_300;

    private static final short CLOSE_NORMAL = 1000;
    private static final short CLOSE_EXPIRED = 1001;
    private static final short CLOSE_OVERLOADED = 1013;
    private static final long MAX_UNSENT_CHARACTERS = 4L << 20;
    private static final long FAREWELL_MS = 1_000;

    private final ServerWebSocket socket;
    private long pingTimer;
    private long unsentCharacters;
    private boolean overloaded;
    private volatile boolean cutOff;

    WebSocketDriver(Parts parts, ServerWebSocket socket) {
        super(parts);
        this.socket = socket;
    }

    /** Takes over the socket; on the context. */
    void start() {
        FrameRules.install(socket);
        socket.textMessageHandler(text -> receive(text, System.nanoTime()));
        socket.binaryMessageHandler(bytes -> refuse(
                "(" + bytes.length() + " bytes of binary)",
                ErrorCodes.INVALID_EVENT,
                "Expected a text WebSocket message; binary frames are not supported.",
                null,
                null));
        socket.exceptionHandler(broken -> {});
        socket.closeHandler(nothing -> {
            context.owner().cancelTimer(pingTimer);
            end();
        });
        pingTimer = context.owner().setPeriodic(PING_MS, tick -> socket.writePing(Buffer.buffer("ping")));
        open();
    }

    @Override
    protected boolean send(String text) {
        if (overloaded || cutOff || socket.isClosed()) {
            return false;
        }
        if (unsentCharacters + text.length() > MAX_UNSENT_CHARACTERS) {
            overloaded = true;
            socket.close(CLOSE_OVERLOADED, "the client reads too slowly");
            // Behind a full queue the farewell may never get out.
            context.owner().setTimer(FAREWELL_MS, late -> cut());
            return false;
        }
        unsentCharacters += text.length();
        socket.writeTextMessage(text).onComplete(written -> unsentCharacters -= text.length());
        return true;
    }

    @Override
    protected void closeTransport() {
        if (!socket.isClosed()) {
            socket.close(CLOSE_EXPIRED, ServiceSession.EXPIRED);
        }
    }

    @Override
    public void close() {
        onContext(() -> {
            if (!socket.isClosed()) {
                socket.close(CLOSE_NORMAL, "closed by the simulator");
            }
        });
    }

    @Override
    protected long missedFrames() {
        return 0;
    }

    @Override
    public void dropConnection() {
        cutOff = true;
        onContext(this::cut);
    }

    /** Closes the TCP connection without a close frame. Only the channel can do that. */
    private void cut() {
        ((WebSocketInternal) socket).channelHandlerContext().close();
    }
}
