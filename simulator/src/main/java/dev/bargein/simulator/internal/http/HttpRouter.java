package dev.bargein.simulator.internal.http;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.values.Excerpt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The HTTP surface of the service: guards and caps first, then the routes, then the faults that tests ordered.
 *
 * <p>Thread-safe; a request is handled on the event loop of its connection.
 */
public final class HttpRouter {
    static final String REALTIME = "/v1/realtime";
    static final String CLIENT_SECRETS = "/v1/realtime/client_secrets";
    static final String BETA_SESSIONS = "/v1/realtime/sessions";
    public static final String CALLS = "/v1/realtime/calls";

    private static final String HOST = "127.0.0.1";
    /** The largest message of a client: 15 MiB of audio in base64, and its envelope. */
    static final int MAX_MESSAGE_BYTES = 22 << 20;

    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int MAX_LINE_BYTES = 4 << 10;
    private static final int MAX_FORM_FIELDS = 8;
    private static final int MAX_FORM_FIELD_BYTES = 128 << 10;
    private static final int IDLE_SECONDS = 60;
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
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

    private final Connections connections;
    private final LimitLog limits;

    public HttpRouter(
            Vertx vertx,
            Config config,
            Supplier<Faults> faults,
            WebSocketEndpoint sockets,
            SecretsEndpoint rest,
            CallsEndpoint calls,
            ControlEndpoint control,
            LimitLog limits) {
        this.vertx = vertx;
        this.config = config;
        this.faults = faults;
        this.sockets = sockets;
        this.rest = rest;
        this.calls = calls;
        this.control = control;
        this.limits = limits;
        this.connections = new Connections(limits);
    }

    /** How many connections are open. */
    public int openConnections() {
        return connections.open();
    }

    /** Closes all connections that are left. */
    public void closeConnections() {
        connections.closeAll();
    }

    /** Starts one server on the current context; several of them share the port. */
    public Future<HttpServer> listen(int port) {
        HttpServer server = vertx.createHttpServer(options());
        servers.add(server);
        server.connectionHandler(connections::admit);
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
        Config.Tls tls = config.access().tls();
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

    private void handle(HttpServerRequest request, int port) {
        Connections.Visit visit = connections.of(request);
        if (visit.isAnswered()) {
            return;
        }
        visit.noDeadline();
        request.exceptionHandler(OutOfMemoryWatch::check);
        request.response().endHandler(nothing -> visit.finish(request));
        if (!request.canUpgradeToWebSocket()) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        try {
            if (visit.isSurplus()) {
                limits.reached(Connections.MAX_SERVED + " connections at a time");
                Replies.error(
                        request,
                        503,
                        null,
                        "The simulator serves " + Connections.MAX_SERVED + " connections at a time: close some first.");
            } else if (mayEnter(request, port)) {
                enter(request, visit);
            }
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.WARNING, "A request could not be handled", e);
            Replies.error(request, 500, null, "The simulator could not handle this request.");
        }
    }

    /** Answers what may not be served. */
    private boolean mayEnter(HttpServerRequest request, int port) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        String path = request.path() == null ? "" : request.path();
        if (!isReadable(request)) {
            Replies.error(request, 400, null, "The address cannot be read: is its query percent-encoded?");
        } else if (hosts.size() > 1) {
            Replies.error(request, 400, null, "A request has one Host header.");
        } else if (!Guard.allowsHost(
                request.getHeader(HttpHeaders.HOST), port, config.access().tls() != null)) {
            Replies.error(request, 421, null, "This server is for loopback only: ask for 127.0.0.1:" + port);
        } else if (origins.size() > 1 || !Guard.allowsOrigin(request.getHeader(HttpHeaders.ORIGIN))) {
            Replies.error(request, 403, null, "Pages from other hosts may not use this server.");
        } else if (path.startsWith(ControlEndpoint.PREFIX) && !origins.isEmpty()) {
            Replies.error(
                    request, 403, null, "Pages may not use " + ControlEndpoint.PREFIX + ": no browser is needed.");
        } else {
            return true;
        }
        return false;
    }

    private void enter(HttpServerRequest request, Connections.Visit visit) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            allow(request, origin);
        }
        String path = request.path() == null ? "" : request.path();
        if (config.access().control() && path.startsWith(ControlEndpoint.PREFIX)) {
            // No fault that was ordered stands in the way of the one who takes it back.
            visit.awaitBody(request);
            control.handle(request, path);
        } else {
            routeInTime(request, visit);
        }
    }

    /** Fault: the service takes its time. */
    private void routeInTime(HttpServerRequest request, Connections.Visit visit) {
        int delayMs = faults.get().signallingDelayMs();
        if (delayMs == 0) {
            route(request, visit);
            return;
        }
        request.pause();
        vertx.setTimer(delayMs, late -> {
            request.resume();
            route(request, visit);
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

    private void route(HttpServerRequest request, Connections.Visit visit) {
        String path = request.path() == null ? "" : request.path();
        Faults.HttpStatus fault = faults.get().http().get(path);
        boolean upgrade = request.canUpgradeToWebSocket();
        if (fault != null) {
            Replies.json(request, fault.status(), fault.body());
        } else if (path.equals(REALTIME) && request.method() == HttpMethod.GET && upgrade) {
            sockets.accept(request);
        } else if (config.handshake().neverAnswer()) {
            request.exceptionHandler(broken -> {});
        } else if (request.method() == HttpMethod.OPTIONS) {
            preflight(request);
        } else if (request.method() == HttpMethod.POST) {
            visit.awaitBody(request);
            post(request, path);
        } else {
            notFound(request);
        }
    }

    private void post(HttpServerRequest request, String path) {
        boolean betaPath = path.equals(BETA_SESSIONS) || path.equals(REALTIME);
        boolean beta = betaPath || path.equals(CALLS) && HandshakeOptions.asksForBeta(request);
        if (beta && config.handshake().refusesBeta()) {
            Replies.error(request, 400, ErrorCodes.BETA_API_SHAPE_DISABLED, WebSocketEndpoint.BETA_GONE);
        } else if (path.equals(CLIENT_SECRETS) || path.equals(BETA_SESSIONS)) {
            rest.mintSecret(request, betaPath);
        } else if (path.equals(CALLS) || path.equals(REALTIME)) {
            calls.create(request, beta);
        } else if (path.startsWith(CALLS + "/")
                && path.endsWith(HANGUP)
                && path.length() > CALLS.length() + 1 + HANGUP.length()) {
            calls.hangUp(request, path.substring(CALLS.length() + 1, path.length() - HANGUP.length()));
        } else {
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
        Replies.error(request, 404, null, "Invalid URL (" + request.method() + " " + Excerpt.of(request.path()) + ")");
    }
}
