package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long is waited before a lost connection is made again. */
class ReconnectPolicyTest {
    private static final long HALF_NANOS = 50_000_000;

    @Test
    void aWaitIsFromHalfOfTheLongestToAllOfItByChance() {
        // The first two numbers of SplitMix64 with the seed 0.
        assertThat(policy(0).delayNanos(1)).isEqualTo(HALF_NANOS + Math.floorMod(0xe220a8397b1dcdafL, HALF_NANOS + 1));
        assertThat(policy(1).delayNanos(1)).isEqualTo(HALF_NANOS + Math.floorMod(0x6e789e6aa1b965f4L, HALF_NANOS + 1));
        assertThat(policy(1).delayNanos(1)).isNotEqualTo(policy(0).delayNanos(1));
    }

    @Test
    void waitsDoubleUpToTheLongest() {
        ReconnectPolicy doubling = new ReconnectPolicy(100, 100, 350, 10_000, 7);
        assertThat(doubling.delayNanos(1)).isBetween(50_000_000L, 100_000_000L);
        assertThat(doubling.delayNanos(2)).isBetween(100_000_000L, 200_000_000L);
        assertThat(doubling.delayNanos(3)).isBetween(175_000_000L, 350_000_000L);
        assertThat(doubling.delayNanos(1_000)).isBetween(175_000_000L, 350_000_000L);
        assertThat(new ReconnectPolicy(1, 0, 0, 0, 3).delayNanos(1)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0, 0", "0, -1, 0, 0", "0, 2, 1, 0", "0, 0, 0, -1"})
    void whatCannotBeIsRefused(int attempts, int first, int longest, int total) {
        assertThatThrownBy(() -> new ReconnectPolicy(attempts, first, longest, total, 0))
                .hasMessageContaining("negative");
    }

    @Test
    void theLeastThatCanBeIsAccepted() {
        assertThat(new ReconnectPolicy(0, 0, 0, 0, 0).reconnects()).isFalse();
        assertThat(new ReconnectPolicy(1, 1, 1, 0, 0).reconnects()).isTrue();
        assertThat(policy(0).withSeed(5)).isEqualTo(policy(5));
    }

    private static ReconnectPolicy policy(long seed) {
        return new ReconnectPolicy(1, 100, 100, 0, seed);
    }
}
