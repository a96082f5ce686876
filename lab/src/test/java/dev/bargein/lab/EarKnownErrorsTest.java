package dev.bargein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.lab.ear.EarMark;
import dev.bargein.lab.ear.EarMetrics;
import dev.bargein.lab.ear.EarRecording;
import dev.bargein.lab.ear.EarResponse;
import dev.bargein.lab.ear.EarTalk;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of a known size, fed to what measures: they are seen, with their size (issue 7). */
class EarKnownErrorsTest {
    private static final int OLD = 3;
    private static final int NEXT = 4;
    private static final int SPOKEN = 7;
    private static final int STOP_MS = 2_000;
    private static final double PRECISION_MS = 3;
    private static final short[] OLD_PCM = CalibrationVoice.pcm(OLD, 8_000);
    private static final short[] NEXT_PCM = CalibrationVoice.pcm(NEXT, 3_000);
    private static final short[] SPOKEN_PCM = CalibrationVoice.pcm(SPOKEN, 1_000);

    private static short[] cut(short[] pcm, int fromMs, int toMs) {
        return Arrays.copyOfRange(pcm, fromMs * 24, toMs * 24);
    }

    private static short[] silence(int ms) {
        return new short[ms * 24];
    }

    private static short[] sequence(short[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        short[] all = new short[length];
        int at = 0;
        for (short[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** What the ear makes of the next answer, after the old one was stopped. */
    private static EarResponse next(short[]... parts) {
        EarRecording ear = new EarRecording(0, 60_000);
        ear.append(sequence(cut(OLD_PCM, 0, STOP_MS), silence(300), sequence(parts)));
        EarMark stop = new EarMark("stop", STOP_MS * 1_000_000L, STOP_MS * 24L);
        return EarMetrics.of(ear, stop).response(NEXT, 3_000);
    }

    @ParameterizedTest
    @CsvSource({"20, 200", "50, 100", "300, 40", "1000, 600"})
    void anAnswerThatBeginsAndThenSkipsHasAHole(int heardMs, int holeMs) {
        EarResponse heard = next(cut(NEXT_PCM, 0, heardMs), silence(holeMs), cut(NEXT_PCM, heardMs + holeMs, 3_000));

        assertThat(heard.missingMs()).isCloseTo(holeMs, within(PRECISION_MS));
        assertThat(heard.clipMs()).isCloseTo(0, within(PRECISION_MS));
        assertThat(heard.repeatedMs()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 100, 500})
    void anAnswerOfWhichAPieceComesTwiceRepeatsIt(int ms) {
        EarResponse heard = next(cut(NEXT_PCM, 0, 1_000), cut(NEXT_PCM, 1_000 - ms, 3_000));

        assertThat(heard.repeatedMs()).isCloseTo(ms, within(PRECISION_MS));
        assertThat(heard.missingMs()).isZero();
    }

    @Test
    void aWholeAnswerHasNeither() {
        EarResponse heard = next(NEXT_PCM);

        assertThat(heard.missingMs()).isZero();
        assertThat(heard.repeatedMs()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "30, 0, 0", "0, 300, 0", "0, 0, 15", "10, 100, 19", "0, 0, 200"})
    void aTurnThatLostItsHeadItsMiddleOrItsTailSaysHowMuch(int headMs, int middleMs, int tailMs) {
        short[] committed = sequence(
                silence(50),
                cut(SPOKEN_PCM, headMs, 400),
                cut(SPOKEN_PCM, 400 + middleMs, 1_000 - tailMs),
                silence(50));

        EarTalk lost = EarMetrics.talk(committed, SPOKEN, 1_000);

        assertThat(lost.headLossMs()).isCloseTo(headMs, within(PRECISION_MS));
        assertThat(lost.missingMs()).isCloseTo(middleMs, within(PRECISION_MS));
        assertThat(lost.tailLossMs()).isCloseTo(tailMs, within(PRECISION_MS));
        assertThat(lost.repeatedMs()).isZero();
    }

    @Test
    void aTurnOfWhichAPieceArrivedTwiceSaysHowMuch() {
        short[] committed = sequence(cut(SPOKEN_PCM, 0, 500), cut(SPOKEN_PCM, 440, 1_000));

        assertThat(EarMetrics.talk(committed, SPOKEN, 1_000).repeatedMs()).isCloseTo(60, within(PRECISION_MS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10, 19, 40})
    void aReleaseThatComesLateHidesNoLossAsTheUserTalksOnUntilThen(int lateMs) {
        int lostMs = 30;
        short[] spoken = CalibrationVoice.pcm(SPOKEN, 2_000);
        // What had been captured at the release, of which the end never arrived.
        short[] committed = cut(spoken, 0, 1_000 + lateMs - lostMs);

        assertThat(EarMetrics.talk(committed, SPOKEN, 1_000 + lateMs).tailLossMs())
                .isCloseTo(lostMs, within(PRECISION_MS));
    }
}
