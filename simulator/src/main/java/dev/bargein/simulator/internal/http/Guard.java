package dev.bargein.simulator.internal.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps browser pages of strangers away from a server on loopback: DNS rebinding fails at the Host header, cross-site
 * requests at the Origin header (threat model, row 3).
 */
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private Guard() {}

    /**
     * Whether the Host header names this server by a loopback name and its own port. Clients leave the port out where it is
     * the one that their scheme stands for.
     */
    static boolean allowsHost(@Nullable String host, int port, boolean encrypted) {
        if (host == null) {
            return false;
        }
        String suffix = ":" + port;
        String name = host.toLowerCase(Locale.ROOT);
        boolean defaultPort = port == (encrypted ? HTTPS_PORT : HTTP_PORT);
        return name.endsWith(suffix) && LOOPBACK.contains(name.substring(0, name.length() - suffix.length()))
                || defaultPort && LOOPBACK.contains(name);
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
