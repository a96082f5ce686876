package dev.bargein.protocol.internal;

import java.util.Set;

/**
 * Which names of members, headers and parameters announce a credential. Without regular expressions, as the text forms of
 * values use it and those are part of the core that runs in browsers.
 *
 */
public final class CredentialNames {
    /** What stands in the place of a credential. */
    public static final String STAND_IN = "[secret]";

    /** The member whose own members are HTTP headers for somebody else's server, as of an MCP tool. */
    public static final String HEADERS = "headers";

    /** The member that holds the address of somebody else's server, whose path or query may be its key. */
    public static final String SERVER_URL = "server_url";

    private static final Set<String> NAMES =
            Set.of("pwd", "cookie", "setcookie", "jwt", "auth", "sig", "signature", "key", "code");

    /** The names above that mean something else outside of an address. */
    private static final Set<String> ONLY_IN_ADDRESSES = Set.of("auth", "sig", "signature", "key", "code");

    private static final String[] ENDINGS = {
        "authorization",
        "apikey",
        "accesskey",
        "privatekey",
        "secretkey",
        "subscriptionkey",
        "secret",
        "password",
        "passwd",
        "passphrase",
        "token",
        "credential",
        "credentials",
    };

    private CredentialNames() {}

    /** Whether a member or a header of that name holds a credential. */
    public static boolean matches(String name) {
        String plain = plain(name);
        return endsLikeOne(plain) || (NAMES.contains(plain) && !ONLY_IN_ADDRESSES.contains(plain));
    }

    /** Whether a parameter of that name in the query of an address holds a credential. */
    public static boolean matchesParameter(String name) {
        String plain = plain(name);
        return endsLikeOne(plain) || NAMES.contains(plain);
    }

    private static boolean endsLikeOne(String plain) {
        for (String ending : ENDINGS) {
            if (plain.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    /** In lower case and without separators; only ASCII, which is what such names are made of. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                plain.append((char) (c - 'A' + 'a'));
            } else if (c != '_' && c != '-' && c != '.') {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** The address of a server without what may be its key: its user, its path and its query. */
    public static String hostOnly(String url) {
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            return STAND_IN;
        }
        int start = scheme + 3;
        int end = start;
        while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        int host = url.lastIndexOf('@', end - 1) + 1;
        // A password may itself hold a slash; then nothing that follows the scheme can be told apart.
        if (url.indexOf('@', end) >= 0) {
            return url.substring(0, start) + STAND_IN;
        }
        String kept = url.substring(0, start) + url.substring(Math.max(start, host), end);
        return end == url.length() && host <= start ? url : kept + "/" + STAND_IN;
    }
}
