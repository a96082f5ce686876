package dev.bargein.client.internal.transport;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.protocol.Redactor;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * The HTTP of one session: its own client with its own threads and connections, all gone after {@link #close}.
 *
 * <p>Redirects are not followed, as a key must not travel on. Deadlines are those of the attempt to connect.
 *
 * <p>Thread-safe.
 */
public final class HttpCalls implements AutoCloseable {
    /** What is read of a body at most. */
    static final int MAX_BODY_BYTES = 1 << 20;

    private static final int THREAD_IDLE_MS = 100;
    private static final int CLOSE_TIMEOUT_MS = 1_000;

    /** The requests of one attempt follow each other at once; what a busy machine leaves after the close ends soon. */
    private static final int CONNECTION_IDLE_S = 2;

    private final ExecutorService threads;
    private final OkHttpClient client;
    private final ConnectProgress progress;
    private final Redactor secrets;

    public HttpCalls(ConnectProgress progress, Redactor secrets) {
        this.progress = progress;
        this.secrets = secrets;
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, THREAD_IDLE_MS, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "bargein-http");
                    thread.setDaemon(true);
                    return thread;
                });
        OkHttpClient plain = new OkHttpClient.Builder()
                .dispatcher(new Dispatcher(threads))
                .connectionPool(new ConnectionPool(1, CONNECTION_IDLE_S, TimeUnit.SECONDS))
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(0, TimeUnit.MILLISECONDS)
                .readTimeout(0, TimeUnit.MILLISECONDS)
                .writeTimeout(0, TimeUnit.MILLISECONDS)
                .build();
        client = ConnectTracer.on(plain, progress);
    }

    /** The client to derive others from; they share its threads and connections. */
    OkHttpClient client() {
        return client;
    }

    /**
     * An answer.
     *
     * @param body as text, at most {@link #MAX_BODY_BYTES}
     */
    record Answer(int status, String body, String location) {
        boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * Sends a request and waits for the whole answer, whatever its status.
     *
     * @throws ConnectException when there is none in time
     */
    Answer call(Request request, ConnectStage stage) {
        progress.beginRequest(stage);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Call call = client.newCall(request);
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                answer.completeExceptionally(unreachable(progress.current(), request.url(), e));
            }

            @Override
            public void onResponse(Call answered, Response response) {
                try (response) {
                    String location = response.header("Location");
                    answer.complete(new Answer(response.code(), readBody(response), location == null ? "" : location));
                } catch (IOException e) {
                    answer.completeExceptionally(unreachable(progress.current(), request.url(), e));
                }
            }
        });
        try {
            Answer got = progress.await(
                    answer,
                    "No answer to " + request.method() + " " + request.url().encodedPath(),
                    waitHint(request.url()));
            progress.end(stage);
            return got;
        } finally {
            call.cancel();
        }
    }

    /** Reads a body, cut at {@link #MAX_BODY_BYTES}. */
    static String readBody(Response response) throws IOException {
        ResponseBody body = response.body();
        BufferedSource source = body.source();
        source.request(MAX_BODY_BYTES);
        long size = Math.min(MAX_BODY_BYTES, source.getBuffer().size());
        return source.readUtf8(size);
    }

    /** A connection that could not be made, or broke. */
    ConnectException unreachable(ConnectStage stage, HttpUrl url, Throwable failure) {
        String hint = switch (stage) {
            case RESOLVE -> "Check the name of the host and the network";
            case TCP -> "Check that the service runs there and that no firewall is between";
            case TLS -> "Check that the address is right and that the host's certificate is trusted here";
            default -> "Check that the address is that of a Realtime service, and try again";
        };
        return new ConnectException(
                stage,
                "Cannot reach " + url.host() + ":" + url.port() + ", at " + stage.words() + ": "
                        + ForeignText.of(failure, secrets) + ". " + hint,
                failure);
    }

    static String waitHint(HttpUrl url) {
        return "check that a Realtime service runs at " + Endpoints.show(url) + ", and the network on the way";
    }

    /** Ends all calls and threads, and waits for them a moment. */
    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
        threads.shutdown();
        Uninterruptibles.uninterruptibly(
                CLOSE_TIMEOUT_MS,
                left -> threads.awaitTermination(left, TimeUnit.NANOSECONDS) ? null : Uninterruptibles.TIMED_OUT);
        client.connectionPool().evictAll();
    }
}
