package dev.bargein.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.speech.internal.SileroStreams;
import dev.bargein.testing.LeakCheck;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds the voice at an open microphone, told by a neural network. */
class SileroSpeechDetectorTest {
    static {
        LeakCheck.track("Silero streams", SileroStreams::open);
    }

    private static final int FRAME = 240;
    private static final int FRAME_MS = 10;

    /** In how many ms of a sound it hears speech, the first one, and the last one; -1 for none. */
    private record Heard(int ms, int first, int last) {
        static Heard in(short[] pcm) {
            int ms = 0;
            int first = -1;
            int last = -1;
            try (SileroSpeechDetector detector = new SileroSpeechDetector()) {
                for (int at = 0; at + FRAME <= pcm.length; at += FRAME) {
                    if (detector.speaking(Arrays.copyOfRange(pcm, at, at + FRAME))) {
                        ms += FRAME_MS;
                        last = at / FRAME * FRAME_MS;
                        first = first < 0 ? last : first;
                    }
                }
            }
            return new Heard(ms, first, last);
        }
    }

    @Test
    void aSentenceIsHeardSoonAndItsEndToo() {
        short[] speech = Speech.of(new SltVoice(), "I have another question.");
        Heard heard = Heard.in(Speech.between(960, speech));
        int end = 960 + speech.length / 24;

        assertThat(heard.first()).isBetween(960 - FRAME_MS, 960 + 150);
        assertThat(heard.last()).isBetween(end - 400, end + 200);
        assertThat(heard.ms()).isGreaterThan(speech.length / 24 / 2);
    }

    @Test
    void aBurstOfNoiseIsNoSpeech() {
        SplittableRandom random = new SplittableRandom(3);
        short[] pcm = new short[2 * 24_000];
        for (int i = 24_000; i < 24_000 + 24 * 200; i++) {
            pcm[i] = (short) (6_000 * (2 * random.nextDouble() - 1));
        }
        assertThat(Heard.in(pcm).ms()).isZero();
    }
}
