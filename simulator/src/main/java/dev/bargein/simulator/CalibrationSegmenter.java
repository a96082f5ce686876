package dev.bargein.simulator;

import static dev.bargein.simulator.CalibrationDecoder.FRAME_SAMPLES;
import static dev.bargein.simulator.CalibrationTones.CYCLE_MS;
import static dev.bargein.simulator.CalibrationTones.RANGE_MS;
import static dev.bargein.simulator.CalibrationTones.SAMPLES_PER_MS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Joins frames to segments.
 *
 * <p>What identifies a segment is its offset: position in the utterance minus time in the recording. It is constant
 * while the utterance plays, and steps when something is skipped or repeated. Single frames may misread it (a codec
 * blurs a tone, a cycle ends in mid-frame), so only medians over several frames are ever compared.
 *
 * <p>Thread law: confined.
 */
final class CalibrationSegmenter {
    /** A smaller step of the offset is a jitter buffer at work, which squeezes and stretches by a few milliseconds. */
    private static final double JUMP_MS = 10;

    /** Frames on each side whose medians are compared to find a jump. */
    private static final int JUMP_FRAMES = 5;

    /**
     * A jump that comes back to the very line it left within so many frames was a misread count of cycles or a
     * decoder's concealment; nothing that plays a queue does that.
     */
    private static final int RETURN_FRAMES = 20;

    /** More frames than these are not misread by whole cycles all alike. */
    private static final int MISCOUNTED_FRAMES = 6;

    /** Frames at either end of a segment that decide on its position there. */
    private static final int FIT_FRAMES = 8;

    /** This many unreadable frames in a row are a lost packet or two; the same utterance continues after them. */
    private static final int BRIDGED_FRAMES = 6;

    /** So far below the segment's own level, sound is the codec's smear and not the edge of the segment. */
    private static final double EDGE_BELOW_DB = 25;

