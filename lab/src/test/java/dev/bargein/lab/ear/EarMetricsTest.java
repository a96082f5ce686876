package dev.bargein.lab.ear;

import static dev.bargein.lab.EarRecordingBuilder.NEXT;
import static dev.bargein.lab.EarRecordingBuilder.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.lab.EarRecordingBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarMetricsTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4, 10, 37, 120, 600, 8_000})
    void aLeakIsMeasuredToTheFrame(double leakMs) {
        EarRecordingBuilder recording = new EarRecordingBuilder().silence(123.4).speech(OLD, 0, 2_345.6);
        int t0 = recording.samples();
        recording.speech(OLD, 2_345.6, leakMs).silence(500).speech(NEXT, 0, 1_000);
        EarInterruption result = interruption(recording, t0);
        assertThat(result.stopToSilenceMs()).isBetween(leakMs - 0.05, leakMs + 10);
        assertThat(result.leakMs()).isCloseTo(leakMs, within(1.1));
        assertThat(result.heardMs()).isCloseTo(2_345.6 + leakMs, within(2.0));
    }

    @Test
    void silenceExactlyFromT0OnIsNoLeakWhereverTheFramesOfThePlayerLie() {
        for (int shift = 0; shift < 240; shift += 7) {
            EarRecordingBuilder recording =
                    new EarRecordingBuilder().silence(shift / 24.0).speech(OLD, 0, 700);
            int t0 = recording.samples();
            EarInterruption result = interruption(recording.silence(300), t0);
            assertThat(result.stopToSilenceMs()).isZero();
            assertThat(result.leakMs()).isZero();
        }
    }

    @Test
    void whatReappearsLaterIsLeakToo() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_000);
        int t0 = recording.samples();
        recording
                .silence(333.3)
                .speech(OLD, 1_000, 60)
                .silence(77)
                .speech(NEXT, 0, 2_000)
                .silence(40)
                .speech(OLD, 3_000, 113);
        EarInterruption result = interruption(recording, t0);
        assertThat(result.leakMs()).isCloseTo(173, within(3.0));
        assertThat(result.stopToSilenceMs()).isCloseTo((recording.samples() - t0) / 24.0, within(10.0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 10, 15, 20})
    void evenTheShortestBurstThatReappearsIsLeakWhereverItLies(double burstMs) {
        for (int shift = 0; shift < 240; shift += 11) {
            EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_000);
            int t0 = recording.samples();
            recording.silence(100 + shift / 24.0).speech(OLD, 1_000, burstMs).silence(60);
            assertThat(interruption(recording, t0).leakMs()).isCloseTo(burstMs, within(3.0));
            recording.speech(NEXT, 0, 500);
            assertThat(interruption(recording, t0).leakMs()).isCloseTo(burstMs, within(3.0));
        }
    }

    @Test
    void leakInTheMiddleOfTheNextResponseIsFound() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_000);
        int t0 = recording.samples();
        recording.silence(100).speech(NEXT, 0, 505).speech(OLD, 1_000, 40).speech(NEXT, 505, 1_000);
        assertThat(interruption(recording, t0).leakMs()).isCloseTo(40, within(10.0));
        EarResponse next = EarMetrics.of(recording.pcm()).response(NEXT, 1_505);
        assertThat(next.missingMs()).isZero();
        assertThat(next.heardMs()).isCloseTo(1_505, within(2.0));
    }

    @Test
    void aFadeOutBelongsToTheResponseThatIsFaded() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_003);
        int t0 = recording.samples();
        recording.fadingSpeech(OLD, 1_003, 5).silence(200).speech(NEXT, 0, 500);
        EarInterruption result = interruption(recording, t0);
        assertThat(result.stopToSilenceMs()).isEqualTo(10);
        assertThat(result.leakMs()).isBetween(3.0, 5.0);
        assertThat(result.heardMs()).isCloseTo(1_008, within(3.0));
    }

    @Test
    void unreadableSoundRightAfterTheCutIsTheInterruptedResponse() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_000);
        int t0 = recording.samples();
        recording.noise(180, -30, 1).silence(100).speech(NEXT, 0, 500);
        EarInterruption result = interruption(recording, t0);
        assertThat(result.leakMs()).isCloseTo(180, within(2.0));
        assertThat(result.unsureMs()).isCloseTo(180, within(20.0));
    }

    @Test
    void unreadableSoundOnItsOwnIsLeakUntilTheNextResponsePlays() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_000);
        int t0 = recording.samples();
        recording.silence(200).noise(70, -30, 2).silence(100);
        EarInterruption before = interruption(recording, t0);
        assertThat(before.leakMs()).isCloseTo(70, within(3.0));
        recording.speech(NEXT, 0, 500).silence(50).noise(90, -30, 3).silence(50);
        assertThat(interruption(recording, t0).leakMs()).isEqualTo(before.leakMs());
    }

    @Test
    void unreadableSoundRightBeforeTheNextResponseIsLeak() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_000);
        int t0 = recording.samples();
        recording.silence(200).noise(100, -15, 4).speech(NEXT, 0, 500);
        assertThat(interruption(recording, t0).leakMs()).isCloseTo(100, within(20.0));
        // The blurred first frame may belong to the next response, the rest does not.
        assertThat(interruption(recording, t0).leakMs()).isGreaterThanOrEqualTo(85);
    }

    @Test
    void inaudibleSoundIsNoLeak() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_000);
        int t0 = recording.samples();
        recording.noise(500, -55, 5);
        assertThat(interruption(recording, t0).leakMs()).isZero();
    }

    @Test
    void anotherResponseThanTheTwoIsNeitherLeakNorNext() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 1_000);
        int t0 = recording.samples();
        recording.silence(100).speech(5, 0, 400).silence(50);
        EarInterruption result = interruption(recording, t0);
        assertThat(result.leakMs()).isZero();
        EarMetrics metrics = EarMetrics.of(recording.pcm());
        assertThat(metrics.spans(OLD, NEXT)).extracting(EarSpan::signature).containsExactly(OLD, 5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5, 20, 60, 200})
    void aClipIsMeasuredToTheMillisecond(double clipMs) {
        EarRecordingBuilder recording =
                new EarRecordingBuilder().speech(OLD, 0, 800).silence(45.7).speech(NEXT, clipMs, 1_500);
        EarResponse next = EarMetrics.of(recording.pcm()).response(NEXT, 1_700);
        assertThat(next.heard()).isTrue();
        assertThat(next.clipMs()).isCloseTo(clipMs, within(1.5));
        assertThat(next.heardMs()).isCloseTo(clipMs + 1_500, within(1.5));
    }

    @Test
    void aResponseThatNobodyHeardIsClippedAsAWhole() {
        EarMetrics metrics =
                EarMetrics.of(new EarRecordingBuilder().speech(OLD, 0, 800).pcm());
        EarResponse next = metrics.response(NEXT, 1_234);
        assertThat(next.heard()).isFalse();
        assertThat(next.clipMs()).isEqualTo(1_234);
        assertThat(next.heardMs()).isZero();
        assertThat(metrics.onsetDelayMs(NEXT, new EarMark("arrival", 0, 0))).isEmpty();
    }

    @Test
    void holesRepetitionsAndStallsAreToldApart() {
        EarRecordingBuilder recording = new EarRecordingBuilder()
                .speech(NEXT, 0, 600)
                .speech(NEXT, 640, 360)
                .silence(500)
                .speech(NEXT, 1_000, 400)
                .speech(NEXT, 1_300, 700);
        EarResponse next = EarMetrics.of(recording.pcm()).response(NEXT, 2_000);
        assertThat(next.clipMs()).isCloseTo(0, within(1.0));
        assertThat(next.missingMs()).isCloseTo(40, within(3.0));
        assertThat(next.repeatedMs()).isCloseTo(100, within(3.0));
        assertThat(next.squeezedMs()).isCloseTo(0, within(3.0));
        assertThat(next.heardMs()).isCloseTo(2_000, within(2.0));
    }

    @Test
    void theOnsetDelayCountsFromTheArrivalAtTheEar() {
        EarRecordingBuilder recording =
                new EarRecordingBuilder().speech(OLD, 0, 1_000).silence(200);
        int arrival = recording.samples();
        EarRecording ear = recording.silence(47.3).speech(NEXT, 0, 500).ear();
        EarMark arrived = EarRecordingBuilder.markAt(ear, "arrival", arrival);
        assertThat(EarMetrics.of(ear, arrived).onsetDelayMs(NEXT, arrived).orElseThrow())
                .isCloseTo(47.3, within(1.5));
    }

    @Test
    void theTruncationErrorIsSigned() {
        EarResponse heard = EarMetrics.of(
                        new EarRecordingBuilder().speech(OLD, 0, 1_000).pcm())
                .response(OLD, 3_000);
        assertThat(heard.truncationErrorMs(1_250)).isCloseTo(250, within(2.0));
        assertThat(heard.truncationErrorMs(900)).isCloseTo(-100, within(2.0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5, 20, 60, 200})
    void lostWordsAreMeasuredAtBothEnds(double lostMs) {
        short[] committed = new EarRecordingBuilder()
                .silence(31)
                .speech(NEXT, lostMs, 1_500 - 2 * lostMs)
                .silence(80)
                .pcm();
        EarTalk talk = EarMetrics.talk(committed, NEXT, 1_500);
        assertThat(talk.headLossMs()).isCloseTo(lostMs, within(1.5));
        assertThat(talk.tailLossMs()).isCloseTo(lostMs, within(1.5));
        assertThat(talk.missingMs()).isZero();
    }

    @Test
    void soundFromAfterTheReleaseIsNoLossAndAnEmptyTurnIsLostAsAWhole() {
        assertThat(EarMetrics.talk(
                                new EarRecordingBuilder().speech(NEXT, 0, 1_700).pcm(), NEXT, 1_500)
                        .tailLossMs())
                .isZero();
        assertThat(EarMetrics.talk(new short[4_800], NEXT, 1_500)).isEqualTo(new EarTalk(false, 1_500, 0, 0, 0));
    }

    @Test
    void signaturesThatSoundTheSameAreRefusedAndOthersAreTakenModulo64() {
        EarMetrics metrics =
                EarMetrics.of(new EarRecordingBuilder().speech(OLD, 0, 500).pcm());
        assertThatThrownBy(() -> metrics.interruption(3, 67)).isInstanceOf(IllegalArgumentException.class);
        assertThat(metrics.interruption(OLD + 64, EarMetrics.NO_RESPONSE).leakMs())
                .isCloseTo(500, within(1.5));
    }

    @Test
    void spansCoverAllAudibleSoundOnce() {
        EarRecordingBuilder recording = new EarRecordingBuilder()
                .silence(100)
                .speech(OLD, 0, 500)
                .silence(100)
                .speech(NEXT, 0, 505);
        assertThat(EarMetrics.of(recording.pcm()).spans(OLD, NEXT))
                .containsExactly(new EarSpan(2_400, 14_400, OLD), new EarSpan(16_800, 28_920, NEXT));
    }

    private static EarInterruption interruption(EarRecordingBuilder recording, int t0) {
        EarRecording ear = recording.ear();
        return EarMetrics.of(ear, EarRecordingBuilder.markAt(ear, "stop", t0)).interruption(OLD, NEXT);
    }
}
