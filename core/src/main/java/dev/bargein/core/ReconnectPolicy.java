package dev.bargein.core;

/**
 * How a lost connection is made again: after a wait that doubles, from half of it to all of it by chance.
 *
 * @param maxAttempts how often it is tried after one loss; 0 for never
 * @param firstDelayMs how long the first wait may be
 * @param maxDelayMs how long any wait may be
 * @param maxTotalMs when it is given up, counted from the loss
 * @param seed of the chance; 0 lets the client choose one, so that many clients do not come back together
 */
public record ReconnectPolicy(int maxAttempts, int firstDelayMs, int maxDelayMs, int maxTotalMs, long seed) {
    /** A lost connection ends the session. */
    public static final ReconnectPolicy NEVER = new ReconnectPolicy(0, 0, 0, 0, 0);

    /** Up to 100 attempts within two minutes, with waits from a fifth of a second to two seconds. */
    public static final ReconnectPolicy DEFAULT = new ReconnectPolicy(100, 200, 2_000, 120_000, 0);

    private static final int MAX_DOUBLINGS = 20;

    /** Checks the ranges. */
    public ReconnectPolicy {
        if (maxAttempts < 0 || firstDelayMs < 0 || maxDelayMs < firstDelayMs || maxTotalMs < 0) {
            throw new IllegalArgumentException(
                    "Attempts and times must not be negative, and the longest wait not shorter than the first");
        }
    }

    /** A copy with another seed. */
    public ReconnectPolicy withSeed(long other) {
        return new ReconnectPolicy(maxAttempts, firstDelayMs, maxDelayMs, maxTotalMs, other);
    }

    /** Whether a lost connection is made again at all. */
    public boolean reconnects() {
        return maxAttempts > 0;
    }

    /**
     * How long to wait before an attempt, in nanoseconds.
     *
     * @param attempt counted from 1
     */
    public long delayNanos(int attempt) {
        long longest = Math.min(maxDelayMs, (long) firstDelayMs << Math.min(MAX_DOUBLINGS, Math.max(0, attempt - 1)));
        long half = longest * 1_000_000 / 2;
        return half == 0 ? 0 : half + Math.floorMod(mix(seed + attempt), half + 1);
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = value * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
