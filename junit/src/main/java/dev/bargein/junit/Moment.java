package dev.bargein.junit;

/**
 * An instant of a test, such as the one at which it pressed Stop, to measure from.
 *
 * @param nanos on the clock of {@link System#nanoTime()}
 */
public record Moment(long nanos) {
    private static final double NANOS_PER_MS = 1e6;

    /** This instant. */
    public static Moment now() {
        return new Moment(System.nanoTime());
    }

    /** Milliseconds from this instant to a later one; negative when that one is earlier. */
    public double msUntil(Moment later) {
        return (later.nanos - nanos) / NANOS_PER_MS;
    }
}
