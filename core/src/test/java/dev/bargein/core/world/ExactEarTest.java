package dev.bargein.core.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.core.Playout;
import dev.bargein.core.internal.playout.Fade;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ear itself, where an answer begins in the frame in which the one before is faded out. */
class ExactEarTest {
    private final Voice voice = new Voice(new SeededRandom(7), false, false);
    private final short[] old = voice.samples(0, 2_400);
    private final short[] next = voice.samples(1, 2_400);
    private final ExactEar ear = new ExactEar();

    @BeforeEach
    void theOldOneIsInterrupted() {
        ear.announce(0, old);
        ear.announce(1, next);
        ear.rendered(Arrays.copyOf(old, Playout.FRAME_SAMPLES), 0);
        ear.interrupt(0);
        ear.flushed(0);
    }

    @Test
    void whatBeginsUnderAFadeIsHeardFromItsFirstSample() {
        ear.rendered(mixed(true), 1);
        ear.rendered(Arrays.copyOfRange(next, 240, 480), 2);
        assertThat(ear.rendered(1)).isEqualTo(480);
        assertThat(ear.rendered(0)).isEqualTo(240);
    }

    @Test
    void anOldVoiceThatDoesNotFallUnderANewOneIsFoundOut() {
        assertThatThrownBy(() -> ear.rendered(mixed(false), 1)).isInstanceOf(Violation.class);
    }

    @Test
    void aBeginningThatIsMissingUnderAFadeIsFoundOut() {
        short[] frame = new short[Playout.FRAME_SAMPLES];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = i < Fade.SAMPLES ? (short) Fade.round(old[240 + i] * Fade.fall(i)) : next[i];
        }
        assertThatThrownBy(() -> ear.rendered(frame, 1)).isInstanceOf(Violation.class);
    }

    private short[] mixed(boolean falling) {
        short[] frame = new short[Playout.FRAME_SAMPLES];
        for (int i = 0; i < frame.length; i++) {
            double gain = falling ? Fade.fall(i) : Fade.rise(i);
            frame[i] = (short) (next[i] + (i < Fade.SAMPLES ? Fade.round(old[240 + i] * gain) : 0));
        }
        return frame;
    }
}
