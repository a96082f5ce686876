package dev.bargein.simulator.calibration;

import static dev.bargein.simulator.calibration.CalibrationTones.CYCLE_MS;
import static dev.bargein.simulator.calibration.CalibrationTones.CYCLE_STEPS;
import static dev.bargein.simulator.calibration.CalibrationTones.CYCLE_TENS;
import static dev.bargein.simulator.calibration.CalibrationTones.CYCLE_UNITS;
import static dev.bargein.simulator.calibration.CalibrationTones.RAMP;
import static dev.bargein.simulator.calibration.CalibrationTones.RAMP_HZ_PER_MS;
import static dev.bargein.simulator.calibration.CalibrationTones.SAMPLES_PER_MS;
import static dev.bargein.simulator.calibration.CalibrationTones.SIGNATURE_HIGH;
import static dev.bargein.simulator.calibration.CalibrationTones.SIGNATURE_LOW;
import static dev.bargein.simulator.calibration.CalibrationTones.TONES;
import static dev.bargein.simulator.calibration.CalibrationTones.highestHz;
import static dev.bargein.simulator.calibration.CalibrationTones.lowestHz;
import static dev.bargein.simulator.calibration.CalibrationTones.nearestStep;
import static dev.bargein.simulator.calibration.CalibrationTones.stepFrequencyHz;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the sound of {@link CalibrationVoice} back: for every 10 ms how loud it is, which utterance it belongs to and
 * where in it, and from these the pieces that were heard without a jump.
 *
 * <p>Thread-safe; all methods are pure functions of their arguments.
 */
public final class CalibrationDecoder {
    /** The length of a frame in samples at 24 kHz: 10 ms. */
    public static final int FRAME_SAMPLES = ToneSpectrum.FRAME_SAMPLES;

    /** The level that a frame must exceed to be audible, in dB relative to full scale (RMS). */
    public static final double AUDIBLE_DBFS = -50;

    /** The level reported for digital silence, in dB relative to full scale. */
    public static final double SILENCE_DBFS = -120;

    /** Searching a little beyond a tone's own frequencies keeps a peak at the very end from being cut in half. */
    private static final double BAND_MARGIN_HZ = 25;

    /** A weaker tone than this part of the frame's energy is noise; all five equal would be 0.2 each. */
    private static final double MIN_TONE_SHARE = 0.015;

    /**
     * Below this part of the energy in the five tones the frame is some other sound, or holds so short a piece of the
     * sound that its tones are too blurred to be told apart.
     */
    private static final double MIN_CONFIDENCE = 0.55;

    /** A frame that no neighbour bears out must be this pure; where two pieces meet, their tones can fake others. */
    private static final double LONE_CONFIDENCE = 0.9;

    /** How far to look for neighbours among frames that cannot be read. */
    private static final int NEIGHBOUR_FRAMES = 12;

    /** How far from its step a signature tone may be; in between lies no man's land. */
    private static final double MAX_STEP_ERROR_HZ = 10.5;

    private CalibrationDecoder() {}

    /** The same as {@link #decode(short[], int)} with frames that start at sample 0. */
    public static List<CalibrationFrame> decode(short[] pcm24k) {
        return decode(pcm24k, 0);
    }

    /**
     * Decodes every frame.
     *
     * @param pcm24k 16-bit mono PCM at 24 kHz
     * @param anchorSample a sample at which a frame must start, such as the instant of an interruption; any integer
     * @return frames without gaps that cover all samples; the first and the last may reach beyond the recording, which
     *     counts as silence
     */
    public static List<CalibrationFrame> decode(short[] pcm24k, int anchorSample) {
        int phase = Math.floorMod(anchorSample, FRAME_SAMPLES);
        int start = phase == 0 ? 0 : phase - FRAME_SAMPLES;
        List<CalibrationFrame> frames = new ArrayList<>((pcm24k.length - start) / FRAME_SAMPLES + 1);
        ToneSpectrum spectrum = new ToneSpectrum();
        for (; start < pcm24k.length; start += FRAME_SAMPLES) {
            frames.add(frame(frames.size(), pcm24k, start, spectrum));
        }
        for (int i = 0; i < frames.size(); i++) {
            if (isFake(frames, i)) {
                frames.set(i, frames.get(i).withoutSignature());
            }
        }
        return frames;
    }

    /**
     * Decodes every frame and joins them to segments.
     *
     * @param pcm24k 16-bit mono PCM at 24 kHz
     * @param anchorSample a sample at which a frame must start
     */
    public static CalibrationReading read(short[] pcm24k, int anchorSample) {
        List<CalibrationFrame> frames = decode(pcm24k, anchorSample);
        return new CalibrationReading(frames, new CalibrationSegmenter(pcm24k, frames).segments());
    }

