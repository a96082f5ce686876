package dev.bargein.simulator.internal.http;

import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads request bodies up to a cap. */
final class Bodies {
    /** Why a body was given up that is larger than its cap. */
    static final String TOO_LARGE = "too large";

    private Bodies() {}

    /** The body; fails as soon as more than so many bytes have come. */
    static Future<Buffer> read(HttpServerRequest request, int maxBytes) {
        Promise<Buffer> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (promise.future().isComplete()) {
                // Refused already; the rest of it is of no interest.
                return;
            }
            if (body.length() + part.length() > maxBytes) {
                promise.tryFail(TOO_LARGE);
            } else {
                body.appendBuffer(part);
            }
        });
        request.exceptionHandler(broken -> {
            OutOfMemoryWatch.check(broken);
            promise.tryFail(broken);
        });
        request.endHandler(nothing -> promise.tryComplete(body));
        return promise.future();
    }
}
