package dev.bargein.client.internal.transport;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.protocol.Dialect;
import java.util.Locale;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a service, made from the one that the application gave (docs/protocol.md, section 2).
 *
 * @param base the address that ends with {@code /realtime}, with the query that was given but no model
 * @param model the model, empty for the server's own
 * @param dialect the names to speak
 */
public record Endpoints(HttpUrl base, String model, Dialect dialect) {
    private static final String MODEL = "model";

    /**
     * Completes an address.
     *
     * @param model the model, empty for the one in the address
     * @throws ConnectException when it is not an address of a service
     */
    public static Endpoints parse(String url, String model, Dialect dialect) {
        HttpUrl parsed = parseHttp(url);
        HttpUrl.Builder base = parsed.newBuilder().removeAllQueryParameters(MODEL);
        String path = withoutSlash(parsed.encodedPath());
        if (path.isEmpty()) {
            path = "/v1";
        }
        if (path.endsWith("/calls") || path.endsWith("/client_secrets")) {
            path = path.substring(0, path.lastIndexOf('/'));
        }
        base.encodedPath(path.endsWith("/realtime") ? path : path + "/realtime");
        String inUrl = parsed.queryParameter(MODEL);
        return new Endpoints(base.build(), model.isEmpty() && inUrl != null ? inUrl : model, dialect);
    }

    /** An address of an endpoint of the application, taken as it is. */
    static HttpUrl parseHttp(String url) {
        String trimmed = url.trim();
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (lower.startsWith("ws://") || lower.startsWith("wss://")) {
            trimmed = "http" + trimmed.substring(2);
        }
        HttpUrl parsed = HttpUrl.parse(trimmed);
        if (parsed == null) {
            // The text is not repeated: it may hold a password.
            throw new ConnectException(
                    ConnectStage.SETUP,
                    "This is not an address of a service: give one such as https://api.openai.com/v1 or"
                            + " http://127.0.0.1:8080");
        }
        if (!parsed.username().isEmpty() || !parsed.password().isEmpty()) {
            throw new ConnectException(
                    ConnectStage.SETUP,
                    "The address of " + parsed.host()
                            + " holds a user name or password: take it out, and pass an API key"
                            + " to the builder instead");
        }
        return parsed.newBuilder().fragment(null).build();
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Where the WebSocket is. */
    HttpUrl webSocket() {
        return withModel(base);
    }

    /** Where offers go whose session is not sent with them. */
    HttpUrl offer() {
        return withModel(dialect == Dialect.GA ? sub("calls") : base);
    }

    /** Where offers go together with their session, or after a client secret was minted for one. */
    HttpUrl offerWithSession() {
        return dialect == Dialect.GA ? sub("calls") : withModel(base);
    }

    /** Where client secrets are minted. */
    HttpUrl clientSecrets() {
        return sub(dialect == Dialect.GA ? "client_secrets" : "sessions");
    }

    private HttpUrl sub(String name) {
        return base.newBuilder().addPathSegment(name).build();
    }

    private HttpUrl withModel(HttpUrl url) {
        return model.isEmpty()
                ? url
                : url.newBuilder().setQueryParameter(MODEL, model).build();
    }

    /** Whether the service is on this machine, by its name. */
    boolean loopback() {
        return isLoopback(base);
    }

    /** Whether an address names this machine. */
    static boolean isLoopback(HttpUrl url) {
        String host = url.host();
        return host.equals("localhost") || host.equals("::1") || isIpv4Loopback(host);
    }

    private static boolean isIpv4Loopback(String host) {
        if (!host.startsWith("127.")) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Refuses to show a secret to anyone who listens on the way.
     *
     * @param why what the secret is, for the message
     */
    public static void requireSafe(HttpUrl url, String why) {
        if (!url.isHttps() && !isLoopback(url)) {
            throw new ConnectException(
                    ConnectStage.SETUP,
                    "Refused to send " + why + " to " + url.host() + " without encryption: use https or wss");
        }
    }

    /** An address for messages, without its query and its user. */
    static String show(HttpUrl url) {
        return url.newBuilder()
                .query(null)
                .fragment(null)
                .username("")
                .password("")
                .build()
                .toString();
    }

    /** A path for messages. */
    static String showPath(@Nullable HttpUrl url) {
        return url == null ? "" : url.encodedPath();
    }
}
