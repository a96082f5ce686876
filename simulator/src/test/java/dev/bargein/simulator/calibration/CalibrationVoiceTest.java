package dev.bargein.simulator.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.simulator.speech.Utterance;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationVoiceTest {
    private final CalibrationVoice voice = new CalibrationVoice();

    @Test
    void speaksForAsLongAsAskedAndOtherwiseForAsLongAsTheTextTakes() {
        assertThat(lengthOf(voice.speak("hello", 1, 1_234))).isEqualTo(1_234 * 24);
        assertThat(lengthOf(voice.speak("hello", 1, 0))).isEqualTo(5 * CalibrationVoice.CHARACTER_MS * 24);
        assertThat(lengthOf(voice.speak("", 1, 0))).isZero();
    }

    @Test
    void readingInPiecesGivesTheSameSamplesAsReadingAtOnce() {
        short[] whole = CalibrationVoice.pcm(9, 2_000);
        short[] pieces = new short[whole.length];
        Random random = new Random(4);
        Utterance speech = voice.speak("", 9, 2_000);
        int at = 0;
        int count;
        while ((count = speech.read(pieces, at, Math.min(pieces.length - at, 1 + random.nextInt(700)))) > 0) {
            at += count;
        }
        assertThat(count).isEqualTo(-1);
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void countsCharactersInProportionToTheSamples() {
        Utterance speech = voice.speak("0123456789", 1, 1_000);
        assertThat(speech.charactersAt(0)).isZero();
        assertThat(speech.charactersAt(12_000)).isEqualTo(5);
        assertThat(speech.charactersAt(23_999)).isEqualTo(9);
        assertThat(speech.charactersAt(24_000)).isEqualTo(10);
        assertThat(speech.charactersAt(99_999)).isEqualTo(10);
    }

    @Test
    void everySignatureSoundsWithoutPausesAtMinusTwelveDbfsAndNeverClips() {
        for (int signature = 0; signature < CalibrationVoice.SIGNATURES; signature++) {
            short[] pcm = CalibrationVoice.pcm(signature, 1_000);
            assertThat(CalibrationDecoder.levelDbfs(pcm, 0, pcm.length)).isCloseTo(-12, within(0.5));
            for (short sample : pcm) {
                assertThat(Math.abs((int) sample)).isLessThan(Short.MAX_VALUE);
            }
            // The outermost 10 ms are faded for up to 2 ms.
            for (int at = 0; at < pcm.length; at += 240) {
                assertThat(CalibrationDecoder.levelDbfs(pcm, at, 240)).isGreaterThan(-16);
            }
        }
    }

    @Test
    void aSignatureOutsideTheRangeIsTakenModuloTheRange() {
        assertThat(CalibrationVoice.pcm(64 + 7, 100)).isEqualTo(CalibrationVoice.pcm(7, 100));
        assertThat(CalibrationVoice.pcm(-1, 100)).isEqualTo(CalibrationVoice.pcm(63, 100));
    }

    @Test
    void aNegativeLengthIsRefused() {
        assertThatThrownBy(() -> CalibrationVoice.pcm(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int lengthOf(Utterance speech) {
        short[] buffer = new short[777];
        int total = 0;
        int count;
        while ((count = speech.read(buffer, 0, buffer.length)) >= 0) {
            total += count;
        }
        return total;
    }
}
