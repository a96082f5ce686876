package dev.bargein.lab;

import static dev.bargein.lab.EarRecordingBuilder.NEXT;
import static dev.bargein.lab.EarRecordingBuilder.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.lab.ear.EarInterruption;
import dev.bargein.lab.ear.EarMetrics;
import dev.bargein.lab.ear.EarRecording;
import dev.bargein.lab.ear.EarResponse;
import dev.bargein.lab.ear.EarTalk;
import dev.bargein.simulator.calibration.CalibrationDecoder;
import dev.bargein.simulator.calibration.CalibrationFrame;
import dev.bargein.simulator.calibration.CalibrationSegment;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarThroughOpusTest {

    @ParameterizedTest
    @ValueSource(ints = {32_000, 24_000})
    void noFrameIsTakenForAnotherResponseAndTheSoundStaysInOnePiece(int bitsPerSecond) {
        for (int signature = 0; signature < CalibrationVoice.SIGNATURES; signature += 16) {
            short[] heard = OpusLine.carry(CalibrationVoice.pcm(signature, 8_000), bitsPerSecond, packet -> false);
            int unread = 0;
            for (CalibrationFrame frame : CalibrationDecoder.decode(heard)) {
                assertThat(frame.signature()).isIn(signature, -1);
                unread += frame.attributed() ? 0 : 1;
            }
            assertThat(unread).isLessThan(40);
            List<CalibrationSegment> segments = CalibrationDecoder.segments(heard);
            assertThat(segments).hasSize(1);
            assertThat(segments.get(0).startPositionMs()).isCloseTo(0, within(5.0));
            assertThat(segments.get(0).endPositionMs()).isCloseTo(8_000, within(5.0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32_000, 24_000})
    void randomInterruptionsAreMeasuredTrulyAfterTheCodec(int bitsPerSecond) {
        for (int seed = 0; seed < 40; seed++) {
            Interruption interruption = Interruption.random(new Random(5_000 + seed));
            short[] heard = OpusLine.carry(interruption.recording().pcm(), bitsPerSecond, packet -> false);
            interruption.checkAfterCodec(heard, bitsPerSecond + " b/s, seed " + seed);
        }
    }

    @Test
    void eightSecondsOfLeakAreMeasuredThroughTheCodec() {
        EarRecordingBuilder recording = new EarRecordingBuilder().silence(50).speech(OLD, 0, 1_500);
        int t0 = recording.samples();
        recording.speech(OLD, 1_500, 8_000).silence(300).speech(NEXT, 0, 500);
        EarRecording ear = EarRecordingBuilder.earOf(OpusLine.carry(recording.pcm(), 32_000, packet -> false));
        EarInterruption result =
                EarMetrics.of(ear, EarRecordingBuilder.markAt(ear, "stop", t0)).interruption(OLD, NEXT);
        // The codec itself is audible for a moment longer.
        assertThat(result.leakMs()).isBetween(7_995.0, 8_040.0);
        assertThat(result.stopToSilenceMs()).isBetween(7_995.0, 8_040.0);
        assertThat(result.heardMs()).isCloseTo(9_500, within(15.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {32_000, 24_000})
    void lostPacketsAreNeverTakenForAnotherResponse(int bitsPerSecond) {
        for (int seed = 0; seed < 16; seed++) {
            Random random = new Random(seed);
            int signature = random.nextInt(64);
            int burst = 1 + seed % 3;
            int every = 17 + random.nextInt(20);
            short[] heard = OpusLine.carry(
                    CalibrationVoice.pcm(signature, 3_000),
                    bitsPerSecond,
                    packet -> packet > 10 && packet < 135 && packet % every < burst);
            List<CalibrationSegment> segments = CalibrationDecoder.segments(heard);
            String what = "seed " + seed + ": " + segments;
            assertThat(segments)
                    .as(what)
                    .extracting(CalibrationSegment::signature)
                    .containsOnly(signature);
            EarResponse response = EarMetrics.of(heard).response(signature, 3_000);
            assertThat(response.clipMs()).as(what).isLessThan(10);
            // The decoder may have fallen silent, but no more can be missing than was lost.
            int lost = (int) IntStream.range(11, 135)
                    .filter(packet -> packet % every < burst)
                    .count();
            assertThat(response.missingMs()).as(what).isLessThan(lost * 40);
            assertThat(response.heardMs()).as(what).isCloseTo(3_000, within(20.0));
        }
    }

    @Test
    void theConcealmentAfterTheLastPacketBelongsToTheInterruptedResponse() {
        EarRecordingBuilder recording = new EarRecordingBuilder().speech(OLD, 0, 2_000);
        int t0 = recording.samples();
        recording.silence(1_000);
        short[] heard = OpusLine.carry(recording.pcm(), 32_000, packet -> packet >= 100);
        EarRecording ear = EarRecordingBuilder.earOf(heard);
        EarInterruption result =
                EarMetrics.of(ear, EarRecordingBuilder.markAt(ear, "stop", t0)).interruption(OLD, NEXT);
        double audibleMs = CalibrationDecoder.decode(heard, t0).stream()
                        .filter(frame -> frame.startSample() >= t0 && frame.audible())
                        .count()
                * 10.0;
        assertThat(audibleMs).isGreaterThan(30);
        assertThat(result.leakMs()).isCloseTo(audibleMs, within(10.0));
        assertThat(result.stopToSilenceMs()).isEqualTo(audibleMs);
    }

    @Test
    void wordsLostOnTheWayToTheServiceAreMeasured() {
        for (double lostMs : new double[] {0, 5, 20, 60, 200}) {
            short[] spoken = new EarRecordingBuilder()
                    .silence(100)
                    .speech(NEXT, lostMs, 2_000 - 2 * lostMs)
                    .silence(100)
                    .pcm();
            EarTalk talk = EarMetrics.talk(OpusLine.carry(spoken, 32_000, packet -> false), NEXT, 2_000);
            assertThat(talk.headLossMs()).isCloseTo(lostMs, within(15.0));
            assertThat(talk.tailLossMs()).isCloseTo(lostMs, within(15.0));
            assertThat(talk.missingMs()).isLessThan(10);
        }
    }
}
