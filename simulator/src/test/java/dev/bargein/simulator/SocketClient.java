package dev.bargein.simulator;

import dev.bargein.protocol.Dialect;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A plain WebSocket client with an event loop of its own. */
public final class SocketClient extends RealtimeClient {
    private static final int MAX_BYTES = 64 << 20;

    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
    /** Held because Vert.x closes the connections of a client that was garbage collected. */
    private final WebSocketClient client;

    private final WebSocket socket;

    private SocketClient(WebSocketConnectOptions options, Dialect dialect) {
        super(dialect);
        WebSocketClientOptions limits = new WebSocketClientOptions()
                .setMaxFrameSize(MAX_BYTES)
                .setMaxMessageSize(MAX_BYTES)
                .setTryUsePerMessageCompression(true);
        client = vertx.createWebSocketClient(limits);
        try {
            socket = join(client.connect(options).map(opened -> {
                opened.textMessageHandler(this::received);
                opened.exceptionHandler(broken -> {});
                opened.closeHandler(n -> closed.complete(opened.closeStatusCode() + " " + opened.closeReason()));
                return opened;
            }));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Connects as a client with a key does. */
    public static SocketClient connect(Simulator sim) {
        return connect(sim, Dialect.GA, "/v1/realtime?model=sim", List.of(), "Authorization", "Bearer test");
    }

    static SocketClient connect(
            Simulator sim, Dialect dialect, String uri, List<String> subprotocols, String... headers) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(sim.port())
                .setURI(uri)
                .setSubProtocols(subprotocols);
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        return new SocketClient(options, dialect);
    }

    @Override
    void sendText(String text) {
        join(socket.writeTextMessage(text));
    }

    /** Sends without waiting for it to be written. */
    void sendCarelessly(String text) {
        socket.writeTextMessage(text);
    }

    void sendBytes(byte[] bytes) {
        join(socket.writeBinaryMessage(Buffer.buffer(bytes)));
    }

    /** Stops reading, as a client that hangs does. */
    void stopReading() {
        socket.pause();
    }

    String subprotocol() {
        return String.valueOf(socket.subProtocol());
    }

    String extensions() {
        return String.valueOf(socket.headers().get("Sec-WebSocket-Extensions"));
    }

    /** The close code and reason, as {@code code reason}. */
    String awaitClose() {
        return join(closed);
    }

    @Override
    public void close() {
        join(client.close());
        join(vertx.close());
    }

    private static <T> T join(Future<T> future) {
        return join(future.toCompletionStage().toCompletableFuture());
    }
}
