package dev.bargein.lab;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EarRandomTest {
    private static final int ROUNDS = 400;

    @Test
    void everyMeasureIsTrueWithinTenMillisecondsInCleanSound() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Interruption interruption = Interruption.random(new Random(seed));
            interruption.check(interruption.recording().pcm(), "seed " + seed);
        }
    }

    @Test
    void everyMeasureIsTrueWithinTenMillisecondsAtAnyLevelAndWithNoiseThirtyDecibelsBelow() {
        for (int seed = 1_000; seed < 1_000 + ROUNDS; seed++) {
            Random random = new Random(seed);
            Interruption interruption = Interruption.random(random);
            double gainDb = -12 + random.nextDouble() * 24;
            interruption.check(
                    interruption.recording().disturbed(gainDb, 30, random).pcm(), "seed " + seed + " gain " + gainDb);
        }
    }
}
