package dev.bargein.simulator.calibration;

import static dev.bargein.simulator.calibration.CalibrationDecoder.FRAME_SAMPLES;
import static dev.bargein.simulator.calibration.CalibrationTones.RANGE_MS;
import static dev.bargein.simulator.calibration.CalibrationTones.SAMPLES_PER_MS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Joins frames to segments: first those that tell the same signature without silence in between, then, within these,
 * those whose positions lie on one {@linkplain PositionLines line}.
 *
 * <p>Not thread-safe.
 */
final class CalibrationSegmenter {
    /** Frames at either end of a segment that decide on its position there. */
    private static final int FIT_FRAMES = 8;

    /** This many unreadable frames in a row are a few lost packets; the same utterance continues after them. */
    private static final int BRIDGED_FRAMES = 12;

    /** So far below the segment's own level, sound is the codec's smear and not the edge of the segment. */
    private static final double EDGE_BELOW_DB = 14;

    /** The edge may lie in the second frame, if the first holds only the foot of it. */
    private static final int EDGE_SAMPLES = 2 * FRAME_SAMPLES;

    /** How far around the estimated border of two utterances to look for the true one. */
    private static final int SPLICE_SAMPLES = 25 * SAMPLES_PER_MS;

    /** Shorter dips of the level are the tones beating. */
    private static final int QUIET_SAMPLES = 5 * SAMPLES_PER_MS;

    /** Start positions that a smeared edge makes slightly negative must not turn into the end of the range. */
    private static final double EARLY_MS = 50;

    private final short[] pcm;
    private final List<CalibrationFrame> frames;
    private final List<CalibrationSegment> segments = new ArrayList<>();

    CalibrationSegmenter(short[] pcm, List<CalibrationFrame> frames) {
        this.pcm = pcm;
        this.frames = frames;
    }

    List<CalibrationSegment> segments() {
        int i = 0;
        while (i < frames.size()) {
            if (frames.get(i).attributed()) {
                int end = endOfGroup(i);
                splitAtJumps(readable(i, end));
                i = end;
            } else {
                i++;
            }
        }
        for (int k = 1; k < segments.size(); k++) {
            meet(k - 1, k);
        }
        return segments;
    }

    /** Moves the common border of two pieces that touch to where it is. */
    private void meet(int earlier, int later) {
        CalibrationSegment a = segments.get(earlier);
        CalibrationSegment b = segments.get(later);
        if (b.firstFrame() - a.endFrame() > 1 || isSilent(a.endFrame()) || isSilent(b.firstFrame() - 1)) {
            return;
        }
        long from = Math.max(a.startSample(), a.endSample() - SPLICE_SAMPLES);
        long to = Math.min(b.endSample(), b.startSample() + SPLICE_SAMPLES);
        boolean jump = a.signature() == b.signature();
        long border = jump ? a.endSample() : SpliceFinder.find(pcm, from, to, a.signature(), b.signature());
        // A codec's smear may fill a short silence between them; then there are two borders.
        double edgeDbfs = Math.min(edgeDbfs(a), edgeDbfs(b));
        long aroundSamples = jump ? SPLICE_SAMPLES : QUIET_SAMPLES;
        long quiet = firstQuiet(Math.max(from, border - aroundSamples), Math.min(to, border + aroundSamples), edgeDbfs);
        segments.set(earlier, a.endingAt(quiet < to ? lastLoud(from, quiet, edgeDbfs) : border));
        segments.set(later, b.startingAt(quiet < to ? firstLoud(quiet, to, edgeDbfs) : border));
    }

    /** The index after the last frame that has the same signature without silence in between. */
    private int endOfGroup(int first) {
        int signature = frames.get(first).signature();
        int end = first + 1;
        for (int i = first + 1; i < frames.size() && i - end <= BRIDGED_FRAMES; i++) {
            CalibrationFrame frame = frames.get(i);
            if (!frame.audible() || (frame.attributed() && frame.signature() != signature && !isLone(i, signature))) {
                break;
            }
            if (frame.signature() == signature) {
                end = i + 1;
            }
        }
        return end;
    }

    /** Whether the next frame that can be read belongs to the given utterance again. */
    private boolean isLone(int index, int signature) {
        for (int i = index + 1; i < frames.size() && i - index <= BRIDGED_FRAMES && !isSilent(i); i++) {
            if (frames.get(i).attributed()) {
                return frames.get(i).signature() == signature;
            }
        }
        return false;
    }

    private int[] readable(int first, int end) {
        int[] indexes = new int[end - first];
        int count = 0;
        for (int i = first; i < end; i++) {
            if (frames.get(i).signature() == frames.get(first).signature()) {
                indexes[count++] = i;
            }
        }
        return Arrays.copyOf(indexes, count);
    }

    private void splitAtJumps(int[] group) {
        double[] offsets = new double[group.length];
        for (int k = 0; k < group.length; k++) {
            CalibrationFrame frame = frames.get(group[k]);
            double raw = frame.positionMs() - CalibrationDecoder.middleMs(frame);
            offsets[k] = k == 0 ? raw : offsets[k - 1] + wrapped(raw - offsets[k - 1]);
        }
        List<Integer> starts = PositionLines.cut(offsets);
        for (int i = 0; i < starts.size(); i++) {
            add(group, offsets, starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : group.length);
        }
    }

