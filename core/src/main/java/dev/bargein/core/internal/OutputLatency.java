package dev.bargein.core.internal;

import dev.bargein.core.MediaTime;

/** How much of what was rendered is still on its way to the ear: the latency of the device, less while the player rests. */
final class OutputLatency {
    private static final long NOT_HELD = Long.MAX_VALUE;

    private long samples;
    private final CommandBuffer out;
    private long heldSinceNanos = NOT_HELD;

    OutputLatency(long samples, CommandBuffer out) {
        this.samples = samples;
        this.out = out;
    }

    /** The device says another latency, in samples. */
    void set(long other) {
        samples = Math.max(0, other);
    }

    /** The player renders nothing from now on, so that what is on its way arrives. */
    void held() {
        heldSinceNanos = out.now();
    }

    /** The player goes on. */
    void goesOn() {
        heldSinceNanos = NOT_HELD;
    }

    /** In samples. */
    long samples() {
        if (heldSinceNanos == NOT_HELD) {
            return samples;
        }
        long passed = (out.now() - heldSinceNanos) / 1_000_000 * MediaTime.SAMPLES_PER_MS;
        return Math.max(0, samples - passed);
    }
}
