package dev.bargein.protocol.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PcmQueueTest {
    private final PcmQueue queue = new PcmQueue();

    private short[] taken(int length) {
        short[] out = new short[length];
        return Arrays.copyOf(out, queue.take(out, 0, length));
    }

    @Test
    void everySampleComesOutOnceAndInItsOrderHoweverItIsCut() {
        SplittableRandom random = new SplittableRandom(1);
        short in = 0;
        short out = 0;
        for (int i = 0; i < 10_000; i++) {
            short[] chunk = new short[random.nextInt(40)];
            for (int s = 0; s < chunk.length; s++) {
                chunk[s] = in++;
            }
            queue.add(chunk);
            long before = queue.size();
            int wanted = random.nextInt(45);
            short[] came = taken(wanted);
            assertThat(came).hasSize((int) Math.min(wanted, before));
            for (short sample : came) {
                assertThat(sample).isEqualTo(out++);
            }
            assertThat(queue.size()).isEqualTo(before - came.length);
            assertThat(queue.isEmpty()).isEqualTo(queue.size() == 0);
        }
    }

    @Test
    void samplesGoWhereTheyAreWantedAndTheRestOfTheArrayStays() {
        queue.add(new short[] {1, 2});
        short[] into = {9, 9, 9, 9};
        assertThat(queue.take(into, 1, 3)).isEqualTo(2);
        assertThat(into).containsExactly(9, 1, 2, 9);
    }

    @Test
    void anArrayTakesMemoryUntilItsLastSampleIsTaken() {
        queue.add(new short[10]);
        queue.add(new short[5]);
        taken(9);
        assertThat(queue.size()).isEqualTo(6);
        assertThat(queue.held()).isEqualTo(15);
        taken(1);
        assertThat(queue.held()).isEqualTo(5);
        taken(5);
        assertThat(queue.held()).isZero();
    }

    @Test
    void afterAClearNothingOfTheOldSoundIsLeft() {
        queue.add(new short[] {1, 2, 3});
        taken(1);
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.held()).isZero();
        queue.add(new short[] {4});
        assertThat(taken(5)).containsExactly(4);
    }

    @Test
    void aRangeOutsideTheArrayIsRefused() {
        queue.add(new short[3]);
        assertThatThrownBy(() -> queue.take(new short[2], 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
