package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechDetectorTest {
    private final SpeechDetector detector = SpeechDetector.energy();
    private final SplittableRandom random = new SplittableRandom(7);

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 30, 150, 600})
    void aVoiceIsKnownWithin30MsAndItsEndAfter150MsWhateverTheNoise(int noise) {
        assertThat(first(true, noise, 0, 300)).as("noise alone").isEqualTo(-1);
        assertThat(first(true, noise, 6_000, 100)).isBetween(0, 3);
        assertThat(first(false, noise, 0, 100)).isBetween(14, 16);
    }

    @Test
    void aClosureWithinAWordIsNoEnd() {
        first(true, 10, 0, 100);
        assertThat(first(true, 10, 3_000, 100)).isPositive();
        assertThat(first(false, 10, 0, 13)).isEqualTo(-1);
        assertThat(first(false, 10, 3_000, 50)).isEqualTo(-1);
    }

    @Test
    void aClickIsNoSpeech() {
        first(true, 10, 0, 100);
        assertThat(detector.speaking(frame(10, 20_000))).isFalse();
        assertThat(detector.speaking(frame(10, 20_000))).isFalse();
        assertThat(first(true, 10, 0, 100)).isEqualTo(-1);
    }

    @Test
    void aRoomThatBecomesLouderIsTakenForOneAfterAWhile() {
        first(true, 10, 0, 100);
        assertThat(first(true, 400, 0, 10)).as("at first").isNotEqualTo(-1);
        first(false, 400, 0, 6_000);
        assertThat(detector.speaking(frame(400, 0))).as("a minute later").isFalse();
    }

    /** As it was: what is heard first was taken for speech where it was louder than -38 dBFS, for seconds. */
    @Test
    void aLoudRoomIsARoomFromTheFirstFrameOn() {
        assertThat(first(true, 2_000, 0, 500)).isEqualTo(-1);
    }

    @Test
    void whoSpeaksAlreadyIsHeardAfterTheFirstPause() {
        first(true, 10, 3_000, 30);
        first(true, 10, 0, 5);
        assertThat(first(true, 10, 3_000, 30)).isBetween(0, 3);
    }

    @Test
    void aMicrophoneThatHearsNothingAtAllIsSilent() {
        assertThat(first(true, 0, 0, 1_000)).isEqualTo(-1);
    }

    /** The number of the first frame in which it says so; -1 for none of them. */
    private int first(boolean speaking, int noise, int voice, int frames) {
        int found = -1;
        for (int i = 0; i < frames; i++) {
            if (detector.speaking(frame(noise, voice)) == speaking && found < 0) {
                found = i;
            }
        }
        return found;
    }

    private short[] frame(int noise, int voice) {
        short[] pcm = new short[Playout.FRAME_SAMPLES];
        for (int i = 0; i < pcm.length; i++) {
            double tone = voice * Math.sin(2 * Math.PI * 200 * i / MediaTime.SAMPLE_RATE_HZ);
            pcm[i] = (short) (tone + (noise == 0 ? 0 : random.nextInt(-noise, noise + 1)));
        }
        return pcm;
    }
}
