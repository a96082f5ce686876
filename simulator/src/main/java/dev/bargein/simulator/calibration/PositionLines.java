package dev.bargein.simulator.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the jumps in a row of offsets, position in the utterance minus time in the recording, one for each readable
 * frame.
 *
 * <p>The offset is constant while an utterance plays, and steps when something is skipped or repeated. Frames may
 * misread it, also several in a row (a codec blurs a tone, a decoder conceals, a cycle ends in mid-frame); therefore
 * only medians over several frames are compared, only lines that enough frames agree on are believed, and a line that is
 * left and found again was never left.
 */
final class PositionLines {
    /** A smaller step of the offset is a jitter buffer at work, which squeezes and stretches by a few milliseconds. */
    private static final double JUMP_MS = 10;

    /** Frames on each side whose medians are compared to find a jump. */
    private static final int JUMP_FRAMES = 5;

    /** So many frames must agree on a line between others to believe in it. */
    private static final int SOLID_FRAMES = 5;

    /** Nothing that plays a queue comes back to the very line it left within so many frames. */
    private static final int RETURN_FRAMES = 20;

    /** More frames than these are not off by whole cycles all alike, at either end where nothing can come back. */
    private static final int MISCOUNTED_FRAMES = 8;

    private final double[] offsets;
    private List<Integer> starts = new ArrayList<>();

    private PositionLines(double[] offsets) {
        this.offsets = offsets;
    }

    /**
     * Cuts the row at its jumps, and puts offsets that were misread onto the line they belong to.
     *
     * @param offsets the offsets, at least one; corrected in place
     * @return the index of the first frame of every line, beginning with 0
     */
    static List<Integer> cut(double[] offsets) {
        PositionLines lines = new PositionLines(offsets);
        lines.cutAtJumps();
        lines.dropUnbelieved();
        lines.joinReturns();
        lines.joinMiscountedEnds();
        return lines.starts;
    }

    /** How many frames of a line bear the median of their neighbourhood out. */
    static int agreeing(double[] offsets, int from, int to) {
        int count = 0;
        for (int k = from; k < to; k++) {
            int first = Math.max(from, Math.min(k - JUMP_FRAMES / 2, to - JUMP_FRAMES));
            double usual = median(offsets, first, Math.min(to, first + JUMP_FRAMES));
            count += Math.abs(offsets[k] - usual) <= JUMP_MS ? 1 : 0;
        }
        return count;
    }

    static double median(double[] values, int from, int to) {
        double[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private void cutAtJumps() {
        starts.add(0);
        for (int k = 1; k < offsets.length; k++) {
            if (isJump(starts.get(starts.size() - 1), k)) {
                starts.add(k);
            }
        }
    }

    private boolean isJump(int start, int k) {
        int ahead = Math.min(JUMP_FRAMES, offsets.length - k);
        if (ahead < 2 || (ahead == 2 && Math.abs(offsets[k] - offsets[k + 1]) > JUMP_MS)) {
            return false;
        }
        // The first frames of a line need those after them.
        double before = k - start < JUMP_FRAMES ? head(start, offsets.length) : median(offsets, k - JUMP_FRAMES, k);
        double after = median(offsets, k, k + ahead);
        return Math.abs(after - before) > JUMP_MS && Math.abs(offsets[k] - after) < Math.abs(offsets[k] - before);
    }

    private void dropUnbelieved() {
        List<Integer> kept = new ArrayList<>();
        int lost = -1;
        for (int i = 0; i < starts.size(); i++) {
            int from = starts.get(i);
            int to = endOf(i);
            if (agreeing(offsets, from, to) < SOLID_FRAMES) {
                if (kept.isEmpty()) {
                    lost = to;
                } else {
                    Arrays.fill(offsets, from, to, tail(kept.get(kept.size() - 1), from));
                }
            } else if (kept.isEmpty()) {
                if (lost > 0) {
                    Arrays.fill(offsets, 0, lost, head(from, to));
                }
                kept.add(0);
            } else {
                kept.add(from);
            }
        }
        starts = kept.isEmpty() ? new ArrayList<>(List.of(0)) : kept;
    }

    private void joinReturns() {
        for (int i = 0; i < starts.size(); i++) {
            for (int j = starts.size() - 1; j > i; j--) {
                double left = tail(starts.get(i), endOf(i));
                boolean soon = starts.get(j) - endOf(i) <= RETURN_FRAMES;
                if (soon && Math.abs(head(starts.get(j), endOf(j)) - left) <= JUMP_MS) {
                    Arrays.fill(offsets, endOf(i), starts.get(j), left);
                    starts.subList(i + 1, j + 1).clear();
                    j = starts.size();
                }
            }
        }
    }

    private void joinMiscountedEnds() {
        int last = starts.size() - 1;
        if (last > 0 && offsets.length - starts.get(last) <= MISCOUNTED_FRAMES) {
            double before = tail(starts.get(last - 1), starts.get(last));
            if (isWholeCycles(median(offsets, starts.get(last), offsets.length) - before)) {
                Arrays.fill(offsets, starts.get(last), offsets.length, before);
                starts.remove(last);
            }
        }
        if (starts.size() > 1 && starts.get(1) <= MISCOUNTED_FRAMES) {
            double after = head(starts.get(1), endOf(1));
            if (isWholeCycles(after - median(offsets, 0, starts.get(1)))) {
                Arrays.fill(offsets, 0, starts.get(1), after);
                starts.remove(1);
            }
        }
    }

    private static boolean isWholeCycles(double ms) {
        return Math.abs(ms - Math.rint(ms / CalibrationTones.CYCLE_MS) * CalibrationTones.CYCLE_MS) <= JUMP_MS;
    }

    private int endOf(int line) {
        return line + 1 < starts.size() ? starts.get(line + 1) : offsets.length;
    }

    private double head(int from, int to) {
        return median(offsets, from, Math.min(to, from + JUMP_FRAMES));
    }

    private double tail(int from, int to) {
        return median(offsets, Math.max(from, to - JUMP_FRAMES), to);
    }
}
