package dev.bargein.lab;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How values are distributed; percentiles are by nearest rank, so each is one of the values. The high ones rank by size
 * regardless of sign, and keep the sign: an error of -400 is worse than one of 2.
 *
 * @param n the number of values
 * @param p50 the median
 * @param p95 the value that 95 % of the values do not exceed in size
 * @param p99 the value that 99 % of the values do not exceed in size
 * @param max the value that is largest in size
 */
public record Distribution(int n, double p50, double p95, double p99, double max) {

    /**
     * The distribution of some values.
     *
     * @throws IllegalArgumentException when there is none, or one is not a number
     */
    public static Distribution of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a distribution needs at least one value");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("not a number cannot be ranked; leave out trials without a value");
        }
        double median = rank(sorted, 50);
        // Stable, so that of two of the same size the positive one counts as the larger.
        double[] bySize = Arrays.stream(sorted)
                .boxed()
                .sorted(Comparator.comparingDouble(Math::abs))
                .mapToDouble(value -> value)
                .toArray();
        return new Distribution(sorted.length, median, rank(bySize, 95), rank(bySize, 99), bySize[bySize.length - 1]);
    }

    /** The smallest value that at least {@code percent} per cent of the values do not exceed. */
    private static double rank(double[] sorted, int percent) {
        int rank = (sorted.length * percent + 99) / 100;
        return sorted[Math.max(rank, 1) - 1];
    }
}