    /** The segments of a recording whose frames start at sample 0. */
    public static List<CalibrationSegment> segments(short[] pcm24k) {
        return read(pcm24k, 0).segments();
    }

    /** The level of some samples in dB relative to full scale (RMS); samples outside the array are silence. */
    public static double levelDbfs(short[] pcm, long start, int length) {
        long sum = 0;
        int from = (int) Math.max(0, start);
        int to = (int) Math.min(pcm.length, start + length);
        for (int i = from; i < to; i++) {
            sum += (long) pcm[i] * pcm[i];
        }
        if (sum == 0) {
            return SILENCE_DBFS;
        }
        return Math.max(SILENCE_DBFS, 10 * Math.log10((double) sum / length / (32_768.0 * 32_768.0)));
    }

    private static CalibrationFrame frame(int index, short[] pcm, int start, ToneSpectrum spectrum) {
        double level = levelDbfs(pcm, start, FRAME_SAMPLES);
        if (level <= AUDIBLE_DBFS) {
            return new CalibrationFrame(index, start, level, false, -1, Double.NaN, 0);
        }
        spectrum.load(pcm, start);
        double weakest = 1;
        double total = 0;
        double rampHz = 0;
        int lowStep = 0;
        int highStep = 0;
        int units = 0;
        int tens = 0;
        boolean onStep = true;
        for (int tone = 0; tone < TONES; tone++) {
            spectrum.findPeak(lowestHz(tone) - BAND_MARGIN_HZ, highestHz(tone) + BAND_MARGIN_HZ);
            double hz = spectrum.peakHz();
            total += spectrum.peakShare();
            weakest = Math.min(weakest, spectrum.peakShare());
            switch (tone) {
                case SIGNATURE_LOW -> {
                    lowStep = nearestStep(tone, hz);
                    onStep &= isOnStep(tone, lowStep, hz);
                }
                case SIGNATURE_HIGH -> {
                    highStep = nearestStep(tone, hz);
                    onStep &= isOnStep(tone, highStep, hz);
                }
                case RAMP -> rampHz = hz;
                case CYCLE_UNITS -> units = nearestStep(tone, hz);
                case CYCLE_TENS -> tens = nearestStep(tone, hz);
                default -> throw new AssertionError("no such tone: " + tone);
            }
        }
        double confidence = Math.min(1, total);
        int signature = onStep && weakest >= MIN_TONE_SHARE && confidence >= MIN_CONFIDENCE
                ? CalibrationTones.signature(lowStep, highStep)
                : -1;
        double inCycleMs = (rampHz - lowestHz(RAMP)) / RAMP_HZ_PER_MS;
        double position = (double) (tens * CYCLE_STEPS + units) * CYCLE_MS + Math.max(0, Math.min(CYCLE_MS, inCycleMs));
        return new CalibrationFrame(
                index, start, level, true, signature, signature < 0 ? Double.NaN : position, confidence);
    }

    /** Whether the sound around a frame says something else, and nothing close by says the same. */
    private static boolean isFake(List<CalibrationFrame> frames, int index) {
        CalibrationFrame frame = frames.get(index);
        if (!frame.attributed() || frame.confidence() >= LONE_CONFIDENCE) {
            return false;
        }
        int before = neighbour(frames, index, -1);
        int after = neighbour(frames, index, 1);
        boolean contradicted = before >= 0 || after >= 0;
        return contradicted && before != frame.signature() && after != frame.signature();
    }

    /** The signature that the next readable frame in a direction tells, or -1 if silence comes first. */
    private static int neighbour(List<CalibrationFrame> frames, int index, int direction) {
        for (int i = index + direction;
                i >= 0 && i < frames.size() && frames.get(i).audible();
                i += direction) {
            if (Math.abs(i - index) > NEIGHBOUR_FRAMES) {
                break;
            }
            if (frames.get(i).attributed()) {
                return frames.get(i).signature();
            }
        }
        return -1;
    }

    private static boolean isOnStep(int tone, int step, double hz) {
        return Math.abs(hz - stepFrequencyHz(tone, step)) <= MAX_STEP_ERROR_HZ;
    }

    /** The middle of a frame in milliseconds of the recording. */
    static double middleMs(CalibrationFrame frame) {
        return (frame.startSample() + FRAME_SAMPLES / 2.0) / SAMPLES_PER_MS;
    }
}
