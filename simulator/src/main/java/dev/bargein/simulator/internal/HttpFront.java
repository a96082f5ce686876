package dev.bargein.simulator.internal;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.simulator.Faults;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The HTTP face of the service: guards and caps first, then the routes, then the faults that tests ordered.
 *
 * <p>Thread law: thread-safe; a request is handled on the event loop of its connection.
 */
final class HttpFront {
    static final String REALTIME = "/v1/realtime";
    static final String CLIENT_SECRETS = "/v1/realtime/client_secrets";
    static final String BETA_SESSIONS = "/v1/realtime/sessions";
    static final String CALLS = "/v1/realtime/calls";

    private static final String HOST = "127.0.0.1";
    /** The largest message of a client: 15 MiB of audio in base64, and its envelope. */
    static final int MAX_MESSAGE_BYTES = 22 << 20;

    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int MAX_LINE_BYTES = 4 << 10;
    private static final int MAX_FORM_FIELDS = 8;
    private static final int MAX_FORM_FIELD_BYTES = 128 << 10;
    private static final int MAX_CONNECTIONS = 256;
    private static final int IDLE_SECONDS = 60;
    private static final long REQUEST_MS = 10_000;
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9_, -]{1,2048}");
    private static final String HANGUP = "/hangup";

    private final Vertx vertx;
    private final Config config;
    private final Supplier<Faults> faults;
    private final WebSocketEndpoint sockets;
    private final SecretsEndpoint rest;
    private final CallsEndpoint calls;
    private final ControlEndpoint control;
    /** Held because Vert.x closes a server that was garbage collected. */
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

    private final AtomicInteger connections = new AtomicInteger();
    private final Map<HttpConnection, Long> awaited = new ConcurrentHashMap<>();

    HttpFront(
            Vertx vertx,
            Config config,
            Supplier<Faults> faults,
            WebSocketEndpoint sockets,
            SecretsEndpoint rest,
            CallsEndpoint calls,
            ControlEndpoint control) {
        this.vertx = vertx;
        this.config = config;
        this.faults = faults;
        this.sockets = sockets;
        this.rest = rest;
        this.calls = calls;
        this.control = control;
    }

    /** Starts one server on the current context; several of them share the port. */
    Future<HttpServer> listen(int port) {
        HttpServer server = vertx.createHttpServer(options());
        servers.add(server);
        server.connectionHandler(this::admit);
        server.requestHandler(request -> handle(request, server.actualPort()));
        return server.listen(port, HOST);
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxFormFields(MAX_FORM_FIELDS)
                .setMaxFormAttributeSize(MAX_FORM_FIELD_BYTES)
                .setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setWebSocketSubProtocols(List.of("realtime"))
                .setHttp2ClearTextEnabled(false)
                .setReadIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        Config.Tls tls = config.tls();
        if (tls != null) {
            // Without ALPN every client speaks HTTP/1.1, which is what WebSockets are upgraded from.
            options.setSsl(true)
                    .setUseAlpn(false)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertValue(Buffer.buffer(tls.certificatePem()))
                            .setKeyValue(Buffer.buffer(tls.keyPem())));
        }
        return options;
    }

    private void admit(HttpConnection connection) {
        connection.exceptionHandler(broken -> {});
        if (connections.incrementAndGet() > MAX_CONNECTIONS) {
            connections.decrementAndGet();
            connection.close();
            return;
        }
        awaited.put(connection, vertx.setTimer(REQUEST_MS, late -> connection.close()));
        connection.closeHandler(nothing -> {
            connections.decrementAndGet();
            spoke(connection);
        });
    }

    /** A connection that says nothing for long is closed; this one spoke. */
    private void spoke(HttpConnection connection) {
        Long timer = awaited.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void handle(HttpServerRequest request, int port) {
        spoke(request.connection());
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!isReadable(request)) {
            Replies.error(request, 400, null, "The address cannot be read: is its query percent-encoded?");
            return;
        }
        if (!Guard.allowsHost(request.getHeader(HttpHeaders.HOST), port)) {
            Replies.error(request, 421, null, "This server is for loopback only: ask for 127.0.0.1:" + port);
        } else if (!Guard.allowsOrigin(origin)) {
            Replies.error(request, 403, null, "Pages from other hosts may not use this server.");
        } else {
            if (origin != null) {
                allow(request, origin);
            }
            String path = request.path() == null ? "" : request.path();
            boolean preflight = request.method() == HttpMethod.OPTIONS;
            if (config.control() && path.startsWith(ControlEndpoint.PREFIX) && !preflight) {
                // No fault that was ordered stands in the way of the one who takes it back.
                control.handle(request, path);
            } else {
                routeInTime(request);
            }
        }
    }

    /** Fault: the service takes its time. */
    private void routeInTime(HttpServerRequest request) {
        int delayMs = faults.get().signallingDelayMs();
        if (delayMs == 0) {
            route(request);
            return;
        }
        request.pause();
        vertx.setTimer(delayMs, late -> {
            request.resume();
            route(request);
        });
    }

    private static boolean isReadable(HttpServerRequest request) {
        try {
            return request.params() != null;
        } catch (IllegalArgumentException notEncoded) {
            return false;
        }
    }

    private static void allow(HttpServerRequest request, String origin) {
        request.response()
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .putHeader(HttpHeaders.VARY, "Origin")
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Location, X-Request-Id");
    }

    private void route(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        Faults.HttpStatus fault = faults.get().http().get(path);
        boolean upgrade = request.canUpgradeToWebSocket();
        if (fault != null) {
            Replies.json(request, fault.status(), fault.body());
        } else if (path.equals(REALTIME) && request.method() == HttpMethod.GET && upgrade) {
            sockets.accept(request);
        } else if (config.neverAnswer()) {
            request.exceptionHandler(broken -> {});
        } else if (request.method() == HttpMethod.OPTIONS) {
            preflight(request);
        } else if (request.method() == HttpMethod.POST) {
            post(request, path);
        } else {
            notFound(request);
        }
    }

    private void post(HttpServerRequest request, String path) {
        long deadline = vertx.setTimer(REQUEST_MS, late -> request.connection().close());
        request.exceptionHandler(broken -> vertx.cancelTimer(deadline));
        Runnable complete = () -> vertx.cancelTimer(deadline);
        boolean betaPath = path.equals(BETA_SESSIONS) || path.equals(REALTIME);
        boolean beta = betaPath || path.equals(CALLS) && Negotiation.asksForBeta(request);
        if (beta && config.refusesBeta()) {
            complete.run();
            Replies.error(request, 400, ErrorCodes.BETA_API_SHAPE_DISABLED, WebSocketEndpoint.BETA_GONE);
        } else if (path.equals(CLIENT_SECRETS) || path.equals(BETA_SESSIONS)) {
            rest.mintSecret(request, complete, betaPath);
        } else if (path.equals(CALLS) || path.equals(REALTIME)) {
            calls.create(request, complete, beta);
        } else if (path.startsWith(CALLS + "/") && path.endsWith(HANGUP)) {
            complete.run();
            calls.hangUp(request, path.substring(CALLS.length() + 1, path.length() - HANGUP.length()));
        } else {
            complete.run();
            notFound(request);
        }
    }

    private static void preflight(HttpServerRequest request) {
        request.response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, OPTIONS")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, allowedHeaders(request))
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600")
                .end();
    }

    /** What the page asks for, as far as it is a list of header names; SDKs send a good many of their own. */
    private static String allowedHeaders(HttpServerRequest request) {
        String asked = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        return asked != null && HEADER_NAMES.matcher(asked).matches() ? asked : "Authorization, Content-Type";
    }

    private static void notFound(HttpServerRequest request) {
        Replies.error(
                request, 404, null, "Invalid URL (" + request.method() + " " + Replies.shown(request.path()) + ")");
    }
}
