package dev.bargein.simulator.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationDecoderTest {
    private static final int MS = 24;

    @Test
    void everyFrameOfEverySignatureTellsItsSignatureAndItsPosition() {
        for (int signature = 0; signature < CalibrationVoice.SIGNATURES; signature++) {
            List<CalibrationFrame> frames = CalibrationDecoder.decode(CalibrationVoice.pcm(signature, 1_500));
            assertThat(frames).hasSize(150);
            for (CalibrationFrame frame : frames) {
                assertThat(frame.audible()).isTrue();
                assertThat(frame.signature()).isEqualTo(signature);
                assertThat(frame.positionMs()).isCloseTo(frame.index() * 10 + 5, within(6.0));
                assertThat(frame.confidence()).isGreaterThan(0.7);
            }
        }
    }

    @Test
    void positionsAreToldApartForTwoMinutes() {
        assertThat(CalibrationVoice.RANGE_MS).isGreaterThanOrEqualTo(120_000);
        short[] pcm = CalibrationVoice.pcm(21, CalibrationVoice.RANGE_MS);
        for (CalibrationFrame frame : CalibrationDecoder.decode(pcm)) {
            assertThat(frame.positionMs()).isCloseTo(frame.index() * 10 + 5, within(6.0));
        }
    }

    @Test
    void aSegmentGoesOnWherePositionsStartAnew() {
        short[] pcm = CalibrationVoice.pcm(3, CalibrationVoice.RANGE_MS + 4_000);
        short[] tail = Arrays.copyOfRange(pcm, (CalibrationVoice.RANGE_MS - 1_000) * MS, pcm.length);
        List<CalibrationSegment> segments = CalibrationDecoder.segments(tail);
        assertThat(segments).hasSize(1);
        assertThat(segments.get(0).startPositionMs()).isCloseTo(CalibrationVoice.RANGE_MS - 1_000, within(2.0));
        assertThat(segments.get(0).endPositionMs()).isCloseTo(CalibrationVoice.RANGE_MS + 4_000, within(2.0));
    }

    @Test
    void silenceIsNotAudibleAndFiftyDecibelsAreTheLimit() {
        assertThat(CalibrationDecoder.decode(new short[2_400])).allSatisfy(frame -> {
            assertThat(frame.audible()).isFalse();
            assertThat(frame.levelDbfs()).isEqualTo(CalibrationDecoder.SILENCE_DBFS);
            assertThat(frame.signature()).isEqualTo(-1);
        });
        assertThat(CalibrationDecoder.decode(square(Math.pow(10, -49 / 20.0)))).allMatch(CalibrationFrame::audible);
        assertThat(CalibrationDecoder.decode(square(Math.pow(10, -51 / 20.0)))).noneMatch(CalibrationFrame::audible);
    }

    @Test
    void otherSoundsHaveNoSignature() {
        Random random = new Random(8);
        short[] noise = new short[24_000];
        short[] tone = new short[24_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) (random.nextGaussian() * 3_000);
            tone[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / 24_000.0));
        }
        assertThat(CalibrationDecoder.decode(noise)).allMatch(CalibrationFrame::audible);
        assertThat(CalibrationDecoder.segments(noise)).isEmpty();
        assertThat(CalibrationDecoder.segments(tone)).isEmpty();
    }

    @Test
    void noiseThirtyDecibelsBelowAndLevelsTwelveUpOrDownChangeNothing() {
        Random random = new Random(6);
        for (double gainDb : new double[] {-30, -12, 0, 12}) {
            short[] pcm = CalibrationVoice.pcm(45, 10_000);
            double gain = Math.pow(10, gainDb / 20);
            double noise = Math.pow(10, -42 / 20.0) * 32_768;
            for (int i = 0; i < pcm.length; i++) {
                double sample = (pcm[i] + random.nextGaussian() * noise) * gain;
                pcm[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample)));
            }
            assertThat(CalibrationDecoder.segments(pcm)).singleElement().satisfies(segment -> {
                assertThat(segment.signature()).isEqualTo(45);
                assertThat(segment.startPositionMs()).isCloseTo(0, within(2.0));
                assertThat(segment.endPositionMs()).isCloseTo(10_000, within(2.0));
                assertThat(segment.squeezedMs()).isCloseTo(0, within(2.0));
            });
        }
    }

    @Test
    void cutsJumpsAndGapsAtAnySampleAreFoundToTheMillisecond() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            int signature = random.nextInt(64);
            int other = (signature + 1 + random.nextInt(63)) % 64;
            short[] voice = CalibrationVoice.pcm(signature, 12_000);
            int lead = random.nextInt(100 * MS);
            int skip = random.nextInt(200 * MS);
            int first = 200 * MS + random.nextInt(3_000 * MS);
            int jump = 20 * MS + random.nextInt(4_000 * MS);
            int second = 200 * MS + random.nextInt(3_000 * MS);
            int gap = 20 * MS + random.nextInt(500 * MS);
            short[] next = CalibrationVoice.pcm(other, 500);
            int jumpAt = lead + first;
            int gapAt = jumpAt + second;
            short[] ear = new short[gapAt + gap + next.length + 999];
            System.arraycopy(voice, skip, ear, lead, first);
            System.arraycopy(voice, skip + first + jump, ear, jumpAt, second);
            System.arraycopy(next, 0, ear, gapAt + gap, next.length);

            List<CalibrationSegment> segments =
                    CalibrationDecoder.read(ear, random.nextInt(10_000)).segments();

            String what = "round " + round + ": " + segments;
            assertThat(segments).as(what).hasSize(3);
            expect(segments.get(0), signature, lead, jumpAt, skip, what);
            expect(segments.get(1), signature, jumpAt, gapAt, skip + first + jump, what);
            expect(segments.get(2), other, gapAt + gap, gapAt + gap + next.length, 0, what);
            double missing = segments.get(1).startPositionMs() - segments.get(0).endPositionMs();
            assertThat(missing).as(what).isCloseTo(jump / (double) MS, within(3.0));
        }
    }

    private static void expect(CalibrationSegment segment, int signature, int from, int to, int position, String what) {
        assertThat(segment.signature()).as(what).isEqualTo(signature);
        assertThat(segment.startSample() / 24.0).as(what).isCloseTo(from / 24.0, within(10.0));
        assertThat(segment.endSample() / 24.0).as(what).isCloseTo(to / 24.0, within(10.0));
        double offsetMs = (position - from) / 24.0;
        assertThat(segment.startPositionMs() - segment.startSample() / 24.0)
                .as(what)
                .isCloseTo(offsetMs, within(2.0));
        assertThat(segment.endPositionMs() - segment.endSample() / 24.0)
                .as(what)
                .isCloseTo(offsetMs, within(2.0));
    }

    @Test
    void aJitterBufferThatSqueezesAndStretchesByMillisecondsDoesNotBreakTheSegment() {
        short[] voice = CalibrationVoice.pcm(30, 6_000);
        short[] ear = new short[voice.length];
        int to = 0;
        int from = 0;
        int squeezed = 0;
        for (int chunk = 0; chunk < 45; chunk++) {
            int length = 120 * MS;
            System.arraycopy(voice, from, ear, to, length);
            // 5 ms out for a second and a half, then 4 ms in.
            int step = chunk < 15 ? 5 * MS : -4 * MS;
            squeezed += chunk < 44 ? step : 0;
            from += length + step;
            to += length;
        }
        List<CalibrationSegment> segments = CalibrationDecoder.segments(Arrays.copyOf(ear, to));
        assertThat(segments).hasSize(1);
        assertThat(segments.get(0).squeezedMs()).isCloseTo(squeezed / (double) MS, within(3.0));
    }

    @Test
    void framesStartAtTheAnchorAndCoverEverySample() {
        short[] pcm = CalibrationVoice.pcm(5, 1_000);
        for (int anchor : new int[] {0, 1, 239, 240, 12_345, -7}) {
            List<CalibrationFrame> frames = CalibrationDecoder.decode(pcm, anchor);
            assertThat(frames.get(0).startSample()).isBetween(-239L, 0L);
            assertThat(Math.floorMod(frames.get(0).startSample() - anchor, 240)).isZero();
            assertThat(frames.get(frames.size() - 1).startSample() + 240).isGreaterThanOrEqualTo(pcm.length);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(frames.get(i).index()).isEqualTo(i);
                assertThat(frames.get(i).startSample()).isEqualTo(frames.get(0).startSample() + 240L * i);
            }
        }
    }

    @Test
    void anEmptyRecordingHasNoFrames() {
        assertThat(CalibrationDecoder.read(new short[0], 5).segments()).isEmpty();
    }

    private static short[] square(double amplitude) {
        short[] pcm = new short[2_400];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) Math.round((i / 20 % 2 == 0 ? amplitude : -amplitude) * 32_768);
        }
        return pcm;
    }
}
