package dev.bargein.simulator.internal.http;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.internal.model.Ids;
import dev.bargein.simulator.internal.values.Footprint;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ephemeral client secrets that were handed out: good for any number of sessions until they expire (docs/protocol.md,
 * section 2b).
 *
 * <p>Thread-safe.
 */
public final class Secrets {
    static final String PREFIX = "ek_";
    static final long DEFAULT_SECONDS = 600;
    static final long MIN_SECONDS = 10;
    static final long MAX_SECONDS = 7_200;
    private static final int MAX_SECRETS = 10_000;
    private static final long SECRET_BYTES = 256;
    private static final CodecLimits LIMITS = CodecLimits.DATA_CHANNEL;

    private final LongSupplier epochSeconds;
    private final Ids ids;
    private final long mostBytes;
    private long bytes;
    private final Map<String, Secret> byValue = new LinkedHashMap<>();

    /**
     * One secret.
     *
     * @param sessionJson the configuration of the sessions that it opens, in the shape of GA; as text, which is small
     * @param beta whether it was minted at the beta interface, whose names its sessions speak
     */
    record Secret(String value, long expiresAtSeconds, String sessionJson, boolean beta) {
        /** The configuration of the sessions that it opens, in the shape of GA. */
        JsonObject session() {
            return Json.parseObject(sessionJson, LIMITS);
        }

        private long bytes() {
            return SECRET_BYTES + Footprint.of(sessionJson);
        }

        @Override
        public String toString() {
            return "Secret[until " + expiresAtSeconds + "]";
        }
    }

    /**
     * No secrets yet.
     *
     * @param mostBytes what all of them may take, in bytes
     */
    public Secrets(LongSupplier epochSeconds, SplittableRandom random, long mostBytes) {
        this.mostBytes = mostBytes;
        this.epochSeconds = epochSeconds;
        this.ids = new Ids(random);
    }

    Secret mint(long seconds, JsonObject session) {
        return mint(seconds, session, false);
    }

    synchronized Secret mint(long seconds, JsonObject session, boolean beta) {
        long now = epochSeconds.getAsLong();
        forgetExpired(now);
        Secret secret = new Secret(ids.mint("ek", now), now + seconds, Json.write(session), beta);
        if (byValue.size() >= MAX_SECRETS || bytes + secret.bytes() > mostBytes) {
            throw new Full("The simulator keeps at most " + MAX_SECRETS + " client secrets, and " + (mostBytes >> 20)
                    + " MiB of what their sessions are to be: wait until some have expired.");
        }
        bytes += secret.bytes();
        byValue.put(secret.value(), secret);
        return secret;
    }

    private void forgetExpired(long now) {
        for (Iterator<Secret> all = byValue.values().iterator(); all.hasNext(); ) {
            Secret old = all.next();
            if (old.expiresAtSeconds() <= now) {
                bytes -= old.bytes();
                all.remove();
            }
        }
    }

    /** There is no room for one more. */
    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Full(String message) {
            super(message, null, false, false);
        }
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
