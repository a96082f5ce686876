package dev.bargein.lab.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrialSeedsTest {

    @Test
    void theFirstTrialHasTheSeedOfTheRunSoThatAnyTrialCanBeRunAlone() {
        long third = TrialSeeds.ofTrial(42, 3);

        assertThat(TrialSeeds.ofTrial(third, 0)).isEqualTo(third);
    }

    @Test
    void whatHappensInHalfOfTheTrialsHappensInEveryOtherOne() {
        for (int trial = 0; trial < 20; trial++) {
            assertThat(new TrialRandom(TrialSeeds.ofTrial(42, trial)).coin()).isEqualTo(trial % 2 == 1);
        }
    }

    @Test
    void seedsOfTrialsDifferAndCanBeTyped() {
        Set<Long> seeds = new HashSet<>();
        for (int trial = 0; trial < 10_000; trial++) {
            long seed = TrialSeeds.ofTrial(1, trial);
            assertThat(seed).isBetween(0L, 1L << 31);
            seeds.add(seed);
        }
        assertThat(seeds).hasSizeGreaterThan(9_990);
    }

    @Test
    void theSameSeedGivesTheSameMoments() {
        TrialRandom one = new TrialRandom(7);
        TrialRandom other = new TrialRandom(7);

        assertThat(one.nanosBetween(2_000, 3_500))
                .isEqualTo(other.nanosBetween(2_000, 3_500))
                .isBetween(2_000_000_000L, 3_500_000_000L);
        assertThat(one.msBetween(600, 1_500))
                .isEqualTo(other.msBetween(600, 1_500))
                .isBetween(600, 1_500);
    }
}
