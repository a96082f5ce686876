package dev.bargein.simulator.internal.http;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.limits.InboundBudget;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.limits.SendBudget;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.transport.CallSetup;
import dev.bargein.simulator.internal.transport.FrameGuard;
import dev.bargein.simulator.internal.transport.SessionFactory;
import dev.bargein.simulator.internal.transport.WebSocketDriver;
import dev.bargein.simulator.internal.values.Excerpt;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/realtime} with an upgrade: always 101, and a refusal is the first frame and a close (docs/protocol.md,
 * section 2a).
 *
 * <p>Thread-safe.
 */
public final class WebSocketEndpoint {
    private static final short CLOSE_CREDENTIALS = 3000;
    private static final short CLOSE_REQUEST = 4000;
    private static final short CLOSE_CROWDED = 1013;
    static final String BETA_GONE =
            "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.";
    private static final String MALFORMED = "{\"type\":\"session.created\",";

    private final SessionFactory sessions;
    private final CallSetup calls;
    private final SendBudget sendBudget;
    private final InboundBudget inboundBudget;
    private final Vertx vertx;
    private final Config config;
    private final RequestAuthentication credentials;

    public WebSocketEndpoint(
            SessionFactory sessions,
            CallSetup calls,
            SendBudget sendBudget,
            InboundBudget inboundBudget,
            Vertx vertx,
            Config config,
            RequestAuthentication credentials) {
        this.sessions = sessions;
        this.calls = calls;
        this.sendBudget = sendBudget;
        this.inboundBudget = inboundBudget;
        this.vertx = vertx;
        this.config = config;
        this.credentials = credentials;
    }

    private record Refused(short close, @Nullable String code, String message) {}

    void accept(HttpServerRequest request) {
        boolean beta = HandshakeOptions.asksForBeta(request);
        RequestAuthentication.Verdict verdict = credentials.check(
                request.getHeader("Authorization"),
                request.getHeader("api-key"),
                HandshakeOptions.subprotocols(request));
        String model = request.getParam("model");
        String callId = request.getParam("call_id");
        Refused refused = judge(request, verdict, model, beta);
        request.toWebSocket().onFailure(broken -> request.connection().close()).onSuccess(socket -> {
            FrameGuard.install(socket, HttpRouter.MAX_MESSAGE_BYTES, sendBudget.limits());
            inboundBudget.watch(socket);
            socket.exceptionHandler(OutOfMemoryWatch::check);
            if (config.handshake().neverAnswer()) {
                socket.textMessageHandler(ignored -> {});
                return;
            }
            soon(socket, () -> {
                if (refused != null) {
                    refuse(socket, refused);
                } else if (callId != null) {
                    attach(socket, callId);
                } else {
                    Secrets.Secret secret = verdict.secret();
                    JsonObject session = secret == null ? JsonObject.EMPTY : secret.session();
                    if (session.isEmpty() && transcribes(request)) {
                        session = session.with("type", "transcription");
                    }
                    Dialect dialect = config.handshake().dialectFor(beta || secret != null && secret.beta());
                    open(socket, dialect, model == null ? "" : model, session);
                }
            });
        });
    }

    /**
     * Does it a network's delay after the answer to the upgrade. Clients take a moment to listen once they are connected, and
     * many lose what comes in the same packet; the real service never is that fast. What the client sends meanwhile waits.
     */
    private void soon(ServerWebSocket socket, Runnable task) {
        if (config.handshake().createdDelayMs() == 0) {
            task.run();
            return;
        }
        socket.pause();
        vertx.setTimer(config.handshake().createdDelayMs(), late -> {
            socket.resume();
            if (!socket.isClosed()) {
                task.run();
            }
        });
    }

    private void open(ServerWebSocket socket, Dialect dialect, String model, JsonObject session) {
        if (config.handshake().malformed()) {
            socket.writeTextMessage(MALFORMED);
        }
        WebSocketDriver driver = sessions.open(
                SimulatorTransport.WEBSOCKET,
                dialect,
                model,
                session,
                parts -> new WebSocketDriver(parts, socket, sendBudget));
        if (driver == null) {
            refuse(socket, new Refused(CLOSE_CROWDED, null, SessionFactory.CROWDED));
        } else {
            driver.start();
        }
    }

    private @Nullable Refused judge(
            HttpServerRequest request, RequestAuthentication.Verdict verdict, @Nullable String model, boolean beta) {
        if (beta && config.handshake().refusesBeta()) {
            return new Refused(CLOSE_REQUEST, ErrorCodes.BETA_API_SHAPE_DISABLED, BETA_GONE);
        }
        if (!verdict.present()) {
            return new Refused(CLOSE_CREDENTIALS, null, "Missing bearer or basic authentication in header");
        }
        if (!verdict.good()) {
            return new Refused(CLOSE_CREDENTIALS, ErrorCodes.INVALID_API_KEY, CallsEndpoint.BAD_KEY);
        }
        String callId = request.getParam("call_id");
        if (callId != null) {
            return judgeSideband(callId, verdict);
        }
        if ((model == null || model.isBlank()) && !transcribes(request)) {
            return new Refused(
                    CLOSE_REQUEST,
                    ErrorCodes.MISSING_MODEL,
                    "You must provide a model parameter, for example"
                            + " wss://api.openai.com/v1/realtime?model=gpt-realtime-1.5");
        }
        return null;
    }

    private @Nullable Refused judgeSideband(String callId, RequestAuthentication.Verdict verdict) {
        if (verdict.secret() != null) {
            return new Refused(
                    CLOSE_CREDENTIALS,
                    ErrorCodes.INVALID_API_KEY,
                    "A sideband connection needs an API key; an ephemeral key opens sessions of its own only.");
        }
        return calls.exists(callId) ? null : noCall(callId);
    }

    private static Refused noCall(String callId) {
        return new Refused(
                CLOSE_REQUEST,
                CallsEndpoint.CALL_ID_NOT_FOUND,
                "No call with id '" + Excerpt.of(callId) + "', or it takes no more connections.");
    }

    private void attach(ServerWebSocket socket, String callId) {
        // What comes before the call has taken over waits in the socket.
        socket.pause();
        calls.attach(socket, callId).onSuccess(attached -> {
            if (!attached) {
                refuse(socket, noCall(callId));
            }
            socket.resume();
        });
    }

    /** Whether the client wants what it says written down, and no answers. */
    private static boolean transcribes(HttpServerRequest request) {
        return "transcription".equals(request.getParam("intent"));
    }

    private static void refuse(ServerWebSocket socket, Refused refused) {
        ErrorDetails error =
                new ErrorDetails(ErrorCodes.INVALID_REQUEST_ERROR, refused.code(), refused.message(), null, null);
        String reason = ErrorCodes.INVALID_REQUEST_ERROR + (refused.code() == null ? "" : "." + refused.code());
        socket.writeTextMessage(new RealtimeCodec(Dialect.GA).encode(new ServerEvent.Error("event_refused", error)));
        socket.close(refused.close(), reason);
    }
}
