package dev.bargein.simulator.internal.audio;

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
        assertThat(budget.used()).isZero();
    }

    @Test
    void theOldestRunForgetsItsSamplesForTheNewest() {
        Pcm second = new Pcm(budget);
        Pcm third = new Pcm(budget);
        pcm.append(count(0, 4_000), 4_000);
        second.append(count(0, 4_000), 4_000);
        third.append(count(0, 4_000), 4_000);
        assertThat(pcm.toArray()).isEmpty();
        assertThat(pcm.samples()).isEqualTo(4_000);
        assertThat(second.toArray()).hasSize(4_000);
        assertThat(third.toArray()).isEqualTo(count(0, 4_000));
        pcm.append(count(0, 10), 10);
        assertThat(pcm.toArray()).isEmpty();
        assertThat(budget.used()).isEqualTo(8_000);
    }

    @Test
    void aPinnedRunKeepsItsSamplesUntilItIsUnpinned() {
        Pcm pinned = Pcm.pinned(budget);
        pinned.append(count(0, 6_000), 6_000);
        pcm.append(count(0, 3_000), 3_000);
        Pcm newest = new Pcm(budget);
        newest.append(count(0, 2_000), 2_000);
        assertThat(pinned.toArray()).hasSize(6_000);
        assertThat(pcm.toArray()).isEmpty();
        pinned.unpin();
        Pcm last = new Pcm(budget);
        last.append(count(0, 9_000), 9_000);
        assertThat(newest.toArray()).isEmpty();
        assertThat(pinned.toArray()).isEmpty();
        assertThat(last.toArray()).hasSize(9_000);
    }
}
