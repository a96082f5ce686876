package dev.bargein.lab.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How busy the machine was, as reports tell it. */
class LateTicksTest {
    private long ticks;
    private long late;
    private final LateTicks watched = new LateTicks(() -> ticks, () -> late);

    @Test
    void ticksOfTheWarmUpDoNotCount() {
        ticks = 1_000;
        late = 500;
        assertThat(watched.percent()).isEqualTo(50);
        watched.startWatching();
        assertThat(watched.percent()).isZero();
        ticks += 200;
        late += 3;
        assertThat(watched.percent()).isEqualTo(1.5);
    }

    @Test
    void withoutATickNoneWasLate() {
        assertThat(watched.percent()).isZero();
    }
}
