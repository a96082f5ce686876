package dev.bargein.core;

/**
 * A position or a length in audio: a number of samples at 24 kHz.
 *
 * @param samples the number of samples
 */
public record MediaTime(long samples) implements Comparable<MediaTime> {
    /** Samples per second. */
    public static final int SAMPLE_RATE_HZ = 24_000;

    /** Samples per millisecond. */
    public static final int SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;

    /** The start. */
    public static final MediaTime ZERO = new MediaTime(0);

    /** That many milliseconds. */
    public static MediaTime ofMillis(long ms) {
        return new MediaTime(ms * SAMPLES_PER_MS);
    }

    /** Whole milliseconds, rounded down. */
    public long millis() {
        return Math.floorDiv(samples, SAMPLES_PER_MS);
    }

    /** The sum. */
    public MediaTime plus(MediaTime other) {
        return new MediaTime(samples + other.samples);
    }

    /** The difference. */
    public MediaTime minus(MediaTime other) {
        return new MediaTime(samples - other.samples);
    }

    /** The smaller of two. */
    public static MediaTime min(MediaTime a, MediaTime b) {
        return a.samples <= b.samples ? a : b;
    }

    /** The larger of two. */
    public static MediaTime max(MediaTime a, MediaTime b) {
        return a.samples >= b.samples ? a : b;
    }

    @Override
    public int compareTo(MediaTime other) {
        return Long.compare(samples, other.samples);
    }
}
