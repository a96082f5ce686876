package dev.bargein.lab.internal.handsfree;

import static dev.bargein.lab.internal.handsfree.Levels.SAMPLES_PER_MS;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Sounds of a person that are made and not recorded: each from a seeded source, at any level. Thread-safe. */
final class SyntheticSounds {
    private static final double RATE = 24_000;
    private static final double AMPLITUDE = 8_000;

    private SyntheticSounds() {}

    /** A cough of 100 to 350 ms: a burst of noise between 300 and 3,500 Hz, sudden, and falling; or two of them. */
    static short[] cough(SplittableRandom random) {
        int ms = random.nextInt(100, 351);
        boolean two = ms > 220 && random.nextBoolean();
        double[] noise = band(random, ms * SAMPLES_PER_MS, 300, 3_500);
        double split = two ? random.nextDouble(0.4, 0.6) : 1;
        for (int i = 0; i < noise.length; i++) {
            double at = (double) i / noise.length;
            double part = at < split ? at / split : (at - split) / (1 - split);
            double length = ms * (at < split ? split : 1 - split);
            double attack = Math.min(1, part * length / 8);
            noise[i] *= attack * Math.exp(-2.2 * part) * Math.min(1, (1 - part) * length / 15);
        }
        return pcm(noise);
    }

    /** "Mm-hmm" of 250 to 500 ms: two hummed syllables, the second one higher, with a breath between. */
    static short[] mmHmm(SplittableRandom random) {
        int ms = random.nextInt(250, 501);
        int samples = ms * SAMPLES_PER_MS;
        double f0 = random.nextDouble(95, 230);
        double up = random.nextDouble(1.1, 1.35);
        double split = random.nextDouble(0.4, 0.5);
        double breath = random.nextDouble(0.04, 0.1);
        double dip = random.nextDouble(0.05, 0.5);
        double[] out = new double[samples];
        double phase = 0;
        for (int i = 0; i < samples; i++) {
            double at = (double) i / samples;
            boolean second = at >= split;
            double hz = f0 * (second ? up * (1 - 0.1 * (at - split)) : 1 - 0.05 * at);
            phase += 2 * Math.PI * hz / RATE;
            double sum = 0;
            for (int k = 1; k * hz < 2_500 && k <= 12; k++) {
                // A closed mouth: the nose lets the lowest harmonics through, and a little around 1 kHz.
                double gain = 1 / Math.pow(k, 1.6) + (Math.abs(k * hz - 1_000) < 250 ? 0.05 : 0);
                sum += gain * Math.sin(k * phase);
            }
            double edge = Math.min(1, Math.min(at, 1 - at) * ms / 30);
            double between = Math.abs(at - split) < breath ? dip + (1 - dip) * Math.abs(at - split) / breath : 1;
            out[i] = sum * edge * between;
        }
        return pcm(out);
    }

    /** Keys of a keyboard: 3 to 12 clicks of a few milliseconds, some 100 ms apart. */
    static short[] keyboard(SplittableRandom random) {
        int clicks = random.nextInt(3, 13);
        int samples = 0;
        int[] starts = new int[clicks];
        for (int i = 0; i < clicks; i++) {
            starts[i] = samples;
            samples += random.nextInt(80, 240) * SAMPLES_PER_MS;
        }
        double[] out = new double[samples];
        for (int start : starts) {
            double[] click = band(random, random.nextInt(4, 12) * SAMPLES_PER_MS, 1_500, 7_000);
            for (int i = 0; i < click.length; i++) {
                out[start + i] = click[i] * Math.exp(-4.0 * i / click.length);
            }
        }
        return pcm(out);
    }

    /** A breath of 300 to 800 ms. */
    static short[] breath(SplittableRandom random) {
        double[] out = band(random, random.nextInt(300, 801) * SAMPLES_PER_MS, 400, 2_500);
        for (int i = 0; i < out.length; i++) {
            out[i] *= Math.sin(Math.PI * i / out.length);
        }
        return pcm(out);
    }

    /** Somebody speaks, for where no voice can be had: syllables of a buzzing source with moving formants, 1 to 2.5 s. */
    static short[] speech(SplittableRandom random) {
        int syllables = random.nextInt(6, 13);
        double f0 = random.nextDouble(90, 220);
        double[] out = new double[syllables * 230 * SAMPLES_PER_MS];
        int at = 0;
        double phase = 0;
        for (int s = 0; s < syllables; s++) {
            int length = random.nextInt(150, 230) * SAMPLES_PER_MS;
            double formant = random.nextDouble(350, 800);
            double upper = random.nextDouble(1_000, 2_200);
            double tone = f0 * random.nextDouble(0.9, 1.15);
            // Closures between syllables: most are short, and some last as long as before a plosive.
            int closure = random.nextInt(10, 90) * SAMPLES_PER_MS;
            for (int i = 0; i < length - closure; i++) {
                phase += 2 * Math.PI * tone / RATE;
                double sum = 0;
                for (int k = 1; k * tone < 3_000; k++) {
                    double first = (k * tone - formant) / 150;
                    double second = (k * tone - upper) / 250;
                    sum += (1 / (1 + first * first) + 0.4 / (1 + second * second) + 0.02) * Math.sin(k * phase);
                }
                out[at + i] = sum * Math.sin(Math.PI * (i + 0.5) / (length - closure));
            }
            at += length;
        }
        return pcm(Arrays.copyOf(out, at));
    }

    /** Noise of a room, which falls by 3 dB an octave or so; to be played over and over. */
    static short[] room(SplittableRandom random, int ms) {
        double[] out = new double[ms * SAMPLES_PER_MS];
        double slow = 0;
        double slower = 0;
        for (int i = 0; i < out.length; i++) {
            double white = random.nextDouble(-1, 1);
            slow += 0.15 * (white - slow);
            slower += 0.02 * (white - slower);
            out[i] = 0.25 * white + slow + 2 * slower;
        }
        return pcm(out);
    }

    private static double[] band(SplittableRandom random, int samples, double lowHz, double highHz) {
        double low = 1 - Math.exp(-2 * Math.PI * highHz / RATE);
        double high = 1 - Math.exp(-2 * Math.PI * lowHz / RATE);
        double[] out = new double[samples];
        double a = 0;
        double b = 0;
        double c = 0;
        for (int i = 0; i < samples; i++) {
            double white = random.nextDouble(-1, 1);
            a += low * (white - a);
            b += low * (a - b);
            c += high * (b - c);
            out[i] = b - c;
        }
        return out;
    }

    private static short[] pcm(double[] sound) {
        double most = 1e-9;
        for (double v : sound) {
            most = Math.max(most, Math.abs(v));
        }
        short[] out = new short[sound.length];
        for (int i = 0; i < sound.length; i++) {
            out[i] = Levels.clip(sound[i] / most * AMPLITUDE);
        }
        return out;
    }
}
