package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Positions in audio add, compare and round. */
class MediaTimeTest {
    private static final MediaTime SHORT = MediaTime.ofMillis(20);
    private static final MediaTime LONG = MediaTime.ofMillis(50);

    @Test
    void timesAddAndSubtract() {
        assertThat(SHORT.plus(LONG)).isEqualTo(MediaTime.ofMillis(70));
        assertThat(SHORT.minus(LONG)).isEqualTo(MediaTime.ofMillis(-30));
    }

    @Test
    void theSmallerAndTheLargerAreFoundWhereverTheyStand() {
        assertThat(MediaTime.min(SHORT, LONG)).isSameAs(SHORT);
        assertThat(MediaTime.min(LONG, SHORT)).isSameAs(SHORT);
        assertThat(MediaTime.max(SHORT, LONG)).isSameAs(LONG);
        assertThat(MediaTime.max(LONG, SHORT)).isSameAs(LONG);
    }

    @Test
    void ofEqualTimesTheFirstIsTaken() {
        MediaTime same = MediaTime.ofMillis(20);
        assertThat(MediaTime.min(SHORT, same)).isSameAs(SHORT);
        assertThat(MediaTime.max(SHORT, same)).isSameAs(SHORT);
    }

    @Test
    void timesHaveAnOrder() {
        assertThat(SHORT).isLessThan(LONG).isEqualByComparingTo(MediaTime.ofMillis(20));
        assertThat(LONG).isGreaterThan(SHORT);
    }

    @Test
    void millisecondsAreRoundedDownAlsoBelowZero() {
        assertThat(new MediaTime(47).millis()).isEqualTo(1);
        assertThat(new MediaTime(-1).millis()).isEqualTo(-1);
    }
}
