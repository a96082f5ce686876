package dev.bargein.client.internal.transport;

import dev.bargein.client.Secret;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * The application's own headers, sent with every request to the service and to nobody else.
 *
 * @param values by name
 */
public record ServiceHeaders(Map<String, Secret> values) {
    /** Copies the map. */
    public ServiceHeaders {
        values = Map.copyOf(values);
    }

    Request.Builder on(Request.Builder request) {
        values.forEach((name, secret) -> secret.use(value -> request.header(name, value)));
        return request;
    }

    /** Refuses to show them to anyone who listens on the way to the service. */
    public void requireSafe(HttpUrl service) {
        for (String name : values.keySet()) {
            Endpoints.requireSafe(service, "the header " + name);
        }
    }
}
