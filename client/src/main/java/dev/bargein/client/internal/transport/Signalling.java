package dev.bargein.client.internal.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.Credentials;
import dev.bargein.client.Secret;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.SessionConfig;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The requests before a session: client secrets, and SDP for SDP (docs/protocol.md, section 2b).
 *
 * <p>Not thread-safe: used only on the connecting thread.
 */
public final class Signalling {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final MediaType SDP = MediaType.get("application/sdp");
    private static final int MAX_SDP_CHARS = 64 * 1024;
    private static final int SECRET_TTL_S = 60;
    private static final String CLIENT_SECRET_PREFIX = "ek_";
    private static final String BEARER = "Bearer ";
    private static final String AUTHORIZATION = "Authorization";

    private final HttpCalls http;
    private final Endpoints endpoints;
    private final SessionConfig session;
    private final ServiceHeaders headers;
    private final Redactor secrets;

    /**
     * With the session that is asked for, its model included.
     *
     * @param headers go with every request to the service
     * @param secrets learns of every secret that is fetched
     */
    public Signalling(
            HttpCalls http, Endpoints endpoints, SessionConfig session, ServiceHeaders headers, Redactor secrets) {
        this.headers = headers;
        this.secrets = secrets;
        this.http = http;
        this.endpoints = endpoints;
        this.session = session;
    }

    /** What to send as bearer, null for nothing; asks for a client secret where the credentials want one. */
    @Nullable
    public Secret bearer(Credentials credentials) {
        if (credentials instanceof Credentials.Bearer b) {
            Endpoints.requireSafe(endpoints.base(), "a key");
            return b.secret();
        }
        if (credentials instanceof Credentials.Minting m) {
            return mint(m.apiKey());
        }
        if (credentials instanceof Credentials.Endpoint e) {
            HttpUrl url = Endpoints.parseHttp(e.url());
            Endpoints.requireSafe(url, "a request for a client secret");
            Endpoints.requireSafe(endpoints.base(), "a client secret");
            return secretFrom(new Request.Builder().url(url).build());
        }
        return null;
    }

    private Secret mint(Secret apiKey) {
        HttpUrl url = endpoints.clientSecrets();
        Endpoints.requireSafe(url, "a key");
        JsonObject body = endpoints.dialect() == Dialect.GA
                ? JsonObject.EMPTY
                        .with(
                                "expires_after",
                                JsonObject.EMPTY.with("anchor", "created_at").with("seconds", SECRET_TTL_S))
                        .with("session", sessionJson())
                : sessionJson();
        Request request = authorized(new Request.Builder().url(url), apiKey)
                .post(RequestBody.create(Json.write(body), JSON))
                .build();
        return secretFrom(request);
    }

    private Secret secretFrom(Request request) {
        HttpCalls.Answer answer = http.call(request, ConnectStage.CLIENT_SECRET);
        String what = request.method() + " " + Endpoints.show(request.url());
        if (!answer.ok()) {
            throw HttpFailure.of(
                    ConnectStage.CLIENT_SECRET, what, answer.status(), answer.body(), answer.location(), secrets);
        }
        try {
            JsonObject json = Json.parseObject(answer.body(), CodecLimits.ofBytes(HttpCalls.MAX_BODY_BYTES));
            String value = json.string("value");
            if (value == null) {
                value = json.object("client_secret").string("value");
            }
            if (value != null) {
                secrets.add(value.trim());
                return Secret.of(value);
            }
        } catch (ProtocolException | IllegalArgumentException e) {
            // Its text may hold what the answer held; the refusal below does not.
        }
        throw new ConnectException(
                ConnectStage.CLIENT_SECRET,
                what + " was answered without a client secret: expected {\"value\": \"ek_...\"}; check the address",
                answer.status(),
                "");
    }

    /**
     * Sends an offer and returns the answer. The session goes with it where a key of the account allows that; otherwise
     * the client secret carries it, or the server has one of its own.
     */
    String exchange(String offer, Credentials credentials, @Nullable Secret bearer) {
        boolean secretHasSession = credentials instanceof Credentials.Minting
                || (bearer != null && bearer.use(value -> value.startsWith(CLIENT_SECRET_PREFIX)));
        boolean withSession = bearer != null
                && !secretHasSession
                && endpoints.dialect() == Dialect.GA
                && !endpoints.model().isEmpty();
        HttpUrl url = withSession || secretHasSession ? endpoints.offerWithSession() : endpoints.offer();
        Request request = authorized(new Request.Builder().url(url), bearer)
                .post(withSession ? unified(offer) : RequestBody.create(offer.getBytes(UTF_8), SDP))
                .build();
        HttpCalls.Answer answer = http.call(request, ConnectStage.SIGNALLING);
        String what = "POST " + Endpoints.show(url);
        if (!answer.ok()) {
            throw HttpFailure.of(
                    ConnectStage.SIGNALLING, what, answer.status(), answer.body(), answer.location(), secrets);
        }
        String sdp = answer.body();
        if (!sdp.startsWith("v=0") || sdp.length() > MAX_SDP_CHARS) {
            throw new ConnectException(
                    ConnectStage.SIGNALLING,
                    what + " was answered with HTTP " + answer.status() + " but no SDP of at most " + MAX_SDP_CHARS
                            + " characters: check that the address is that of a Realtime service with WebRTC",
                    answer.status(),
                    "");
        }
        return sdp;
    }

    private RequestBody unified(String offer) {
        return new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("sdp", null, RequestBody.create(offer.getBytes(UTF_8), SDP))
                .addFormDataPart("session", null, RequestBody.create(Json.write(sessionJson()), JSON))
                .build();
    }

    private JsonObject sessionJson() {
        return new RealtimeCodec(endpoints.dialect())
                .toJson(new ClientEvent.SessionUpdate(null, session))
                .object("session");
    }

    private Request.Builder authorized(Request.Builder request, @Nullable Secret bearer) {
        if (bearer != null) {
            bearer.use(value -> request.header(AUTHORIZATION, BEARER + value));
        }
        return headers.on(request);
    }
}