    private void add(int[] group, double[] offsets, int from, int to) {
        boolean afterJump = from > 0;
        boolean beforeJump = to < group.length;
        int firstFrame = afterJump ? jumpFrame(group, from) : group[from];
        int endFrame = beforeJump ? jumpFrame(group, to) : group[to - 1] + 1;
        if (!afterJump && isLooseEnd(firstFrame - 1)) {
            firstFrame--;
        }
        if (!beforeJump && isLooseEnd(endFrame)) {
            endFrame++;
        }
        double edgeDbfs = edgeDbfs(firstFrame, endFrame);
        long startSample = startOf(firstFrame);
        long endSample = startOf(endFrame);
        if (afterJump) {
            startSample = jumpSample(group, from);
        } else if (isSilent(firstFrame - 1)) {
            startSample = Math.max(0, firstLoud(startSample, startSample + EDGE_SAMPLES, edgeDbfs));
        }
        if (beforeJump) {
            endSample = jumpSample(group, to);
        } else if (isSilent(endFrame)) {
            endSample = Math.min(pcm.length, lastLoud(endSample - EDGE_SAMPLES, endSample, edgeDbfs));
        }
        double startOffset = PositionLines.median(offsets, from, Math.min(to, from + FIT_FRAMES));
        double endOffset = PositionLines.median(offsets, Math.max(from, to - FIT_FRAMES), to);
        double start = startOffset + (double) startSample / SAMPLES_PER_MS;
        double reduce = Math.floor((start + EARLY_MS) / RANGE_MS) * RANGE_MS;
        if (start < reduce) {
            // Nothing of an utterance sounds before its start; this was a codec's smear or somebody else.
            startSample = Math.min(endSample, startSample + Math.round((reduce - start) * SAMPLES_PER_MS));
            start = reduce;
        }
        double end = endOffset + (double) endSample / SAMPLES_PER_MS - reduce;
        segments.add(new CalibrationSegment(
                frames.get(group[from]).signature(),
                firstFrame,
                endFrame,
                new CalibrationSegment.Edge(startSample, start - reduce),
                new CalibrationSegment.Edge(endSample, Math.max(0, end)),
                PositionLines.agreeing(offsets, from, to)));
    }

    /** The frame that starts the piece after a jump: the middle of what could not be read around the jump. */
    private static int jumpFrame(int[] group, int k) {
        return (group[k - 1] + 1 + group[k]) / 2;
    }

    private long jumpSample(int[] group, int k) {
        return (startOf(group[k - 1] + 1) + startOf(group[k])) / 2;
    }

    /** Whether a frame is audible, unreadable and nobody's yet: the fraction of a frame at the edge of a segment. */
    private boolean isLooseEnd(int index) {
        return index >= 0
                && index < frames.size()
                && frames.get(index).audible()
                && !frames.get(index).attributed()
                && (segments.isEmpty() || segments.get(segments.size() - 1).endFrame() <= index);
    }

    private boolean isSilent(int index) {
        return index < 0 || index >= frames.size() || !frames.get(index).audible();
    }

    private long startOf(int frame) {
        return frames.get(0).startSample() + (long) frame * FRAME_SAMPLES;
    }

    private double edgeDbfs(CalibrationSegment segment) {
        return edgeDbfs(segment.firstFrame(), segment.endFrame());
    }

    private double edgeDbfs(int firstFrame, int endFrame) {
        double levelDbfs = -Double.MAX_VALUE;
        for (int i = firstFrame; i < endFrame; i++) {
            levelDbfs = Math.max(levelDbfs, frames.get(i).levelDbfs());
        }
        return Math.max(CalibrationDecoder.AUDIBLE_DBFS, levelDbfs - EDGE_BELOW_DB);
    }

    /** Where the sound first stays quiet for a while; {@link Long#MAX_VALUE} if nowhere. */
    private long firstQuiet(long from, long to, double edgeDbfs) {
        for (long at = from; at < to; at += SAMPLES_PER_MS) {
            if (CalibrationDecoder.levelDbfs(pcm, at, QUIET_SAMPLES) <= edgeDbfs) {
                return at;
            }
        }
        return Long.MAX_VALUE;
    }

    /** The start of the first loud millisecond; {@code from} if there is none. */
    private long firstLoud(long from, long to, double edgeDbfs) {
        for (long at = from; at < to; at += SAMPLES_PER_MS) {
            if (CalibrationDecoder.levelDbfs(pcm, at, SAMPLES_PER_MS) > edgeDbfs) {
                return at;
            }
        }
        return from;
    }

    /** The end of the last loud millisecond; {@code to} if there is none. */
    private long lastLoud(long from, long to, double edgeDbfs) {
        for (long at = to; at > from; at -= SAMPLES_PER_MS) {
            if (CalibrationDecoder.levelDbfs(pcm, at - SAMPLES_PER_MS, SAMPLES_PER_MS) > edgeDbfs) {
                return at;
            }
        }
        return to;
    }

    private static double wrapped(double ms) {
        return ms - Math.rint(ms / RANGE_MS) * RANGE_MS;
    }
}
