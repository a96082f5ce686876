package dev.bargein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void percentilesAreByNearestRank() {
        double[] oneToHundred = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();

        assertThat(Distribution.of(oneToHundred)).isEqualTo(new Distribution(100, 50, 95, 99, 100));
    }

    @Test
    void ofFewValuesTheHighPercentilesAreTheLargest() {
        assertThat(Distribution.of(40, 20, 15, 50, 35)).isEqualTo(new Distribution(5, 35, 50, 50, 50));
    }

    @Test
    void ofAnEvenNumberTheMedianIsTheLowerOfTheTwoInTheMiddle() {
        assertThat(Distribution.of(4, 1, 3, 2).p50()).isEqualTo(2);
    }

    @Test
    void oneValueIsEveryPercentile() {
        assertThat(Distribution.of(7)).isEqualTo(new Distribution(1, 7, 7, 7, 7));
    }

    @Test
    void theWorstOfASignedErrorIsTheLargestInSizeWhateverItsSign() {
        assertThat(Distribution.of(-100, -5, 20)).isEqualTo(new Distribution(3, -5, -100, -100, -100));
        assertThat(Distribution.of(-400, -350, -300, 0, 1, 2, -380, -390))
                .isEqualTo(new Distribution(8, -350, -400, -400, -400));
        assertThat(Distribution.of(-7, 7).max()).isEqualTo(7);
    }

    @Test
    void everyPercentileIsTheSmallestValueThatEnoughValuesDoNotExceed() {
        Random random = new Random(1);
        for (int n = 1; n <= 250; n++) {
            double[] values = random.doubles(n, 0, 1_000).toArray();
            Distribution distribution = Distribution.of(values);

            assertIsPercentile(values, distribution.p50(), 0.50);
            assertIsPercentile(values, distribution.p95(), 0.95);
            assertIsPercentile(values, distribution.p99(), 0.99);
        }
    }

    private static void assertIsPercentile(double[] values, double percentile, double share) {
        long notAbove = IntStream.range(0, values.length)
                .filter(i -> values[i] <= percentile)
                .count();
        assertThat(values).contains(percentile);
        assertThat((double) notAbove).isGreaterThanOrEqualTo(share * values.length - 1e-9);
        assertThat((double) (notAbove - 1)).isLessThan(share * values.length);
    }

    @Test
    void theOrderOfTheValuesIsLeftAlone() {
        double[] values = {3, 1, 2};
        Distribution.of(values);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void nothingHasNoDistribution() {
        assertThatThrownBy(Distribution::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Distribution.of(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
