package dev.bargein.lab.ear;

import dev.bargein.simulator.calibration.CalibrationDecoder;
import dev.bargein.simulator.calibration.CalibrationFrame;
import dev.bargein.simulator.calibration.CalibrationReading;
import dev.bargein.simulator.calibration.CalibrationSegment;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The measures of an interruption, taken from what was audible and from nothing else. The sound must come from
 * {@link CalibrationVoice}.
 *
 * <p>Frames of 10 ms are counted from t0 on, so that sound before t0 never makes a frame after it audible. Positions in
 * a response are found to about 2 ms, also after Opus at 24 kb/s.
 *
 * <p>Immutable.
 */
public final class EarMetrics {
    /** Pass this as the next response if there is none. */
    public static final int NO_RESPONSE = EarAttribution.NOBODY;

    private static final int FRAME_MS = 10;
    private static final int FRAME_SAMPLES = CalibrationDecoder.FRAME_SAMPLES;
    private static final double SAMPLES_PER_MS = EarRecording.SAMPLE_RATE_HZ / 1_000.0;

    /** The edge of a sound is found to 1 ms inside its frame. */
    private static final int BLOCK_SAMPLES = EarRecording.SAMPLE_RATE_HZ / 1_000;

    /** Smaller holes between pieces are the error of the measurement. */
    private static final double POSITION_ERROR_MS = 5;

    /** Smaller overlaps are a codec's smear, which makes a piece before silence seem longer. */
    private static final double SMEAR_MS = 15;

    /** So many frames must agree on the position of a piece, unless there are only shorter ones. */
    private static final int TRUSTED_FRAMES = 2;

    private final CalibrationReading reading;
    private final long t0Sample;
    private final short[] pcm;

    private EarMetrics(short[] pcm, long t0Sample) {
        this.pcm = pcm;
        this.reading = CalibrationDecoder.read(pcm, (int) t0Sample);
        this.t0Sample = t0Sample;
    }

    /** Reads what the ear has recorded so far, with {@code t0} as the instant of the interruption. */
    public static EarMetrics of(EarRecording ear, EarMark t0) {
        return new EarMetrics(ear.pcm(), t0.sample());
    }

    /** Reads a sound without an interruption: t0 is its first sample. */
    public static EarMetrics of(short[] pcm24k) {
        return new EarMetrics(pcm24k.clone(), 0);
    }

    /**
     * Measures stop-to-silence, leak, and how far the interrupted response was heard. Audible sound after t0 that
     * cannot be read counts as leak, unless the next response is already playing.
     *
     * @param interrupted the signature of the interrupted response
     * @param next the signature of the response after it, or {@link #NO_RESPONSE}
     * @throws IllegalArgumentException if both sound the same
     */
    public EarInterruption interruption(int interrupted, int next) {
        EarAttribution attribution = attribution(interrupted, next);
        int heard = CalibrationVoice.heardSignature(interrupted);
        long endSample = t0Sample;
        long leakSamples = 0;
        int unsureFrames = 0;
        List<CalibrationFrame> frames = reading.frames();
        for (int i = 0; i < frames.size(); i++) {
            long start = frames.get(i).startSample();
            if (start >= t0Sample && attribution.owner(i) == heard) {
                endSample = start + FRAME_SAMPLES;
                leakSamples += endOf(attribution, i) - startOf(attribution, i);
                unsureFrames += attribution.isRead(i) ? 0 : 1;
            }
        }
        return new EarInterruption(
                (endSample - t0Sample) / SAMPLES_PER_MS,
                leakSamples / SAMPLES_PER_MS,
                unsureFrames * FRAME_MS,
                response(interrupted, 0).heardMs());
    }

    /**
     * Measures what was heard of a response: clip, holes, and how far.
     *
     * @param signature the signature of the response
     * @param lengthMs how long the response is, in milliseconds; this is the clip if nothing of it was heard
     */
    public EarResponse response(int signature, double lengthMs) {
        List<CalibrationSegment> pieces = piecesOf(signature);
        if (pieces.isEmpty()) {
            return new EarResponse(false, lengthMs, 0, 0, 0, 0);
        }
        double missing = 0;
        double repeated = 0;
        double squeezed = 0;
        double end = pieces.get(0).startPositionMs();
        for (CalibrationSegment piece : pieces) {
            double hole = piece.startPositionMs() - end;
            missing += hole > POSITION_ERROR_MS ? hole : 0;
            double overlap = Math.min(end, piece.endPositionMs()) - piece.startPositionMs();
            repeated += overlap > SMEAR_MS ? overlap : 0;
            squeezed += piece.squeezedMs();
            end = Math.max(end, piece.endPositionMs());
        }
        return new EarResponse(true, pieces.get(0).startPositionMs(), missing, squeezed, repeated, end);
    }

    /**
     * Measures the onset delay: the first audible sound of a response minus the arrival of its first audio.
     *
     * @param signature the signature of the response
     * @param arrival when its first audio arrived at the client
     * @return milliseconds, or nothing if the response was not heard
     */
    public OptionalDouble onsetDelayMs(int signature, EarMark arrival) {
        return piecesOf(signature).stream()
                .mapToLong(CalibrationSegment::startSample)
                .mapToDouble(start -> (start - arrival.sample()) / SAMPLES_PER_MS)
                .min();
    }

