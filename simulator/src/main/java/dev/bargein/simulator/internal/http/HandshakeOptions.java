package dev.bargein.simulator.internal.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads in a request what a client says about itself besides its key: the subprotocols, and whether it asks for the beta
 * dialect (docs/protocol.md, sections 0 and 2a).
 */
final class HandshakeOptions {
    private static final String BETA_HEADER = "OpenAI-Beta";
    private static final String BETA_FEATURE = "realtime=";
    private static final String BETA_PROTOCOL = "openai-beta.realtime";
    private static final int MAX_SUBPROTOCOLS = 16;

    private HandshakeOptions() {}

    /** Whether the header {@code OpenAI-Beta: realtime=v1} is there, or the subprotocol that browsers send instead. */
    static boolean asksForBeta(HttpServerRequest request) {
        for (String value : request.headers().getAll(BETA_HEADER)) {
            for (String feature : value.split(",")) {
                if (feature.trim().toLowerCase(Locale.ROOT).startsWith(BETA_FEATURE)) {
                    return true;
                }
            }
        }
        return subprotocols(request).stream()
                .anyMatch(p -> p.toLowerCase(Locale.ROOT).startsWith(BETA_PROTOCOL));
    }

    /** The subprotocols that the client offers, in its order; the first of them that matter. */
    static List<String> subprotocols(HttpServerRequest request) {
        List<String> out = new ArrayList<>();
        for (String header : request.headers().getAll("Sec-WebSocket-Protocol")) {
            for (String protocol : header.split(",")) {
                if (!protocol.isBlank() && out.size() < MAX_SUBPROTOCOLS) {
                    out.add(protocol.trim());
                }
            }
        }
        return out;
    }
}