    /** The edge may lie in the second frame, if the first holds only the foot of it. */
    private static final int EDGE_SAMPLES = 2 * FRAME_SAMPLES;

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
        return segments;
    }

    /** The index after the last frame that has the same signature without silence in between. */
    private int endOfGroup(int first) {
        int signature = frames.get(first).signature();
        int end = first + 1;
        for (int i = first + 1; i < frames.size() && i - end <= BRIDGED_FRAMES; i++) {
            CalibrationFrame frame = frames.get(i);
            if (!frame.audible() || (frame.attributed() && frame.signature() != signature)) {
                break;
            }
            if (frame.attributed()) {
                end = i + 1;
            }
        }
        return end;
    }

    private int[] readable(int first, int end) {
        int[] indexes = new int[end - first];
        int count = 0;
        for (int i = first; i < end; i++) {
            if (frames.get(i).attributed()) {
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
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int k = 1; k < group.length; k++) {
            int start = starts.get(starts.size() - 1);
            if (isJump(offsets, start, k)) {
                int back = returnFrom(offsets, start, k);
                if (back > k) {
                    // The frames stay in the segment; only their misread positions must not count.
                    Arrays.fill(offsets, k, back, median(offsets, Math.max(start, k - JUMP_FRAMES), k));
                } else {
                    starts.add(k);
                }
            }
        }
        joinMiscountedEnds(offsets, starts);
        for (int i = 0; i < starts.size(); i++) {
            add(group, offsets, starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : group.length);
        }
    }

    /** A few frames at either end that are off by whole cycles are misread, too; nothing comes back there. */
    private static void joinMiscountedEnds(double[] offsets, List<Integer> starts) {
        if (starts.size() > 1) {
            int last = starts.get(starts.size() - 1);
            double before = before(offsets, starts.get(starts.size() - 2), last);
            double after = median(offsets, last, offsets.length);
            if (offsets.length - last <= MISCOUNTED_FRAMES && isWholeCycles(after - before)) {
                Arrays.fill(offsets, last, offsets.length, before);
                starts.remove(starts.size() - 1);
            }
        }
        if (starts.size() > 1) {
            int second = starts.get(1);
            double before = median(offsets, 0, second);
            double after = median(offsets, second, Math.min(offsets.length, second + JUMP_FRAMES));
            if (second <= MISCOUNTED_FRAMES && isWholeCycles(after - before)) {
                Arrays.fill(offsets, 0, second, after);
                starts.remove(1);
            }
        }
    }

    private static boolean isWholeCycles(double ms) {
        return Math.abs(ms - Math.rint(ms / CYCLE_MS) * CYCLE_MS) <= JUMP_MS;
    }

    private static boolean isJump(double[] offsets, int start, int k) {
        int ahead = Math.min(JUMP_FRAMES, offsets.length - k);
        if (ahead < 2 || (ahead == 2 && Math.abs(offsets[k] - offsets[k + 1]) > JUMP_MS)) {
            return false;
        }
        double before = before(offsets, start, k);
        double after = median(offsets, k, k + ahead);
        return Math.abs(after - before) > JUMP_MS && Math.abs(offsets[k] - after) < Math.abs(offsets[k] - before);
    }

    /** The offset that the segment from {@code start} had before {@code k}; its first frames need those after them. */
    private static double before(double[] offsets, int start, int k) {
        return k - start < JUMP_FRAMES
                ? median(offsets, start, Math.min(offsets.length, start + JUMP_FRAMES))
                : median(offsets, k - JUMP_FRAMES, k);
    }

    /** Where the offset is back to what it was before {@code k}, or {@code k} if it does not come back. */
    private static int returnFrom(double[] offsets, int start, int k) {
        double before = before(offsets, start, k);
        int last = Math.min(offsets.length - JUMP_FRAMES, k + RETURN_FRAMES);
        for (int back = k + 1; back <= last; back++) {
            if (Math.abs(offsets[back] - before) <= JUMP_MS
                    && Math.abs(median(offsets, back, back + JUMP_FRAMES) - before) <= JUMP_MS) {
                return back;
            }
        }
        return k;
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
        double levelDbfs = -Double.MAX_VALUE;
        for (int i = firstFrame; i < endFrame; i++) {
            levelDbfs = Math.max(levelDbfs, frames.get(i).levelDbfs());
        }
        double edgeDbfs = Math.max(CalibrationDecoder.AUDIBLE_DBFS, levelDbfs - EDGE_BELOW_DB);
        long startSample = afterJump
                ? jumpSample(group, from)
                : isSilent(firstFrame - 1) ? firstLoud(firstFrame, edgeDbfs) : startOf(firstFrame);
        long endSample = beforeJump
                ? jumpSample(group, to)
                : isSilent(endFrame) ? endOfLoud(endFrame, edgeDbfs) : startOf(endFrame);
        double startOffset = median(offsets, from, Math.min(to, from + FIT_FRAMES));
        double endOffset = median(offsets, Math.max(from, to - FIT_FRAMES), to);
        double start = startOffset + (double) startSample / SAMPLES_PER_MS;
        double reduce = Math.floor((start + EARLY_MS) / RANGE_MS) * RANGE_MS;
        double end = endOffset + (double) endSample / SAMPLES_PER_MS - reduce;
        segments.add(new CalibrationSegment(
                frames.get(group[from]).signature(),
                firstFrame,
                endFrame,
                startSample,
                endSample,
                Math.max(0, start - reduce),
                Math.max(0, end),
                agreeing(offsets, from, to)));
    }

    /** How many frames bear the median of their neighbourhood out. */
    private static int agreeing(double[] offsets, int from, int to) {
        int count = 0;
        for (int k = from; k < to; k++) {
            int first = Math.max(from, k - JUMP_FRAMES / 2);
            double usual = median(offsets, first, Math.min(to, first + JUMP_FRAMES));
            count += Math.abs(offsets[k] - usual) <= JUMP_MS ? 1 : 0;
        }
        return count;
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

    private long firstLoud(int frame, double edgeDbfs) {
        long start = startOf(frame);
        for (long at = start; at < start + EDGE_SAMPLES; at += SAMPLES_PER_MS) {
            if (CalibrationDecoder.levelDbfs(pcm, at, SAMPLES_PER_MS) > edgeDbfs) {
                return Math.max(0, at);
            }
        }
        return Math.max(0, start);
    }

    private long endOfLoud(int endFrame, double edgeDbfs) {
        long end = startOf(endFrame);
        for (long at = end; at > end - EDGE_SAMPLES; at -= SAMPLES_PER_MS) {
            if (CalibrationDecoder.levelDbfs(pcm, at - SAMPLES_PER_MS, SAMPLES_PER_MS) > edgeDbfs) {
                return Math.min(pcm.length, at);
            }
        }
        return Math.min(pcm.length, end);
    }

    private static double wrapped(double ms) {
        return ms - Math.rint(ms / RANGE_MS) * RANGE_MS;
    }

    private static double median(double[] values, int from, int to) {
        double[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
