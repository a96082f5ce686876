package dev.bargein.simulator.internal;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorSession;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Looks at a simulator and makes it go wrong, for those who test in another language: {@code GET /simulator/sessions},
 * {@code PUT /simulator/faults} and {@code PUT /simulator/sessions/ID/faults}. No real service has such paths.
 *
 * <p>Thread law: thread-safe.
 */
final class ControlEndpoint {
    /** All paths begin so. */
    static final String PREFIX = "/simulator/";

    private static final String SESSIONS = PREFIX + "sessions";
    private static final String FAULTS = PREFIX + "faults";
    private static final String OF_SESSION = "/faults";
    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final int MAX_SHOWN_SESSIONS = 200;
    private static final int MAX_SHOWN_ITEMS = 200;

    private final Service service;

    ControlEndpoint(Service service) {
        this.service = service;
    }

    void handle(HttpServerRequest request, String path) {
        if (request.method() == HttpMethod.GET && path.equals(SESSIONS)) {
            Replies.json(request, 200, Json.write(JsonTrees.object("sessions", sessions())));
        } else if (request.method() == HttpMethod.PUT && path.equals(FAULTS)) {
            read(request, service::setFaults);
        } else if (request.method() == HttpMethod.PUT
                && path.startsWith(SESSIONS + "/")
                && path.endsWith(OF_SESSION)
                && path.length() > SESSIONS.length() + 1 + OF_SESSION.length()) {
            String id = path.substring(SESSIONS.length() + 1, path.length() - OF_SESSION.length());
            SimulatorSession session = service.session(id);
            if (session == null) {
                Replies.error(request, 404, null, "There is no session '" + Replies.shown(id) + "'.");
            } else {
                read(request, session::faults);
            }
        } else {
            Replies.error(
                    request,
                    404,
                    null,
                    "There is GET " + SESSIONS + ", PUT " + FAULTS + " and PUT " + SESSIONS + "/ID" + OF_SESSION + ".");
        }
    }

    private static void read(HttpServerRequest request, Consumer<Faults> then) {
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

    private JsonArray sessions() {
        List<SimulatorSession> all = service.sessions();
        List<JsonValue> out = new ArrayList<>();
        for (SimulatorSession session : all.subList(Math.max(0, all.size() - MAX_SHOWN_SESSIONS), all.size())) {
            out.add(describe(session));
        }
        return new JsonArray(out);
    }

    private static JsonObject describe(SimulatorSession session) {
        List<SimulatorItem> items = session.items();
        List<JsonValue> shown = new ArrayList<>();
        for (SimulatorItem item : items.subList(Math.max(0, items.size() - MAX_SHOWN_ITEMS), items.size())) {
            shown.add(JsonTrees.object(
                    "id",
                    item.id(),
                    "status",
                    item.status(),
                    "text",
                    item.text(),
                    "audio_ms",
                    item.audioMs(),
                    "generated_ms",
                    item.generatedMs(),
                    "sent_ms",
                    item.sentMs()));
        }
        List<JsonValue> violations = new ArrayList<>();
        for (ClientViolation violation : session.ledger().clientViolations()) {
            violations.add(JsonValue.of(violation.summary()));
        }
        return JsonTrees.object(
                "id",
                session.id(),
                "transport",
                session.transport().name().toLowerCase(Locale.ROOT),
                "state",
                session.closed().isDone() ? "ended" : "open",
                "items",
                new JsonArray(shown),
                "violations",
                new JsonArray(violations));
    }
}
