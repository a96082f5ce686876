package dev.bargein.simulator.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps browser pages of strangers away from a server on loopback: DNS rebinding fails at the Host header, cross-site
 * requests at the Origin header (threat model, row 3).
 *
 * <p>Thread law: stateless.
 */
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Guard() {}

    /** Whether the Host header names this server by a loopback name and its own port. */
    static boolean allowsHost(@Nullable String host, int port) {
        if (host == null) {
            return false;
        }
        String suffix = ":" + port;
        return host.endsWith(suffix)
                && LOOPBACK.contains(
                        host.substring(0, host.length() - suffix.length()).toLowerCase(Locale.ROOT));
    }

    /** Whether the Origin header is absent, as from what is no browser, or that of a page from loopback. */
    static boolean allowsOrigin(@Nullable String origin) {
        if (origin == null) {
            return true;
        }
        try {
            URI uri = new URI(origin);
            String scheme = uri.getScheme();
            boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            boolean bare = uri.getRawPath() == null || uri.getRawPath().isEmpty();
            boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            return web
                    && bare
                    && plain
                    && uri.getHost() != null
                    && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
