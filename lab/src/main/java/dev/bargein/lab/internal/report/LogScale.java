package dev.bargein.lab.internal.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Places milliseconds on an axis that is linear around zero and logarithmic beyond, so that 0, 5 and 8,000 ms can be told
 * apart in one picture.
 *
 * <p>Immutable.
 */
final class LogScale {
    /** Below about this size the axis is linear. */
    private static final double LINEAR_MS = 10;

    private static final double[] TICKS_MS = {-10_000, -1_000, -100, -10, 0, 10, 100, 1_000, 10_000};
    private static final double MARGIN_PERCENT = 1.5;

    private final double low;
    private final double high;

    private LogScale(double low, double high) {
        this.low = low;
        this.high = high;
    }

    /** An axis that holds all values, zero, and at least 100 ms. */
    static LogScale of(double[] values) {
        double min = Math.min(0, DoubleStream.of(values).min().orElse(0));
        double max = Math.max(100, DoubleStream.of(values).max().orElse(0));
        return new LogScale(bend(min < -1 ? Math.min(min, -10) : min), bend(max));
    }

    /** Where a value lies, in per cent of the width. */
    double percent(double ms) {
        double position = (bend(ms) - low) / (high - low);
        return MARGIN_PERCENT + Math.max(0, Math.min(1, position)) * (100 - 2 * MARGIN_PERCENT);
    }

    /** The round values that the axis holds. */
    List<Double> ticks() {
        return DoubleStream.of(TICKS_MS)
                .filter(ms -> bend(ms) >= low - 1e-9 && bend(ms) <= high + 1e-9)
                .boxed()
                .toList();
    }

    private static double bend(double ms) {
        return Math.signum(ms) * Math.log10(1 + Math.abs(ms) / LINEAR_MS);
    }
}
