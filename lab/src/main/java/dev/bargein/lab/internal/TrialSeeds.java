package dev.bargein.lab.internal;

/**
 * The seeds of trials. The n-th trial of every arm has the same seed, so that arms are compared at the same moments; the
 * first one is the run's own, so that any trial can be run again alone.
 */
public final class TrialSeeds {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Readers of JSON lose what does not fit 53 bits, and people have to type it. */
    private static final int BITS = 31;

    private TrialSeeds() {}

    /**
     * The seed of a trial. Its lowest bit alternates from trial to trial: what happens in half of them happens in every
     * other one.
     */
    public static long ofTrial(long seed, int trial) {
        if (trial == 0) {
            return seed;
        }
        long mixed = mix(seed + trial * GOLDEN) >>> (Long.SIZE - BITS);
        return (mixed & ~1L) | ((seed + trial) & 1);
    }

    /** The finishing step of SplitMix64: neighbouring inputs give unrelated outputs. */
    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
