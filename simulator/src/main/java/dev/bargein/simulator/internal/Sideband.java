package dev.bargein.simulator.internal;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ServerEvent;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.RejectedExecutionException;

/**
 * A WebSocket by which a server of the application steers a call that a client of it makes: it gets every event but
 * {@code session.created} and sound, and may send any (protocol reference, section 2c). It comes and goes; the call goes
 * on without it.
 *
 * <p>Thread law: {@link #start()} on the context of its socket; everything else is thread-safe.
 */
final class Sideband {
    private static final long PING_MS = 20_300;
    private static final short CLOSE_NORMAL = 1000;
    private static final short CLOSE_OVERLOADED = 1013;
    private static final long MAX_UNSENT_CHARACTERS = 4L << 20;

    private final ServerWebSocket socket;
    private final RtcDriver call;
    private final Context context;
    /** Touched on the context of the socket only. */
    private long unsentCharacters;

    private long pingTimer;

    Sideband(ServerWebSocket socket, Context context, RtcDriver call) {
        this.socket = socket;
        this.context = context;
        this.call = call;
    }

    /** Takes over the socket. */
    void start() {
        if (socket.isClosed()) {
            call.detach(this);
            return;
        }
        FrameRules.install(socket);
        socket.textMessageHandler(text -> call.receiveAside(text, System.nanoTime()));
        socket.binaryMessageHandler(bytes -> call.refuseAside(
                ErrorCodes.INVALID_EVENT, "Expected a text WebSocket message; binary frames are not supported."));
        socket.exceptionHandler(broken -> {});
        pingTimer = context.owner().setPeriodic(PING_MS, tick -> socket.writePing(Buffer.buffer("ping")));
        socket.closeHandler(nothing -> {
            context.owner().cancelTimer(pingTimer);
            call.detach(this);
        });
    }

    /** An event went to the client. */
    void overhear(ServerEvent event, String text) {
        if (event instanceof ServerEvent.SessionCreated || event instanceof ServerEvent.ResponseOutputAudioDelta) {
            return;
        }
        onContext(() -> send(text));
    }

    /** The call is over. */
    void end() {
        onContext(() -> close(CLOSE_NORMAL, "the call has ended"));
    }

    private void onContext(Runnable task) {
        try {
            context.runOnContext(nothing -> task.run());
        } catch (RejectedExecutionException closed) {
            // The event loops are gone, and the socket with them.
        }
    }

    private void send(String text) {
        if (socket.isClosed()) {
            return;
        }
        if (unsentCharacters + text.length() > MAX_UNSENT_CHARACTERS) {
            close(CLOSE_OVERLOADED, "the client reads too slowly");
            return;
        }
        unsentCharacters += text.length();
        socket.writeTextMessage(text).onComplete(written -> unsentCharacters -= text.length());
    }

    private void close(short code, String reason) {
        if (!socket.isClosed()) {
            socket.close(code, reason);
        }
    }
}
