package dev.bargein.lab.internal;

import dev.bargein.lab.LabException;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A client that listens and does nothing else. Thread-safe. */
final class BenchmarkClient {
    private static final String ASK = "{\"type\":\"response.create\"}";
    private static final String PATH = "/v1/realtime?model=sim";
    private static final String CALLS = "/v1/realtime/calls";
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_SOCKETS = 1_000;
    private static final int AUDIBLE = 300;

    private final Consumer<String> send;
    private final Runnable close;
    private final Ear ear;

    private BenchmarkClient(Consumer<String> send, Runnable close, Ear ear) {
        this.send = send;
        this.close = close;
        this.ear = ear;
    }

    /** Asks for an answer. */
    void ask() {
        send.accept(ASK);
    }

    /** Forgets the gaps so far. */
    void startMeasuring() {
        ear.reset();
    }

    double longestGapMs() {
        return ear.longestGapMs();
    }

    void close() {
        close.run();
    }

    /** Notes pauses in the sound of a call. */
    static final class Ear implements RtcPeerListener {
        private final LongSupplier nanoTime;
        private long lastNanos;
        private long longestNanos;

        Ear(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        public synchronized void onAudio(short[] pcm) {
            if (peak(pcm) < AUDIBLE) {
                return;
            }
            long now = nanoTime.getAsLong();
            if (lastNanos != 0) {
                longestNanos = Math.max(longestNanos, now - lastNanos);
            }
            lastNanos = now;
        }

        synchronized void reset() {
            longestNanos = 0;
        }

        synchronized double longestGapMs() {
            return longestNanos / 1e6;
        }

        private static int peak(short[] pcm) {
            int peak = 0;
            for (short sample : pcm) {
                peak = Math.max(peak, Math.abs(sample));
            }
            return peak;
        }
    }

    /** Connects clients to one simulator. */
    static final class Factory {
        private final int port;
        // Vert.x closes the connections of a client that was garbage collected: these are held.
        private final WebSocketClient sockets;
        private final HttpClient http;

        Factory(Vertx vertx, int port) {
            this.port = port;
            this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                    .setMaxConnections(MAX_SOCKETS)
                    .setMaxFrameSize(MAX_BYTES)
                    .setMaxMessageSize(MAX_BYTES));
            this.http = vertx.createHttpClient();
        }

        CompletableFuture<BenchmarkClient> webSocket() {
            WebSocketConnectOptions options = new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI(PATH)
                    .addHeader("Authorization", "Bearer benchmark");
            Future<WebSocket> opening = sockets.connect(options);
            return opening.map(socket -> {
                        socket.textMessageHandler(ignored -> {});
                        socket.exceptionHandler(broken -> {});
                        return new BenchmarkClient(socket::writeTextMessage, socket::close, new Ear(System::nanoTime));
                    })
                    .toCompletionStage()
                    .toCompletableFuture();
        }

        CompletableFuture<BenchmarkClient> call(RtcEngine engine) {
            Ear ear = new Ear(System::nanoTime);
            RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), ear);
            RtcDataChannel channel = peer.createDataChannel("oai-events");
            CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();
            channel.listen(new RtcDataChannel.Listener() {
                @Override
                public void onMessage(String text) {
                    opened.complete(null);
                }
            });
            BenchmarkClient client = new BenchmarkClient(channel::send, peer::close, ear);
            return peer.createOffer()
                    .thenCompose(this::post)
                    .thenCompose(peer::acceptAnswer)
                    .thenCompose(nothing -> opened)
                    .thenApply(nothing -> client)
                    .whenComplete((done, error) -> {
                        if (error != null) {
                            peer.close();
                        }
                    });
        }

        private CompletableFuture<String> post(String offer) {
            return http.request(HttpMethod.POST, port, "127.0.0.1", CALLS)
                    .compose(request -> request.putHeader("Authorization", "Bearer benchmark")
                            .putHeader("Content-Type", "application/sdp")
                            .send(offer))
                    .compose(response -> response.body().map(body -> {
                        if (response.statusCode() != 201) {
                            throw new LabException("A call was refused: " + body);
                        }
                        return body.toString();
                    }))
                    .toCompletionStage()
                    .toCompletableFuture();
        }
    }
}
