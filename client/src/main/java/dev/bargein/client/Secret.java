package dev.bargein.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Function;

/**
 * A key or a token that must not be seen: no text form, no accessor, only {@link #use}.
 *
 * <p>Immutable.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a value; white space around it, as a key file has it, is left out.
     *
     * @throws IllegalArgumentException when nothing is left, or when it holds characters that no header can carry; the
     *     message does not repeat it
     */
    public static Secret of(String value) {
        String trimmed = value.trim();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("The secret is empty: pass the API key or the client secret");
        }
        for (int i = 0; i < trimmed.length(); i++) {
            char c = trimmed.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new IllegalArgumentException("The secret holds a character that no HTTP header can carry, at"
                        + " position " + i + ": copy the key again, without spaces or line breaks");
            }
        }
        return new Secret(trimmed);
    }

    /** Lends the value to a function, for the moment of its use; do not keep it. */
    public <T> T use(Function<String, T> function) {
        return function.apply(value);
    }

    /** Whether both hold the same value, in a time that does not depend on where they differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret s
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), s.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    /** Says that it is a secret, and not which. */
    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
