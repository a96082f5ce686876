package dev.bargein.simulator.internal.http;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.rtc.InvalidSdpException;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.Sdp;
import dev.bargein.simulator.internal.model.BetaShape;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.model.SessionChecks;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.transport.CallSetup;
import dev.bargein.simulator.internal.transport.SessionFactory;
import dev.bargein.simulator.internal.values.Excerpt;
import dev.bargein.simulator.internal.values.JsonTrees;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/realtime/calls}, with a raw offer or a form of {@code sdp} and {@code session}, and {@code hangup}
 * (docs/protocol.md, section 2b).
 *
 * <p>Thread-safe.
 */
public final class CallsEndpoint {
    static final String BAD_KEY = "Incorrect API key provided: it is unknown to this server or has expired. You can"
            + " find your API key at https://platform.openai.com/account/api-keys.";

    static final String CALL_ID_NOT_FOUND = "call_id_not_found";
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
    private static final String FORM = "multipart/form-data";
    private static final Set<String> CONTENT_TYPES = Set.of("application/sdp", "text/plain", "", FORM);
    private static final int MAX_SESSION_BYTES = 128 << 10;
    static final String DEFAULT_MODEL = "sim";

    private final SessionFactory sessions;
    private final CallSetup calls;
    private final Config config;
    private final RequestAuthentication credentials;

    public CallsEndpoint(SessionFactory sessions, CallSetup calls, Config config, RequestAuthentication credentials) {
        this.sessions = sessions;
        this.calls = calls;
        this.config = config;
        this.credentials = credentials;
    }

    private record Form(String sdp, String session) {}

    void create(HttpServerRequest request, boolean beta) {
        RequestAuthentication.Verdict verdict =
                credentials.check(request.getHeader("Authorization"), request.getHeader("api-key"), List.of());
        String type = contentType(request);
        read(request, type).onComplete(read -> {
            if (read.failed()) {
                boolean large = Bodies.TOO_LARGE.equals(read.cause().getMessage());
                Replies.error(
                        request,
                        large ? 413 : 400,
                        null,
                        large ? "The offer is too large." : "The body cannot be read: is it a complete form?");
            } else if (!verdict.good()) {
                Replies.error(
                        request,
                        401,
                        verdict.present() ? ErrorCodes.INVALID_API_KEY : null,
                        verdict.present() ? BAD_KEY : "Missing bearer or basic authentication in header");
            } else if (!CONTENT_TYPES.contains(type)) {
                Replies.error(
                        request,
                        415,
                        "unsupported_content_type",
                        "Unsupported content type: '" + Excerpt.of(type)
                                + "'. This API method only accepts 'application/sdp' or 'multipart/form-data' requests.");
            } else if (sessions.isCrowded()) {
                Replies.error(request, 503, null, SessionFactory.CROWDED);
            } else {
                Secrets.Secret secret = verdict.secret();
                answer(
                        request,
                        read.result(),
                        secret,
                        config.handshake().dialectFor(beta || secret != null && secret.beta()));
            }
        });
    }

    private void answer(HttpServerRequest request, Form form, Secrets.@Nullable Secret secret, Dialect dialect) {
        JsonObject session;
        try {
            if (!form.sdp().endsWith("\n")) {
                throw new InvalidSdpException("failed to unmarshal SDP: EOF");
            }
            Sdp.validate(form.sdp());
            session = secret == null ? JsonObject.EMPTY : secret.session();
            if (!form.session().isBlank()) {
                JsonObject given = Json.parseObject(form.session(), CodecLimits.DATA_CHANNEL);
                if (dialect == Dialect.GA && !BetaShape.isGa(given)) {
                    refuseBetaShape(request);
                    return;
                }
                session = JsonTrees.merge(session, dialect == Dialect.BETA ? BetaShape.patch(given) : given);
            }
            if (!session.isEmpty()) {
                SessionChecks.check(config, dialect, session);
            }
        } catch (InvalidSdpException e) {
            Replies.error(request, 400, ErrorCodes.INVALID_OFFER, "Failed to parse offer: " + e.getMessage());
            return;
        } catch (ProtocolException e) {
            Replies.error(request, 400, e.code(), String.valueOf(e.getMessage()));
            return;
        } catch (EventRefusal e) {
            Replies.error(request, 400, e.code(), e.message());
            return;
        }
        String asked = session.string("model");
        String inUrl = request.getParam("model");
        String model = asked != null ? asked : inUrl != null ? inUrl : DEFAULT_MODEL;
        calls.open(form.sdp(), dialect, model, session).onComplete(call -> {
            if (call.succeeded()) {
                accept(request, call.result());
            } else {
                fail(request, call.cause());
            }
        });
    }

