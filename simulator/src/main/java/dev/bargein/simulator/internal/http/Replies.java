package dev.bargein.simulator.internal.http;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.Json;
import dev.bargein.simulator.internal.values.JsonTrees;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** HTTP answers in the service's shape. */
final class Replies {
    private Replies() {}

    /** An error as the service writes it. */
    static void error(HttpServerRequest request, int status, @Nullable String code, String message) {
        json(
                request,
                status,
                Json.write(JsonTrees.object(
                        "error",
                        JsonTrees.object(
                                "message",
                                message,
                                "type",
                                ErrorCodes.INVALID_REQUEST_ERROR,
                                "param",
                                null,
                                "code",
                                code))));
    }

    /** A JSON body; the future completes when it was sent, or cannot be. */
    static Future<Void> json(HttpServerRequest request, int status, String body) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return Future.succeededFuture();
        }
        return response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body);
    }
}
