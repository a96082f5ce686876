package dev.bargein.simulator.internal.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Names in the log the limits that clients run into: the first time at once, then at most every ten seconds with a count,
 * so that a flood of refusals is no flood of lines.
 *
 * <p>Thread-safe.
 */
public final class LimitLog {
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
    private static final long QUIET_NANOS = 10_000_000_000L;

    /** By the words of the limit, which are constants, so that the map cannot grow. */
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private final LongSupplier nanoTime;

    private record Seen(long lastNanos, long since) {}

    /** A log of which nothing is told yet. */
    public LimitLog() {
        this(System::nanoTime);
    }

    LimitLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A limit was reached; the words say which, and never hold what came from a client. */
    public void reached(String limit) {
        long now = nanoTime.getAsLong();
        seen.compute(limit, (words, last) -> {
            if (last != null && now - last.lastNanos() < QUIET_NANOS) {
                return new Seen(last.lastNanos(), last.since() + 1);
            }
            String again = last == null || last.since() == 0 ? "" : " (and " + last.since() + " times before)";
            LOG.log(System.Logger.Level.WARNING, "Limit reached: " + words + again);
            return new Seen(now, 0);
        });
    }
}