    /** The real service was seen to answer so (openai-agents-js#549); a reader of errors must not fail on it. */
    private void refuseBetaShape(HttpServerRequest request) {
        config.environment()
                .listener()
                .onNote(
                        "A call was refused with an error that says nothing, as the real service does: its session has the"
                                + " shape of the beta interface. Give it a type, such as \"type\":\"realtime\".");
        JsonObject silent = JsonTrees.object("message", "", "type", "", "code", "", "param", "");
        Replies.json(request, 400, Json.write(silent));
    }

    private void accept(HttpServerRequest request, CallSetup.Call call) {
        if (request.response().closed()) {
            return;
        }
        request.response()
                .setStatusCode(201)
                .putHeader(HttpHeaders.LOCATION, HttpRouter.CALLS + "/" + call.callId())
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(config.handshake().malformed() ? "this is no session description\r\n" : call.answerSdp());
    }

    private void fail(HttpServerRequest request, Throwable cause) {
        if (cause instanceof CallSetup.Crowded) {
            Replies.error(request, 503, null, SessionFactory.CROWDED);
            return;
        }
        if (cause instanceof InvalidSdpException) {
            Replies.error(
                    request,
                    400,
                    ErrorCodes.INVALID_OFFER,
                    "Invalid SDP offer. Please try again with a WHIP-compliant offer.");
            return;
        }
        LOG.log(System.Logger.Level.WARNING, "A call could not be set up", cause);
        String message = cause instanceof RtcException ? cause.getMessage() : "The call could not be set up.";
        Replies.error(request, 500, null, String.valueOf(message));
    }

    void hangUp(HttpServerRequest request, String callId) {
        RequestAuthentication.Verdict verdict =
                credentials.check(request.getHeader("Authorization"), request.getHeader("api-key"), List.of());
        if (!verdict.good()) {
            Replies.error(request, 401, ErrorCodes.INVALID_API_KEY, BAD_KEY);
        } else if (calls.hangUp(callId)) {
            request.response().setStatusCode(200).end();
        } else {
            Replies.error(request, 404, CALL_ID_NOT_FOUND, "No call with id '" + Excerpt.of(callId) + "'.");
        }
    }

    /** The content type without its parameters; empty when there is none, as from the simplest clients. */
    private static String contentType(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return header == null ? "" : header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    private static Future<Form> read(HttpServerRequest request, String type) {
        if (!type.equals(FORM)) {
            return Bodies.read(request, Sdp.MAX_BYTES).map(body -> new Form(body.toString(), ""));
        }
        Promise<Form> promise = Promise.promise();
        Buffer sdp = Buffer.buffer();
        Buffer session = Buffer.buffer();
        request.setExpectMultipart(true);
        request.uploadHandler(upload -> {
            Buffer into = upload.name().equals("sdp") ? sdp : session;
            upload.handler(part -> {
                if (into.length() + part.length() > MAX_SESSION_BYTES) {
                    promise.tryFail(Bodies.TOO_LARGE);
                } else {
                    into.appendBuffer(part);
                }
            });
            upload.exceptionHandler(promise::tryFail);
        });
        request.exceptionHandler(promise::tryFail);
        request.endHandler(nothing -> {
            String sdpText = sdp.length() > 0 ? sdp.toString() : attribute(request, "sdp");
            String sessionText = session.length() > 0 ? session.toString() : attribute(request, "session");
            if (sdpText.length() > Sdp.MAX_BYTES || sessionText.length() > MAX_SESSION_BYTES) {
                promise.tryFail(Bodies.TOO_LARGE);
            } else {
                promise.tryComplete(new Form(sdpText, sessionText));
            }
        });
        return promise.future();
    }

    private static String attribute(HttpServerRequest request, String name) {
        String value = request.getFormAttribute(name);
        return value == null ? "" : value;
    }
}
