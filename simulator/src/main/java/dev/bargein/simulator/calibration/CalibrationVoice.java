package dev.bargein.simulator.calibration;

import static dev.bargein.simulator.calibration.CalibrationTones.CYCLE_MS;
import static dev.bargein.simulator.calibration.CalibrationTones.CYCLE_TENS;
import static dev.bargein.simulator.calibration.CalibrationTones.CYCLE_UNITS;
import static dev.bargein.simulator.calibration.CalibrationTones.RAMP;
import static dev.bargein.simulator.calibration.CalibrationTones.RAMP_HZ_PER_MS;
import static dev.bargein.simulator.calibration.CalibrationTones.SAMPLES_PER_MS;
import static dev.bargein.simulator.calibration.CalibrationTones.SAMPLE_RATE_HZ;
import static dev.bargein.simulator.calibration.CalibrationTones.SIGNATURE_HIGH;
import static dev.bargein.simulator.calibration.CalibrationTones.SIGNATURE_LOW;
import static dev.bargein.simulator.calibration.CalibrationTones.TONES;
import static dev.bargein.simulator.calibration.CalibrationTones.highStep;
import static dev.bargein.simulator.calibration.CalibrationTones.lowStep;
import static dev.bargein.simulator.calibration.CalibrationTones.lowestHz;
import static dev.bargein.simulator.calibration.CalibrationTones.stepFrequencyHz;
import static dev.bargein.simulator.calibration.CalibrationTones.tensStep;
import static dev.bargein.simulator.calibration.CalibrationTones.unitsStep;

import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;

/**
 * A voice for measuring: a continuous sound of which every 10 ms tell which utterance they belong to and how many
 * milliseconds into it they are, also after a speech codec; {@link CalibrationDecoder} reads it back.
 *
 * <p>The sound has no pauses and a steady level of about -12 dBFS; its edges are shorter than 2 ms. The same arguments
 * give the same samples on every machine. A signature is taken modulo {@link #SIGNATURES}; positions are told apart up
 * to {@link #RANGE_MS} and then start anew.
 *
 * <p>Thread-safe; an {@link Utterance} is confined.
 */
public final class CalibrationVoice implements Voice {
    /** The name by which scripts ask for this voice. */
    public static final String NAME = "calibration";

    /** How many signatures can be told apart: 0 to 63. */
    public static final int SIGNATURES = CalibrationTones.SIGNATURES;

    /** The position in milliseconds after which positions start anew. */
    public static final int RANGE_MS = CalibrationTones.RANGE_MS;

    /** How long one character of the text lasts in milliseconds, when no duration is asked for. */
    public static final int CHARACTER_MS = 65;

    private static final double LEVEL_RMS = Math.pow(10, -12 / 20.0);
    private static final int EDGE_SAMPLES = SAMPLES_PER_MS * 2;
    private static final int SINE_SIZE = 1 << 14;
    private static final double[] SINE = sineTable();

    /** Creates the voice; it keeps no state. */
    public CalibrationVoice() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Utterance speak(String text, int signature, int durationMs) {
        int ms = durationMs > 0 ? durationMs : text.length() * CHARACTER_MS;
        return new Speech(text, signature, (long) ms * SAMPLES_PER_MS);
    }

    /**
     * Makes the sound at once, such as for a microphone whose signal is known.
     *
     * @param signature the number to put into the sound, taken modulo {@link #SIGNATURES}
     * @param ms the length in milliseconds
     * @return 16-bit mono PCM at 24 kHz
     * @throws IllegalArgumentException if {@code ms} is negative or too long for one array
     */
    public static short[] pcm(int signature, int ms) {
        long samples = (long) ms * SAMPLES_PER_MS;
        if (samples < 0 || samples > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "ms must be within 0.." + Integer.MAX_VALUE / SAMPLES_PER_MS + ": " + ms);
        }
        short[] pcm = new short[(int) samples];
        new Speech("", signature, samples).read(pcm, 0, pcm.length);
        return pcm;
    }

    /** What the decoder reports for an utterance that was spoken with this signature: the same modulo the range. */
    public static int heardSignature(int signature) {
        return Math.floorMod(signature, SIGNATURES);
    }

    private static double[] sineTable() {
        double[] table = new double[SINE_SIZE];
        double amplitude = LEVEL_RMS * Math.sqrt(2.0 / TONES) * Short.MAX_VALUE;
        for (int i = 0; i < SINE_SIZE; i++) {
            table[i] = amplitude * StrictMath.sin(2 * Math.PI * i / SINE_SIZE);
        }
        return table;
    }

    private static final class Speech implements Utterance {
        private final String text;
        private final int signature;
        private final long samples;
        private final int edgeSamples;
        private final double[] phases = new double[TONES];
        private final double[] steps = new double[TONES];
        private long position;

        Speech(String text, int signature, long samples) {
            this.text = text;
            this.signature = heardSignature(signature);
            this.samples = samples;
            this.edgeSamples = (int) Math.min(EDGE_SAMPLES, samples / 2);
            for (int tone = 0; tone < TONES; tone++) {
                // Spread out, so that the tones do not all start on a common zero.
                phases[tone] = tone * 0.23;
            }
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public int read(short[] into, int offset, int length) {
            if (position >= samples) {
                return -1;
            }
            int count = (int) Math.min(length, samples - position);
            for (int i = 0; i < count; i++) {
                into[offset + i] = next();
            }
            return count;
        }

        private short next() {
            int inCycle = (int) (position % (CYCLE_MS * SAMPLES_PER_MS));
            if (inCycle == 0) {
                startCycle(position / (CYCLE_MS * SAMPLES_PER_MS));
            }
            steps[RAMP] = (lowestHz(RAMP) + (inCycle + 0.5) * (RAMP_HZ_PER_MS / SAMPLES_PER_MS)) / SAMPLE_RATE_HZ;
            double sum = 0;
            for (int tone = 0; tone < TONES; tone++) {
                double phase = phases[tone];
                sum += SINE[(int) (phase * SINE_SIZE)];
                phase += steps[tone];
                phases[tone] = phase < 1 ? phase : phase - 1;
            }
            long fromEdge = Math.min(position, samples - 1 - position);
            if (fromEdge < edgeSamples) {
                sum *= 0.5 - 0.5 * StrictMath.cos(Math.PI * (fromEdge + 0.5) / edgeSamples);
            }
            position++;
            return (short) Math.round(sum);
        }

        private void startCycle(long cycle) {
            steps[SIGNATURE_LOW] = stepFrequencyHz(SIGNATURE_LOW, lowStep(signature)) / SAMPLE_RATE_HZ;
            steps[SIGNATURE_HIGH] = stepFrequencyHz(SIGNATURE_HIGH, highStep(signature)) / SAMPLE_RATE_HZ;
            steps[CYCLE_UNITS] = stepFrequencyHz(CYCLE_UNITS, unitsStep(cycle)) / SAMPLE_RATE_HZ;
            steps[CYCLE_TENS] = stepFrequencyHz(CYCLE_TENS, tensStep(cycle)) / SAMPLE_RATE_HZ;
        }

        @Override
        public int charactersAt(long at) {
            if (at >= samples) {
                return text.length();
            }
            return at <= 0 ? 0 : (int) (text.length() * at / samples);
        }

        @Override
        public void close() {}
    }
}
