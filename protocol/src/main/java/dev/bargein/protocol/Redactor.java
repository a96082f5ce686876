package dev.bargein.protocol;

import dev.bargein.protocol.internal.CredentialNames;
import dev.bargein.protocol.internal.TraceElision;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registry of what is secret in a session or a service, and the filter that takes it out of text.
 *
 * <p>Whoever accepts a credential registers it, and whatever leaves for people, a log, an exception, a trace, goes through
 * {@link #redact}. Redact before text is cut: the rest of a key that a cut left is not found any more. What has the shape
 * of a credential goes too, although nobody registered it.
 *
 * <p>Thread-safe.
 */
public final class Redactor {
    /** What stands in the place of a secret. */
    public static final String STAND_IN = CredentialNames.STAND_IN;

    /** Shorter ones are words, such as the {@code any} that is given to a service which asks for no key. */
    private static final int MIN_CHARS = 4;

    /** Shorter ones are taken out only where they stand alone; the beginning of a longer one is taken out as well. */
    private static final int MIN_EMBEDDED_CHARS = 8;

    /** The oldest goes first; a session has a handful. */
    private static final int MAX_SECRETS = 256;

    private static final int MAX_DEPTH = 32;

    private static final Pattern SHAPES = Pattern.compile("(?:\\b(?:ek_|sk-)[\\w*.-]{3,}"
            + "|\\b(?:xai-|gsk_|hf_|sk_|github_pat_|gh[pousr]_|xox[abeprs]-|AIza|AKIA)[\\w-]{12,}"
            + "|\\beyJ[\\w-]{5,}\\.[\\w-]{3,}(?:\\.[\\w-]+)?"
            + "|\\b(?i:bearer)\\s+[\\w.~+/=*-]{8,}"
            + "|\\bBasic\\s+[\\w+/=]{12,}"
            + "|openai-insecure-api-key\\.[^\\s,\"']+)");

    private static final Pattern USER_INFO =
            Pattern.compile("(\\b[A-Za-z][A-Za-z0-9+.-]{0,20}:/{1,2})[^\\s/?#@\"'<>]+@");
    private static final Pattern PARAMETER = Pattern.compile("([?&]([\\w.-]{1,64})=)[^&\\s#\"'<>]+");

    private final Set<String> secrets = new LinkedHashSet<>();

    /** A registry that knows of nothing yet. */
    public Redactor() {}

    /** Registers a secret; its encoded forms count as well. What is too short to be one is not taken. */
    public void add(String secret) {
        if (secret.length() < MIN_CHARS) {
            return;
        }
        synchronized (secrets) {
            secrets.remove(secret);
            secrets.add(secret);
            if (secrets.size() > MAX_SECRETS) {
                Iterator<String> oldest = secrets.iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    /** Registers the user, the password and the credentials in the query of an address. */
    public void addFromUrl(String url) {
        int scheme = url.indexOf("://");
        int at = url.lastIndexOf('@');
        if (scheme >= 0 && at > scheme) {
            String user = url.substring(scheme + 3, at);
            add(user);
            add(user.substring(user.indexOf(':') + 1));
        }
        Matcher parameter = PARAMETER.matcher(url);
        while (parameter.find()) {
            if (CredentialNames.matchesParameter(parameter.group(2))) {
                String value = url.substring(parameter.end(1), parameter.end());
                add(value);
                add(decoded(value));
            }
        }
    }

    /** Registers the credentials in an event, such as the headers and the authorization of an MCP tool. */
    public void addFrom(JsonObject event) {
        addFrom(event, false, 0);
    }

    private void addFrom(JsonValue value, boolean secret, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        if (value instanceof JsonValue.JsonString text) {
            if (secret) {
                add(text.value());
                add(withoutScheme(text.value()));
            }
        } else if (value instanceof JsonArray array) {
            array.values().forEach(element -> addFrom(element, secret, depth + 1));
        } else if (value instanceof JsonObject object) {
            object.members().forEach((name, member) -> {
                if (name.equals(CredentialNames.SERVER_URL) && member instanceof JsonValue.JsonString url) {
                    addFromUrl(url.value());
                } else {
                    boolean below = secret || CredentialNames.matches(name) || name.equals(CredentialNames.HEADERS);
                    addFrom(member, below, depth + 1);
                }
            });
        }
    }

    /** What follows {@code Bearer} in a header. */
    private static String withoutScheme(String header) {
        int space = header.indexOf(' ');
        return space < 0 ? "" : header.substring(space + 1).trim();
    }

    private static String decoded(String percentEncoded) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < percentEncoded.length(); i++) {
            char c = percentEncoded.charAt(i);
            if (c == '%' && i + 2 < percentEncoded.length()) {
                int high = Character.digit(percentEncoded.charAt(i + 1), 16);
                int low = Character.digit(percentEncoded.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    out.append((char) (high * 16 + low));
                    i += 2;
                    continue;
                }
            }
            out.append(c);
        }
        return out.toString();
    }

    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (plain || "-_.~".indexOf(c) >= 0 || c > 0x7e) {
                out.append(c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            }
        }
        return out.toString();
    }

    /** The text without secrets, those that were registered and those that look like one. */
    public String redact(String text) {
        return shapes(redactKnown(text));
    }

    /** The event without secrets, those that were registered, those that look like one, and those whose name says so. */
    public JsonObject redact(JsonObject event) {
        return new TraceElision(true, true, this).strip(event);
    }

    /** The text without the secrets that were registered. */
    public String redactKnown(String text) {
        List<String> forms = forms();
        int[] next = new int[forms.size()];
        for (int i = 0; i < next.length; i++) {
            next[i] = find(text, forms.get(i), 0);
        }
        StringBuilder out = new StringBuilder();
        int done = 0;
        while (true) {
            // What begins first goes first, and of several that begin there the one that reaches furthest.
            int from = text.length();
            int to = 0;
            for (int i = 0; i < next.length; i++) {
                if (next[i] >= 0 && next[i] < done) {
                    next[i] = find(text, forms.get(i), done);
                }
                int at = next[i];
                if (at >= 0 && at <= from) {
                    int end = at + common(text, at, forms.get(i));
                    to = at < from ? end : Math.max(to, end);
                    from = at;
                }
            }
            if (to == 0) {
                return done == 0 ? text : out.append(text, done, text.length()).toString();
            }
            out.append(text, done, from).append(STAND_IN);
            done = to;
        }
    }

    /** All that is looked for: the secrets, and how they look in an address and in JSON. */
    private List<String> forms() {
        Set<String> forms;
        synchronized (secrets) {
            forms = new LinkedHashSet<>(secrets);
        }
        for (String secret : List.copyOf(forms)) {
            forms.add(encoded(secret));
            forms.add(escaped(secret));
        }
        return new ArrayList<>(forms);
    }

    private static String escaped(String secret) {
        String quoted = Json.write(JsonValue.of(secret));
        return quoted.substring(1, quoted.length() - 1);
    }

    /** Where a secret stands, or the beginning of a long one; -1 when it does not. */
    private static int find(String text, String secret, int from) {
        if (secret.length() >= MIN_EMBEDDED_CHARS) {
            return text.indexOf(secret.substring(0, MIN_EMBEDDED_CHARS), from);
        }
        int at = text.indexOf(secret, from);
        while (at >= 0 && !(isBorder(text, at - 1) && isBorder(text, at + secret.length()))) {
            at = text.indexOf(secret, at + 1);
        }
        return at;
    }

    /** How many characters the text at a position and a secret have in common. */
    private static int common(String text, int at, String secret) {
        int n = 0;
        while (n < secret.length() && at + n < text.length() && text.charAt(at + n) == secret.charAt(n)) {
            n++;
        }
        return n;
    }

    /** The address of a server without its user, its path and its query, any of which may be a key. */
    public static String hostOnly(String url) {
        return CredentialNames.hostOnly(url);
    }

    private static boolean isBorder(String text, int at) {
        return at < 0 || at >= text.length() || !Character.isLetterOrDigit(text.charAt(at));
    }

    /** The text without what has the shape of a credential: keys of known makers, passwords and keys in addresses. */
    static String shapes(String text) {
        String out = SHAPES.matcher(text).replaceAll(STAND_IN);
        // A path of a file has one slash where an address had two.
        if (out.contains(":/")) {
            out = USER_INFO.matcher(out).replaceAll("$1" + STAND_IN + "@");
        }
        if (out.indexOf('=') < 0) {
            return out;
        }
        Matcher parameter = PARAMETER.matcher(out);
        StringBuilder kept = new StringBuilder();
        int done = 0;
        while (parameter.find()) {
            if (CredentialNames.matchesParameter(parameter.group(2))) {
                kept.append(out, done, parameter.end(1)).append(STAND_IN);
                done = parameter.end();
            }
        }
        return kept.append(out, done, out.length()).toString();
    }

    /** Says how many secrets it knows, and not which. */
    @Override
    public String toString() {
        synchronized (secrets) {
            return "Redactor[" + secrets.size() + " secrets]";
        }
    }
}
