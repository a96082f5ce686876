package dev.bargein.client.internal.transport;

import dev.bargein.client.CloseReason;
import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.Secret;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Redactor;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import okio.Socket;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/** Events in both directions over one WebSocket (docs/protocol.md, section 2a). Thread-safe. */
public final class WebSocketTransport implements Transport {
    private static final long MAX_MESSAGE_BYTES = CodecLimits.CLIENT_INBOUND.maxMessageBytes();
    private static final String TOO_BIG = "message larger than " + (MAX_MESSAGE_BYTES >> 20) + " MiB";
    /** OkHttp's own limit of what waits to be sent. */
    private static final long MAX_QUEUE_BYTES = 16L << 20;

    private static final int PING_INTERVAL_S = 20;
    private static final int NORMAL_CLOSURE = 1000;
    private static final int GOING_AWAY = 1001;
    /** What the service says as it closes a session that is too old. */
    private static final String EXPIRED_WORDS = "maximum duration";

    /** How long our own close frame may take to leave, as behind events that a slow network has not taken yet. */
    private static final int CLOSE_SEND_GRACE_MS = 2_000;
    /** How long the server may take to answer it. */
    private static final int CLOSE_GRACE_MS = 300;

    private static final int CANCEL_GRACE_MS = 1_000;

    private final HttpCalls http;
    private final ConnectProgress progress;
    private final Endpoints endpoints;
    private final @Nullable Secret secret;
    private final ServiceHeaders headers;
    private final Redactor secrets;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CountDownLatch closeSent = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable WebSocket socket;
    private volatile @Nullable Listener listener;

    public WebSocketTransport(
            HttpCalls http,
            ConnectProgress progress,
            Endpoints endpoints,
            @Nullable Secret secret,
            ServiceHeaders headers,
            Redactor secrets) {
        this.headers = headers;
        this.http = http;
        this.progress = progress;
        this.endpoints = endpoints;
        this.secret = secret;
        this.secrets = secrets;
    }

    @Override
    public void open(Listener owner) {
        listener = owner;
        HttpUrl url = endpoints.webSocket();
        Request.Builder request = new Request.Builder().url(url);
        if (secret != null) {
            Endpoints.requireSafe(url, "a key");
            secret.use(value -> request.header("Authorization", "Bearer " + value));
        }
        headers.on(request);
        if (endpoints.dialect() == Dialect.BETA) {
            request.header("OpenAI-Beta", "realtime=v1");
        }
        OkHttpClient client = http.client()
                .newBuilder()
                .pingInterval(PING_INTERVAL_S, TimeUnit.SECONDS)
                .addInterceptor(this::guard)
                .build();
        progress.beginRequest(ConnectStage.UPGRADE);
        socket = client.newWebSocket(request.build(), new Reader(owner));
        progress.await(opened, "No answer to the WebSocket upgrade at " + url.encodedPath(), HttpCalls.waitHint(url));
        progress.end(ConnectStage.UPGRADE);
    }

