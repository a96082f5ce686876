package dev.bargein.simulator.internal;

import dev.bargein.protocol.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ephemeral client secrets that were handed out: good for any number of sessions until they expire (protocol
 * reference, section 2b).
 *
 * <p>Thread law: thread-safe.
 */
final class Secrets {
    static final String PREFIX = "ek_";
    static final long DEFAULT_SECONDS = 600;
    static final long MIN_SECONDS = 10;
    static final long MAX_SECONDS = 7_200;
    private static final int MAX_SECRETS = 10_000;

    private final LongSupplier epochSeconds;
    private final Ids ids;
    private final Map<String, Secret> byValue = new LinkedHashMap<>();

    /**
     * One secret.
     *
     * @param session the configuration of the sessions that it opens, in the shape of GA
     * @param beta whether it was minted at the beta interface, whose names its sessions speak
     */
    record Secret(String value, long expiresAtSeconds, JsonObject session, boolean beta) {
        @Override
        public String toString() {
            return "Secret[until " + expiresAtSeconds + "]";
        }
    }

    Secrets(LongSupplier epochSeconds, SplittableRandom random) {
        this.epochSeconds = epochSeconds;
        this.ids = new Ids(random);
    }

    Secret mint(long seconds, JsonObject session) {
        return mint(seconds, session, false);
    }

    synchronized Secret mint(long seconds, JsonObject session, boolean beta) {
        long now = epochSeconds.getAsLong();
        byValue.values().removeIf(old -> old.expiresAtSeconds() <= now);
        if (byValue.size() >= MAX_SECRETS) {
            byValue.remove(byValue.keySet().iterator().next());
        }
        Secret secret = new Secret(ids.mint("ek", now), now + seconds, session, beta);
        byValue.put(secret.value(), secret);
        return secret;
    }

    /** The id of the session that the response to a request for a secret shows. */
    synchronized String sessionId() {
        return ids.mint("sess", epochSeconds.getAsLong());
    }

    /** The secret of that value, null when there is none or it has expired. */
    synchronized @Nullable Secret find(String value) {
        Secret secret = byValue.get(value);
        return secret == null || secret.expiresAtSeconds() <= epochSeconds.getAsLong() ? null : secret;
    }
}
