package dev.bargein.lab.internal;

import java.util.SplittableRandom;

/** All that is random in a trial, decided by its seed. Not thread-safe. */
final class TrialRandom {
    private final boolean coin;
    private final SplittableRandom random;

    TrialRandom(long seed) {
        coin = (seed & 1) == 1;
        random = new SplittableRandom(TrialSeeds.mix(seed));
    }

    /** True in every other trial of an arm. */
    boolean coin() {
        return coin;
    }

    /** A moment in a range, in nanoseconds, from bounds in milliseconds. */
    long nanosBetween(double lowMs, double highMs) {
        return (long) (random.nextDouble(lowMs, highMs) * 1e6);
    }

    /** A length in a range, in whole milliseconds. */
    int msBetween(int lowMs, int highMs) {
        return random.nextInt(lowMs, highMs + 1);
    }
}
