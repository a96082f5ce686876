package dev.bargein.simulator.internal.http;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue.JsonNumber;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.model.BetaShape;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.model.SessionChecks;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.values.JsonTrees;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** {@code POST /v1/realtime/client_secrets} (docs/protocol.md, section 2b). Thread-safe. */
public final class SecretsEndpoint {
    private static final int MAX_BODY_BYTES = 256 << 10;
    private static final long BETA_SECONDS = 60;

    private final Config config;
    private final RequestAuthentication credentials;
    private final Secrets secrets;
    private final LimitLog limits;

    public SecretsEndpoint(Config config, RequestAuthentication credentials, Secrets secrets, LimitLog limits) {
        this.limits = limits;
        this.config = config;
        this.credentials = credentials;
        this.secrets = secrets;
    }

    void mintSecret(HttpServerRequest request, boolean beta) {
        RequestAuthentication.Verdict verdict =
                credentials.check(request.getHeader("Authorization"), request.getHeader("api-key"), List.of());
        Bodies.read(request, MAX_BODY_BYTES).onComplete(body -> {
            if (body.failed()) {
                Replies.error(request, 413, null, "The body is too large.");
            } else if (!verdict.good() || verdict.secret() != null) {
                Replies.error(request, 401, ErrorCodes.INVALID_API_KEY, CallsEndpoint.BAD_KEY);
            } else {
                answer(request, body.result().toString(), beta);
            }
        });
    }

    private void answer(HttpServerRequest request, String body, boolean beta) {
        if (config.handshake().malformed()) {
            Replies.json(request, 200, "{\"value\": \"ek_");
            return;
        }
        try {
            JsonObject asked = body.isBlank() ? JsonObject.EMPTY : Json.parseObject(body, CodecLimits.DATA_CHANNEL);
            if (beta) {
                Replies.json(request, 200, Json.write(mintBeta(asked)));
                return;
            }
            JsonObject session = asked.object("session");
            if (!session.isEmpty()) {
                SessionChecks.check(config, Dialect.GA, session);
            }
            Secrets.Secret secret = secrets.mint(seconds(asked), session);
            Replies.json(
                    request,
                    200,
                    Json.write(JsonTrees.object(
                            "value",
                            secret.value(),
                            "expires_at",
                            secret.expiresAtSeconds(),
                            "session",
                            SessionChecks.preview(config, Dialect.GA, secrets.sessionId(), model(session), session))));
        } catch (ProtocolException e) {
            Replies.error(request, 400, e.code(), String.valueOf(e.getMessage()));
        } catch (EventRefusal e) {
            Replies.error(request, 400, e.code(), e.message());
        } catch (Secrets.Full e) {
            limits.reached("as many client secrets as there is room for");
            Replies.error(request, 429, "rate_limit_exceeded", String.valueOf(e.getMessage()));
        }
    }

    /** The flat shape in, the flat shape out, and a secret that lives for a minute. */
    private JsonObject mintBeta(JsonObject asked) {
        SessionChecks.check(config, Dialect.BETA, asked);
        JsonObject session = BetaShape.patch(asked);
        Secrets.Secret secret = secrets.mint(BETA_SECONDS, session, true);
        JsonObject shown = SessionChecks.preview(config, Dialect.BETA, secrets.sessionId(), model(session), session);
        JsonObject value = JsonTrees.object("value", secret.value(), "expires_at", secret.expiresAtSeconds());
        return shown.with("client_secret", value);
    }

    private static String model(JsonObject session) {
        String model = session.string("model");
        return model == null ? CallsEndpoint.DEFAULT_MODEL : model;
    }

    private static long seconds(JsonObject asked) {
        if (!(asked.object("expires_after").get("seconds") instanceof JsonNumber number)) {
            return Secrets.DEFAULT_SECONDS;
        }
        long seconds = number.longValue();
        if (seconds < Secrets.MIN_SECONDS || seconds > Secrets.MAX_SECONDS) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE,
                    "expires_after.seconds must be between " + Secrets.MIN_SECONDS + " and " + Secrets.MAX_SECONDS
                            + ".",
                    "expires_after.seconds");
        }
        return seconds;
    }
}
