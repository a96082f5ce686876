package dev.bargein.simulator.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Speech told by its loudness alone. */
class EnergyVoiceActivityTest {
    private static final float SPEECH = 0.5f;
    private final SplittableRandom random = new SplittableRandom(4);
    private final EnergyVoiceActivity ear = new EnergyVoiceActivity();

    private short[] noise(double dbfs) {
        short[] frame = new short[VoiceActivity.FRAME_SAMPLES];
        double amplitude = Math.pow(10, dbfs / 20) * 32_768 * Math.sqrt(3);
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (short) (amplitude * (2 * random.nextDouble() - 1));
        }
        return frame;
    }

    private float after(int frames, double dbfs) {
        float last = 0;
        for (int i = 0; i < frames; i++) {
            last = ear.probability(noise(dbfs));
        }
        return last;
    }

    @Test
    void silenceIsNone() {
        assertThat(ear.probability(new short[VoiceActivity.FRAME_SAMPLES])).isZero();
    }

    @Test
    void aConstantIsSilenceWhateverItsSize() {
        short[] frame = new short[VoiceActivity.FRAME_SAMPLES];
        java.util.Arrays.fill(frame, (short) 9_000);
        assertThat(ear.probability(frame)).isZero();
    }

    @Test
    void whatIsLoudAfterSilenceIsSpeechFromItsFirstFrame() {
        after(30, -90);
        assertThat(after(1, -25)).isGreaterThan(0.99f);
    }

    @Test
    void theNoiseOfARoomIsNoSpeechOnceItIsKnown() {
        after(300, -45);
        assertThat(after(1, -45)).isLessThan(SPEECH);
        assertThat(after(1, -25)).isGreaterThan(SPEECH);
    }

    @Test
    void afterANoiseTheFloorFallsWithinHalfASecond() {
        after(2_000, -25);
        after(16, -70);
        assertThat(after(1, -40)).isGreaterThan(SPEECH);
    }

    @Test
    void aLastingNoiseStopsBeingSpeech() {
        after(30, -90);
        assertThat(after(1, -30)).isGreaterThan(SPEECH);
        assertThat(after(30 * 31, -30)).isLessThan(SPEECH);
    }

    @Test
    void fiveSecondsOfTalkStaySpeech() {
        after(30, -70);
        assertThat(after(5 * 31, -30)).isGreaterThan(0.99f);
    }
}
