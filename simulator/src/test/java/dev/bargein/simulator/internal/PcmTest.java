package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PcmTest {
    private final Pcm.Budget budget = new Pcm.Budget(10_000);
    private final Pcm pcm = new Pcm(budget);

    private static short[] count(int from, int length) {
        short[] out = new short[length];
        for (int i = 0; i < length; i++) {
            out[i] = (short) (from + i);
        }
        return out;
    }

    @Test
    void keepsWhatIsAppended() {
        pcm.append(count(0, 100), 100);
        pcm.append(count(100, 50), 40);
        assertThat(pcm.samples()).isEqualTo(140);
        assertThat(pcm.toArray()).isEqualTo(count(0, 140));
        assertThat(pcm.sound().toPcm()).isEqualTo(count(0, 140));
    }

    @Test
    void aCutInTheMiddleOfAChunkIsExact() {
        pcm.append(count(0, 100), 100);
        pcm.append(count(100, 100), 100);
        pcm.cut(130);
        assertThat(pcm.toArray()).isEqualTo(count(0, 130));
        pcm.cut(500);
        assertThat(pcm.samples()).isEqualTo(130);
        pcm.append(count(130, 10), 10);
        assertThat(pcm.toArray()).isEqualTo(count(0, 140));
    }

    @Test
    void theOldestMakesRoom() {
        pcm.append(count(0, 100), 100);
        pcm.append(count(100, 100), 100);
        pcm.keepNewest(130);
        assertThat(pcm.toArray()).isEqualTo(count(70, 130));
        assertThat(pcm.samples()).isEqualTo(130);
    }

    @Test
    void beyondTheBudgetItOnlyCounts() {
        pcm.append(new short[9_999], 9_999);
        pcm.append(new short[100], 100);
        assertThat(pcm.samples()).isEqualTo(10_099);
        assertThat(pcm.toArray()).hasSize(9_999);
        pcm.cut(5_000);
        assertThat(pcm.toArray()).hasSize(5_000);
    }

    @Test
    void aSnapshotDoesNotChange() {
        pcm.append(count(0, 100), 100);
        var sound = pcm.sound();
        pcm.cut(10);
        pcm.append(count(7, 7), 7);
        assertThat(sound.toPcm()).isEqualTo(count(0, 100));
    }

    @Test
    void theBudgetIsReturnedWhateverHappens() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 2_000; i++) {
            int n = random.nextInt(300);
            switch (random.nextInt(4)) {
                case 0 -> pcm.append(new short[n], n);
                case 1 -> pcm.cut(Math.max(0, pcm.samples() - n));
                case 2 -> pcm.keepNewest(random.nextInt(12_000));
                default -> pcm.append(new short[10], 10);
            }
        }
        pcm.clear();
        assertThat(budget.take(10_000)).isTrue();
        assertThat(budget.take(1)).isFalse();
    }
}
