package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.Redactor;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Reply;
import dev.bargein.simulator.script.Turn;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a chat-completions endpoint, and speaks the answer while it is being written. What comes back is not trusted: its
 * size, its time and its shape are bounded.
 *
 * <p>Thread-safe.
 */
public final class ChatBrain implements Brain {
    private static final String PATH = "/chat/completions";
    private static final int CONNECT_MS = 10_000;
    private static final long SILENCE_MS = 60_000;
    private static final long WHOLE_MS = 300_000;
    private static final long CLOSE_SECONDS = 5;
    private static final int MAX_CONNECTIONS = 64;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final URI endpoint;
    private final String model;
    private final String key;
    private final Redactor secrets = new Redactor();
    private @Nullable Vertx vertx;
    private @Nullable HttpClient client;

    /** A model at an address; connects when it is asked, but has its threads ready, for making them takes a while. */
    public ChatBrain(URI base, String model, String key) {
        String scheme = base.getScheme() == null ? "" : base.getScheme();
        String host = base.getHost() == null ? "" : base.getHost();
        if (!(scheme.equals("http") || scheme.equals("https")) || host.isEmpty()) {
            throw new IllegalArgumentException(
                    "the address of a chat model begins with https:// or http://, and names a host");
        }
        if (base.getRawQuery() != null || base.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the address of a chat model has neither a query nor a password");
        }
        if (scheme.equals("http") && !key.isEmpty() && !LOOPBACK.contains(host)) {
            throw new IllegalArgumentException("the key would travel unprotected to " + host + ": use https");
        }
        if (!key.matches("[\\x21-\\x7e]*")) {
            throw new IllegalArgumentException("the key of a chat model has characters that no key has");
        }
        String plain = base.toString().replaceAll("/+$", "");
        this.endpoint = URI.create(plain.endsWith(PATH) ? plain : plain + PATH);
        this.model = model;
        this.key = key;
        secrets.add(key);
        open();
    }

    @Override
    public void think(Turn turn, Reply reply) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(endpoint.toString())
                .setConnectTimeout(CONNECT_MS)
                .setIdleTimeout(SILENCE_MS)
                .setFollowRedirects(false)
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept", "text/event-stream, application/json");
        if (!key.isEmpty()) {
            options.putHeader("Authorization", "Bearer " + key);
        }
        String body = Json.write(ChatRequest.of(model, turn));
        ChatCall call = new ChatCall(endpoint, secrets, reply);
        reply.onAbandoned(call::abandon);
        synchronized (this) {
            HttpClient opened = open();
            Vertx loops = vertx;
            if (loops != null) {
                long timer = loops.setTimer(WHOLE_MS, late -> call.failed(new TimeoutException("it takes too long")));
                call.whenOver(() -> loops.cancelTimer(timer));
            }
            opened.request(options).onFailure(call::failed).onSuccess(request -> {
                if (call.begin(request)) {
                    request.send(body).onFailure(call::failed).onSuccess(call::answered);
                }
            });
        }
    }

    /** Frees what it holds; it can be used again. */
    @Override
    public void close() {
        Vertx loops;
        synchronized (this) {
            loops = vertx;
            vertx = null;
            client = null;
        }
        if (loops == null) {
            return;
        }
        try {
            loops.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Its threads are daemons; there is nothing left to be told.
        }
    }

    private synchronized HttpClient open() {
        HttpClient open = client;
        if (open == null) {
            Vertx loops = Vertx.vertx(new VertxOptions()
                    .setEventLoopPoolSize(1)
                    .setWorkerPoolSize(1)
                    .setInternalBlockingPoolSize(1)
                    .setUseDaemonThread(true)
                    .setFileSystemOptions(
                            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
            open = loops.createHttpClient(
                    new HttpClientOptions().setVerifyHost(true).setMaxRedirects(0),
                    new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
            vertx = loops;
            client = open;
        }
        return open;
    }
}
