package dev.bargein.simulator.internal.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between 24 kHz and 8 kHz: nothing is lost, shifted or folded. */
class TelephonyResamplerTest {
    private static final double PEAK = 20_000;

    private static short[] tone(double hz, int rateHz, int samples) {
        short[] out = new short[samples];
        for (int i = 0; i < samples; i++) {
            out[i] = (short) Math.round(PEAK * Math.sin(2 * Math.PI * hz * i / rateHz));
        }
        return out;
    }

    /** All of a sound, in pieces of any size. */
    private static short[] pass(TelephonyResampler resampler, short[] in, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<short[]> pieces = new ArrayList<>();
        for (int at = 0; at < in.length; ) {
            int length = Math.min(in.length - at, 1 + random.nextInt(700));
            pieces.add(resampler.resample(Arrays.copyOfRange(in, at, at + length), length));
            at += length;
        }
        pieces.add(resampler.flush());
        short[] out = new short[pieces.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (short[] piece : pieces) {
            System.arraycopy(piece, 0, out, at, piece.length);
            at += piece.length;
        }
        return out;
    }

    /** Signal to everything that is not the expected signal, in dB, away from the edges. */
    private static double snrDb(short[] expected, short[] actual) {
        double signal = 0;
        double noise = 0;
        for (int i = 200; i < Math.min(expected.length, actual.length) - 200; i++) {
            signal += (double) expected[i] * expected[i];
            noise += Math.pow((double) actual[i] - expected[i], 2);
        }
        return 10 * Math.log10(signal / noise);
    }

    private static double levelDb(short[] pcm) {
        double power = 0;
        for (int i = 200; i < pcm.length - 200; i++) {
            power += (double) pcm[i] * pcm[i] / (pcm.length - 400);
        }
        return 10 * Math.log10(power / (PEAK * PEAK / 2) + 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300, 1_000, 2_000, 3_000, 3_300})
    void aToneOfTheTelephoneBandPassesInPlaceBothWays(int hz) {
        assertThat(snrDb(tone(hz, 8_000, 8_000), pass(TelephonyResampler.down(), tone(hz, 24_000, 24_000), 1)))
                .isGreaterThan(65);
        assertThat(snrDb(tone(hz, 24_000, 24_000), pass(TelephonyResampler.up(), tone(hz, 8_000, 8_000), 2)))
                .isGreaterThan(65);
    }

    @ParameterizedTest
    @ValueSource(ints = {4_700, 5_000, 6_000, 7_900, 9_000, 11_500})
    void aToneAboveTheTelephoneBandDoesNotFoldIntoIt(int hz) {
        assertThat(levelDb(pass(TelephonyResampler.down(), tone(hz, 24_000, 24_000), 3)))
                .isLessThan(-75);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1_000, 3_300})
    void theImagesOfATelephoneToneAreGone(int hz) {
        short[] up = pass(TelephonyResampler.up(), tone(hz, 8_000, 8_000), 4);
        for (int image : new int[] {8_000 - hz, 8_000 + hz}) {
            double re = 0;
            double im = 0;
            for (int i = 240; i < up.length - 240; i++) {
                re += up[i] * Math.cos(2 * Math.PI * image * i / 24_000);
                im += up[i] * Math.sin(2 * Math.PI * image * i / 24_000);
            }
            double peak = 2 * Math.hypot(re, im) / (up.length - 480);
            assertThat(20 * Math.log10(peak / PEAK)).as("image at %d Hz", image).isLessThan(-75);
        }
    }

    @Test
    void howASoundIsCutIntoPiecesMakesNoDifference() {
        short[] in = tone(700, 24_000, 10_000);
        assertThat(pass(TelephonyResampler.down(), in, 5)).isEqualTo(pass(TelephonyResampler.down(), in, 6));
        assertThat(pass(TelephonyResampler.up(), in, 7)).isEqualTo(pass(TelephonyResampler.up(), in, 8));
    }

    @Test
    void aSoundKeepsItsLengthAndNeverGrows() {
        for (int samples = 0; samples < 200; samples++) {
            short[] in = new short[samples];
            assertThat(pass(TelephonyResampler.down(), in, 9)).hasSize(samples / 3);
            assertThat(pass(TelephonyResampler.up(), in, 10)).hasSize(samples * 3);
        }
    }

    @Test
    void whatIsHeldBackIsTwoMillisecondsAtMostAndAlwaysKnown() {
        TelephonyResampler up = TelephonyResampler.up();
        int out = 0;
        for (int i = 1; i <= 100; i++) {
            out += up.resample(new short[1], 1).length;
            assertThat(out + up.withheld()).isEqualTo(3 * i);
            assertThat(up.withheld()).isLessThanOrEqualTo(2 * 24);
        }
    }

    @Test
    void afterAFlushNothingOfTheOldSoundIsHeard() {
        TelephonyResampler up = TelephonyResampler.up();
        up.resample(tone(500, 8_000, 400), 400);
        up.flush();
        assertThat(pass(up, new short[400], 11)).containsOnly((short) 0);
    }

    @Test
    void fullScaleDoesNotWrapAround() {
        short[] square = new short[2_400];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 60 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        short[] out = pass(TelephonyResampler.down(), square, 12);
        for (int i = 0; i < out.length; i++) {
            // In the middle of each half wave the sign is that of the input.
            if (i % 20 >= 5 && i % 20 < 15) {
                assertThat(out[i] > 0).as("sample %d", i).isEqualTo(i / 20 % 2 == 0);
            }
        }
    }
}
