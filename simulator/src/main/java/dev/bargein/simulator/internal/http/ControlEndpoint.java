package dev.bargein.simulator.internal.http;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.internal.faults.FaultsReader;
import dev.bargein.simulator.internal.faults.FaultsWriter;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.transport.SessionFactory;
import dev.bargein.simulator.internal.transport.SessionRegistry;
import dev.bargein.simulator.internal.values.Excerpt;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a simulator and makes it go wrong, for those who test in another language: {@code GET /simulator/sessions},
 * {@code GET} and {@code PUT /simulator/faults}, and {@code PUT /simulator/sessions/ID/faults}. No real service has such
 * paths. What changes something needs the token, when there is one.
 *
 * <p>Thread-safe.
 */
public final class ControlEndpoint {
    /** All paths begin so. */
    static final String PREFIX = "/simulator/";

    private static final String SESSIONS = PREFIX + "sessions";
    private static final String FAULTS = PREFIX + "faults";
    private static final String OF_SESSION = "/faults";
    private static final String BEARER = "Bearer ";
    private static final int MAX_BODY_BYTES = 64 << 10;
    /** Each holds a listing of up to {@link SessionListing#MAX_CHARACTERS} until its client has read it. */
    private static final int MAX_LISTINGS = 4;

    private final SessionRegistry registry;
    private final SessionFactory factory;
    private final Vertx vertx;
    private final LimitLog limits;
    private final @Nullable String token;
    private final AtomicInteger listings = new AtomicInteger();

    public ControlEndpoint(
            SessionRegistry registry, SessionFactory factory, Vertx vertx, LimitLog limits, @Nullable String token) {
        this.registry = registry;
        this.factory = factory;
        this.vertx = vertx;
        this.limits = limits;
        this.token = token;
    }

    void handle(HttpServerRequest request, String path) {
        if (request.method() == HttpMethod.GET && path.equals(SESSIONS)) {
            list(request);
        } else if (request.method() == HttpMethod.GET && path.equals(FAULTS)) {
            Replies.json(request, 200, Json.write(FaultsWriter.write(factory.faults())));
        } else if (request.method() == HttpMethod.PUT && path.equals(FAULTS)) {
            change(request, factory::setFaults);
        } else if (request.method() == HttpMethod.PUT
                && path.startsWith(SESSIONS + "/")
                && path.endsWith(OF_SESSION)
                && path.length() > SESSIONS.length() + 1 + OF_SESSION.length()) {
            String id = path.substring(SESSIONS.length() + 1, path.length() - OF_SESSION.length());
            SimulatorSession session = registry.find(id);
            if (session == null) {
                Replies.error(request, 404, null, "There is no session '" + Excerpt.of(id) + "'.");
            } else {
                change(request, session::faults);
            }
        } else {
            Replies.error(
                    request,
                    404,
                    null,
                    "There is GET " + SESSIONS + ", GET and PUT " + FAULTS + " and PUT " + SESSIONS + "/ID" + OF_SESSION
                            + ".");
        }
    }

    /** Writes a listing on a worker, because it looks at every session and may take a while. */
    private void list(HttpServerRequest request) {
        if (listings.incrementAndGet() > MAX_LISTINGS) {
            listings.decrementAndGet();
            limits.reached(MAX_LISTINGS + " listings of sessions at a time");
            Replies.error(
                    request, 503, null, "The simulator writes " + MAX_LISTINGS + " listings at a time: try again.");
            return;
        }
        vertx.executeBlocking(() -> SessionListing.of(registry.list()), false).onComplete(written -> {
            if (written.failed()) {
                OutOfMemoryWatch.check(written.cause());
                listings.decrementAndGet();
                Replies.error(request, 500, null, "The sessions could not be listed.");
            } else {
                Replies.json(request, 200, written.result()).onComplete(sent -> listings.decrementAndGet());
            }
        });
    }

    private void change(HttpServerRequest request, Consumer<Faults> then) {
        if (!isAllowed(request)) {
            Replies.error(
                    request,
                    401,
                    null,
                    "This changes the simulator: send the header 'Authorization: Bearer TOKEN' with the token that it"
                            + " printed when it started.");
            return;
        }
        Bodies.read(request, MAX_BODY_BYTES).onComplete(body -> {
            if (body.failed()) {
                Replies.error(request, 413, null, "The body is too large.");
                return;
            }
            try {
                then.accept(FaultsReader.read(Json.parseObject(body.result().toString(), CodecLimits.DATA_CHANNEL)));
                request.response().setStatusCode(204).end();
            } catch (ProtocolException e) {
                Replies.error(request, 400, e.code(), String.valueOf(e.getMessage()));
            } catch (FaultsReader.Wrong e) {
                Replies.error(request, 400, null, e.message());
            }
        });
    }

    private boolean isAllowed(HttpServerRequest request) {
        String needed = token;
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        return needed == null
                || given != null
                        && MessageDigest.isEqual(
                                (BEARER + needed).getBytes(StandardCharsets.UTF_8),
                                given.getBytes(StandardCharsets.UTF_8));
    }
}