    /**
     * Takes the offer of compression back, since a compressed message can inflate a thousandfold, and puts the limit of
     * message size on what arrives. OkHttp still believes in its offer, so an answer that takes it up, or any other
     * extension, fails the connection (RFC 6455, 4.1).
     */
    private Response guard(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request()
                .newBuilder()
                .removeHeader("Sec-WebSocket-Extensions")
                .build());
        Socket upgraded = response.socket();
        String extension = response.header("Sec-WebSocket-Extensions", "");
        if (upgraded != null && extension != null && !extension.trim().isEmpty()) {
            upgraded.cancel();
            throw new UnofferedExtension(ForeignText.clean(extension, secrets));
        }
        return upgraded == null
                ? response
                : response.newBuilder()
                        .socket(new MessageSizeLimit(upgraded, MAX_MESSAGE_BYTES, TOO_BIG, closeSent::countDown))
                        .build();
    }

    /** The server answered the upgrade with an extension that nobody offered. */
    private static final class UnofferedExtension extends IOException {
        private static final long serialVersionUID = 1L;

        UnofferedExtension(String extension) {
            super("The server turned on the WebSocket extension " + extension + ", which was not offered");
        }
    }

    @Override
    public long maxEventBytes() {
        return MAX_QUEUE_BYTES;
    }

    @Override
    public String maxEventAdvice() {
        return "the WebSocket takes at most " + maxEventBytes() + ": shorten it, or send it in parts";
    }

    @Override
    public boolean send(String json) {
        WebSocket s = socket;
        Listener l = listener;
        if (s == null || l == null) {
            return false;
        }
        if (s.send(json)) {
            return true;
        }
        // Otherwise the connection ended, and the reader says why.
        if (s.queueSize() + Utf8.size(json) > MAX_QUEUE_BYTES) {
            l.onDown(new CloseReason(
                    CloseReason.Kind.NETWORK,
                    0,
                    "The network is too slow: more than " + (MAX_QUEUE_BYTES >> 20) + " MiB waited to be sent"));
        }
        return false;
    }

    @Override
    public void sendAudio(short[] pcm) {
        // The microphone travels in events.
    }

    @Override
    public void close() {
        WebSocket s = socket;
        if (s == null) {
            return;
        }
        if (opened.isDone() && !opened.isCompletedExceptionally()) {
            // Refused when a close frame is on its way already, as after one of the server: that needs its time too.
            s.close(NORMAL_CLOSURE, null);
            await(closeSent, CLOSE_SEND_GRACE_MS);
            await(ended, CLOSE_GRACE_MS);
        }
        s.cancel();
        await(ended, CANCEL_GRACE_MS);
    }

    private static void await(CountDownLatch latch, int ms) {
        Uninterruptibles.uninterruptibly(
                ms, left -> latch.await(left, TimeUnit.NANOSECONDS) ? null : Uninterruptibles.TIMED_OUT);
    }

    /** Runs on OkHttp's reader thread. */
    private final class Reader extends WebSocketListener {
        private final Listener listener;

        Reader(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onOpen(WebSocket webSocket, Response response) {
            socket = webSocket;
            listener.onUp();
            opened.complete(null);
        }

        @Override
        public void onMessage(WebSocket webSocket, String text) {
            listener.onMessage(text);
        }

        @Override
        public void onMessage(WebSocket webSocket, ByteString bytes) {
            listener.onProblem("The server sent a binary message of " + bytes.size()
                    + " bytes; the protocol has text messages only, so it was ignored");
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            boolean tooBig = code == MessageSizeLimit.CODE_TOO_BIG && reason.equals(TOO_BIG);
            webSocket.close(tooBig ? code : NORMAL_CLOSURE, tooBig ? reason : null);
            down(
                    code == GOING_AWAY && reason.contains(EXPIRED_WORDS)
                            ? CloseReason.Kind.SESSION_EXPIRED
                            : CloseReason.Kind.SERVER,
                    code,
                    tooBig
                            ? "Closed with 1009: the server sent a " + TOO_BIG
                            : "The server closed the connection with " + code
                                    + (reason.isEmpty() ? "" : " " + ForeignText.clean(reason, secrets)));
        }

        @Override
        public void onClosed(WebSocket webSocket, int code, String reason) {
            closeSent.countDown();
            ended.countDown();
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable t, @Nullable Response response) {
            if (!opened.isDone()) {
                opened.completeExceptionally(response == null ? unreachable(t) : refusal(response));
            }
            closeSent.countDown();
            ended.countDown();
            down(CloseReason.Kind.NETWORK, 0, "The connection was lost: " + ForeignText.of(t, secrets));
        }

        private void down(CloseReason.Kind kind, int code, String reason) {
            listener.onDown(new CloseReason(kind, code, reason));
        }

        private ConnectException unreachable(Throwable t) {
            if (t instanceof UnofferedExtension) {
                return new ConnectException(
                        ConnectStage.UPGRADE,
                        ForeignText.of(t, secrets)
                                + ": the connection was refused, as its messages could not be bounded. Turn the"
                                + " extension off at the server, or at the proxy on the way",
                        t);
            }
            return http.unreachable(progress.current(), endpoints.base(), t);
        }

        private ConnectException refusal(Response response) {
            String body = "";
            try {
                body = HttpCalls.readBody(response);
            } catch (IOException | IllegalStateException e) {
                // What it said is lost; its status is not.
            }
            String request = "The WebSocket upgrade at " + Endpoints.show(endpoints.base());
            if (response.code() == 101 || response.isSuccessful()) {
                return new ConnectException(
                        ConnectStage.UPGRADE,
                        request + " was answered with HTTP " + response.code()
                                + " but no WebSocket: check that the address is that of a Realtime service",
                        response.code(),
                        HttpFailure.serverMessage(body, secrets));
            }
            return HttpFailure.of(
                    ConnectStage.UPGRADE, request, response.code(), body, response.header("Location"), secrets);
        }
    }
}
