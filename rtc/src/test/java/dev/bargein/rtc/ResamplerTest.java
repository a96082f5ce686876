package dev.bargein.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    private static final double AMPLITUDE = 29_000;

    @ParameterizedTest(name = "{0} to {1} Hz")
    @CsvSource({
        "48000, 24000",
        "24000, 48000",
        "8000, 24000",
        "16000, 24000",
        "24000, 16000",
        "44100, 24000",
        "22050, 24000"
    })
    void aToneKeepsItsLevelAndStaysClean(int inHz, int outHz) {
        double hz = 1_000;
        short[] out = convert(inHz, outHz, tone(inHz, hz, inHz));

        short[] settled = Arrays.copyOfRange(out, outHz / 10, outHz / 10 * 9);
        double[] fit = fit(settled, hz, outHz);
        assertThat(20 * Math.log10(fit[0] / AMPLITUDE)).as("level in dB").isBetween(-0.01, 0.01);
        assertThat(20 * Math.log10(fit[0] / Math.sqrt(2) / fit[1]))
                .as("SNR in dB")
                .isGreaterThan(90);
    }

    @ParameterizedTest(name = "{2} Hz")
    @CsvSource({
        "48000, 24000, 12100",
        "48000, 24000, 13000",
        "48000, 24000, 18000",
        "48000, 24000, 23000",
        "24000, 16000, 9000"
    })
    void whatIsAboveTheNewNyquistIs90DBDown(int inHz, int outHz, double hz) {
        short[] out = convert(inHz, outHz, tone(inHz, hz, inHz));

        double rms = rms(Arrays.copyOfRange(out, outHz / 10, outHz / 10 * 9));
        assertThat(20 * Math.log10(Math.max(rms, 1e-3) / (AMPLITUDE / Math.sqrt(2))))
                .isLessThan(-90);
    }

    @Test
    void thePassBandIsFlatTo9800Hz() {
        for (double hz : new double[] {20, 100, 4_000, 8_000, 9_800}) {
            short[] out = convert(48_000, 24_000, tone(48_000, hz, 48_000));
            double[] fit = fit(Arrays.copyOfRange(out, 2_400, 21_600), hz, 24_000);
            assertThat(20 * Math.log10(fit[0] / AMPLITUDE)).as("level at " + hz).isBetween(-0.02, 0.02);
        }
    }

    @Test
    void theSplitIntoCallsDoesNotChangeTheSamples() {
        short[] in = tone(44_100, 440, 44_100);
        short[] whole = convert(44_100, 24_000, in);
        SplittableRandom random = new SplittableRandom(7);
        Resampler resampler = new Resampler(44_100, 24_000);
        short[] pieces = new short[whole.length];
        int written = 0;
        for (int at = 0; at < in.length; ) {
            int length = Math.min(random.nextInt(0, 900), in.length - at);
            short[] piece = new short[resampler.maxOutput(length)];
            int got = resampler.process(in, at, length, piece, 0);
            System.arraycopy(piece, 0, pieces, written, got);
            written += got;
            at += length;
        }
        assertThat(written).isEqualTo(whole.length);
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void tenMillisecondsInAreTenMillisecondsOut() {
        Resampler half = new Resampler(48_000, 24_000);
        for (int i = 0; i < 100; i++) {
            assertThat(half.process(new short[480], 0, 480, new short[240], 0)).isEqualTo(240);
        }
    }

    @Test
    void anImpulseArrivesAfter32SamplesOfTheLowerRate() {
        short[] in = new short[4_800];
        in[480] = 32_000;
        short[] out = convert(48_000, 24_000, in);
        int peak = 0;
        for (int i = 0; i < out.length; i++) {
            peak = Math.abs(out[i]) > Math.abs(out[peak]) ? i : peak;
        }
        assertThat(peak - 240).isBetween(Resampler.HALF_TAPS - 1, Resampler.HALF_TAPS);
    }

    @Test
    void fullScaleSaturatesAndDoesNotWrap() {
        short[] square = new short[48_000];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 240 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        short[] out = convert(48_000, 24_000, square);
        for (int i = 2_400; i < out.length; i++) {
            int inHalf = (i - Resampler.HALF_TAPS + 120) % 120;
            if (inHalf > 40 && inHalf < 80) {
                assertThat(Math.abs((int) out[i])).as("sample " + i).isGreaterThan(30_000);
            }
        }
    }

    @Test
    void resetForgetsThePast() {
        Resampler resampler = new Resampler(48_000, 24_000);
        short[] first = new short[240];
        short[] second = new short[240];
        resampler.process(tone(480, 1_000, 48_000), 0, 480, first, 0);
        resampler.reset();
        resampler.process(tone(480, 1_000, 48_000), 0, 480, second, 0);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void absurdRatesAreRefused() {
        assertThatThrownBy(() -> new Resampler(0, 24_000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resampler(24_000, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resampler(23_999, 24_000)).isInstanceOf(IllegalArgumentException.class);
    }

    private static short[] convert(int inHz, int outHz, short[] in) {
        Resampler resampler = new Resampler(inHz, outHz);
        short[] out = new short[resampler.maxOutput(in.length)];
        return Arrays.copyOf(out, resampler.process(in, 0, in.length, out, 0));
    }

    private static short[] tone(int samples, double hz, int rateHz) {
        short[] pcm = new short[samples];
        for (int i = 0; i < samples; i++) {
            pcm[i] = (short) Math.rint(AMPLITUDE * Math.sin(2 * Math.PI * hz * i / rateHz));
        }
        return pcm;
    }

    /** Least squares fit of a sine: its amplitude, and the RMS of what is left. */
    private static double[] fit(short[] pcm, double hz, int rateHz) {
        double ss = 0;
        double cc = 0;
        double sc = 0;
        double sy = 0;
        double cy = 0;
        for (int i = 0; i < pcm.length; i++) {
            double s = Math.sin(2 * Math.PI * hz * i / rateHz);
            double c = Math.cos(2 * Math.PI * hz * i / rateHz);
            ss += s * s;
            cc += c * c;
            sc += s * c;
            sy += s * pcm[i];
            cy += c * pcm[i];
        }
        double det = ss * cc - sc * sc;
        double a = (sy * cc - cy * sc) / det;
        double b = (cy * ss - sy * sc) / det;
        double rest = 0;
        for (int i = 0; i < pcm.length; i++) {
            double w = 2 * Math.PI * hz * i / rateHz;
            double e = pcm[i] - a * Math.sin(w) - b * Math.cos(w);
            rest += e * e;
        }
        return new double[] {Math.hypot(a, b), Math.sqrt(rest / pcm.length)};
    }

    private static double rms(short[] pcm) {
        double sum = 0;
        for (short sample : pcm) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / pcm.length);
    }
}