    /** The pieces of all responses as they were heard, in order. */
    public List<CalibrationSegment> segments() {
        return reading.segments();
    }

    /**
     * All audible sound with the response that it was counted for, in order; made for drawing.
     *
     * @param interrupted the signature of the interrupted response
     * @param next the signature of the response after it, or {@link #NO_RESPONSE}
     * @throws IllegalArgumentException if both sound the same
     */
    public List<EarSpan> spans(int interrupted, int next) {
        EarAttribution attribution = attribution(interrupted, next);
        List<EarSpan> spans = new ArrayList<>();
        for (int i = 0; i < reading.frames().size(); i++) {
            if (reading.frames().get(i).audible()) {
                long start = Math.max(0, reading.frames().get(i).startSample());
                long end = Math.min(pcm.length, reading.frames().get(i).startSample() + FRAME_SAMPLES);
                int last = spans.size() - 1;
                if (last >= 0
                        && spans.get(last).endSample() == start
                        && spans.get(last).signature() == attribution.owner(i)) {
                    start = spans.remove(last).startSample();
                }
                spans.add(new EarSpan(start, end, attribution.owner(i)));
            }
        }
        return spans;
    }

    /**
     * Measures what a push-to-talk turn lost. Silence before and after the sound does not count, and neither does
     * sound from after the release.
     *
     * @param committed the audio of the item that the service committed: 16-bit mono PCM at 24 kHz
     * @param signature the signature of the sound that the microphone heard, starting with position 0 at the press
     * @param spokenMs how much of the sound the microphone had captured at the release, in milliseconds; a sound that ends
     *     before the release would hide a loss as long as that pause
     */
    public static EarTalk talk(short[] committed, int signature, double spokenMs) {
        EarResponse heard = of(committed).response(signature, spokenMs);
        double tailLossMs = heard.heard() ? Math.max(0, spokenMs - heard.heardMs()) : 0;
        return new EarTalk(heard.heard(), heard.clipMs(), tailLossMs, heard.missingMs(), heard.repeatedMs());
    }

    /** Where a response begins in a frame: inside it after silence, and near it after another response. */
    private long startOf(EarAttribution attribution, int frame) {
        long start = reading.frames().get(frame).startSample();
        if (start == t0Sample) {
            return start;
        }
        if (isSilent(frame - 1)) {
            for (long at = start; at < start + FRAME_SAMPLES; at += BLOCK_SAMPLES) {
                if (isLoud(at)) {
                    return at;
                }
            }
        } else if (attribution.owner(frame - 1) != attribution.owner(frame)) {
            return border(start, attribution.owner(frame));
        }
        return start;
    }

    /** Where a response ends in a frame: inside it before silence, and near it before another response. */
    private long endOf(EarAttribution attribution, int frame) {
        long end = reading.frames().get(frame).startSample() + FRAME_SAMPLES;
        if (isSilent(frame + 1)) {
            for (long at = end; at > end - FRAME_SAMPLES; at -= BLOCK_SAMPLES) {
                if (isLoud(at - BLOCK_SAMPLES)) {
                    return at;
                }
            }
        } else if (attribution.owner(frame + 1) != attribution.owner(frame)) {
            return border(end, attribution.owner(frame + 1));
        }
        return end;
    }

    /** Where the piece of a response begins that begins within two frames, else the given sample. */
    private long border(long near, int signature) {
        long best = near;
        long distance = 2 * FRAME_SAMPLES + 1;
        for (CalibrationSegment segment : reading.segments()) {
            long away = Math.abs(segment.startSample() - near);
            if (segment.signature() == signature && away < distance && segment.startSample() >= t0Sample) {
                best = segment.startSample();
                distance = away;
            }
        }
        return best;
    }

    private boolean isSilent(int frame) {
        return frame < 0
                || frame >= reading.frames().size()
                || !reading.frames().get(frame).audible();
    }

    private boolean isLoud(long sample) {
        return CalibrationDecoder.levelDbfs(pcm, sample, BLOCK_SAMPLES) > CalibrationDecoder.AUDIBLE_DBFS;
    }

    private EarAttribution attribution(int interrupted, int next) {
        int old = CalibrationVoice.heardSignature(interrupted);
        int young = next == NO_RESPONSE ? NO_RESPONSE : CalibrationVoice.heardSignature(next);
        if (old == young) {
            throw new IllegalArgumentException("give the responses signatures that differ modulo "
                    + CalibrationVoice.SIGNATURES + ": " + interrupted + " and " + next);
        }
        return new EarAttribution(pcm, reading, t0Sample, old, young);
    }

    /** The trustworthy pieces of a response, ordered by their position in it. */
    private List<CalibrationSegment> piecesOf(int signature) {
        int heard = CalibrationVoice.heardSignature(signature);
        List<CalibrationSegment> all = reading.segments().stream()
                .filter(segment -> segment.signature() == heard)
                .sorted(Comparator.comparingDouble(CalibrationSegment::startPositionMs))
                .toList();
        List<CalibrationSegment> trusted = all.stream()
                .filter(segment -> segment.readFrames() >= TRUSTED_FRAMES)
                .toList();
        return trusted.isEmpty() ? all : trusted;
    }
}
