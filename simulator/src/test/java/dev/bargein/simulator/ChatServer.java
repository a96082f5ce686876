package dev.bargein.simulator;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A chat-completions endpoint on a real socket that answers as its test tells it. */
final class ChatServer implements AutoCloseable {
    private static final int SECONDS = 10;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Asked> requests = new LinkedBlockingQueue<>();
    private volatile Script script = talk -> {};

    /** What the server does with a request; on a thread of its own. */
    interface Script {
        void play(Talk talk) throws IOException;
    }

    /** A request as it came. */
    record Asked(String path, Headers headers, JsonObject body) {}

    /** An answer on its way. */
    static final class Talk {
        private final HttpExchange exchange;
        private final OutputStream out;

        private Talk(HttpExchange exchange) {
            this.exchange = exchange;
            this.out = exchange.getResponseBody();
        }

        /** Begins a stream of events. */
        void begin() throws IOException {
            begin(200, "text/event-stream");
        }

        void begin(int status, String type) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, 0);
        }

        /** A piece of text. */
        void say(String text) throws IOException {
            send("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}");
        }

        /** One event. */
        void send(String json) throws IOException {
            raw("data: " + json + "\n\n");
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Says that it stops, and stops. */
        void done(String finish) throws IOException {
            send("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish + "\"}]}");
            raw("data: [DONE]\n\n");
        }
    }

    ChatServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** From now on, answers so. */
    void answer(Script how) {
        script = how;
    }

    /** The next request; waits for it. */
    Asked asked() throws InterruptedException {
        Asked asked = requests.poll(SECONDS, TimeUnit.SECONDS);
        if (asked == null) {
            throw new AssertionError("nobody asked");
        }
        return asked;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Asked(
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders(),
                Json.parseObject(body, CodecLimits.SERVER_INBOUND)));
        try (exchange) {
            script.play(new Talk(exchange));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
