package dev.bargein.simulator.internal.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key of a request and judges it. Any key will do unless one was set; ephemeral ones must have been handed out
 * here.
 *
 * <p>Thread-safe.
 */
public final class RequestAuthentication {
    /** How a browser passes a key to a WebSocket, which cannot have headers. */
    static final String KEY_PROTOCOL = "openai-insecure-api-key.";

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    /** No key looks like this, so what cannot be read is a bad key rather than none. */
    private static final String MALFORMED = Secrets.PREFIX;

    private final Secrets secrets;
    private final @Nullable String required;

    public RequestAuthentication(Secrets secrets, @Nullable String required) {
        this.secrets = secrets;
        this.required = required;
    }

    /** The outcome of a check: whether the key is good, and the ephemeral secret it is, if it is one. */
    record Verdict(boolean present, boolean good, Secrets.@Nullable Secret secret) {}

    Verdict check(@Nullable String authorization, @Nullable String apiKeyHeader, List<String> subprotocols) {
        String key = key(authorization, apiKeyHeader, subprotocols);
        if (key.isEmpty()) {
            return new Verdict(false, false, null);
        }
        if (key.startsWith(Secrets.PREFIX)) {
            Secrets.Secret secret = secrets.find(key);
            return new Verdict(true, secret != null, secret);
        }
        boolean good = required == null
                || MessageDigest.isEqual(
                        required.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
        return new Verdict(true, good, null);
    }

    /** The key as the password of basic authentication, or as its name when there is no password. */
    private static String basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 || colon == pair.length() - 1
                    ? pair.substring(0, Math.max(0, colon))
                    : pair.substring(colon + 1);
        } catch (IllegalArgumentException e) {
            return MALFORMED;
        }
    }

    private static String key(
            @Nullable String authorization, @Nullable String apiKeyHeader, List<String> subprotocols) {
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).trim();
        }
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return basic(authorization.substring(BASIC.length()).trim());
        }
        if (apiKeyHeader != null) {
            return apiKeyHeader.trim();
        }
        for (String protocol : subprotocols) {
            if (protocol.startsWith(KEY_PROTOCOL)) {
                return protocol.substring(KEY_PROTOCOL.length());
            }
        }
        return "";
    }
}
