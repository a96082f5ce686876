package dev.bargein.lab.internal.handsfree;

import static dev.bargein.lab.internal.handsfree.Levels.FRAME;

import java.util.ArrayList;
import java.util.List;

/**
 * Follows a known sound at the ear, sample by sample, through silences, fades and a player that reads a little faster:
 * what was skipped, and what came twice.
 *
 * <p>Sound that is copied is followed exactly. Where it is faded, its last samples round to nothing: up to
 * {@value #SOFT_SAMPLES} of them count as heard. Not thread-safe.
 */
final class SampleTracker {
    /** 0.25 ms, around each silence. */
    static final int SOFT_SAMPLES = 6;

    /** A resampled frame is found to a fraction of a sample. */
    private static final double RESAMPLED_ERROR = 1.5;

    private static final double COPIED_ERROR = 0.5;

    /** The rates at which a player may read. */
    private static final double[] RATES = {1, 1.005, 1.001, 0.999, 0.995};

    private static final double STEP = 0.25;
    private static final double FINE = 0.003;

    /** So much of a frame's energy may be error. */
    private static final double MATCH = 0.04;

    /** With so little of it nothing better need be looked for. */
    private static final double CERTAIN = 0.001;

    /** Half a frame: a rise from silence is over by then. */
    private static final int RISE = FRAME / 2;

    /** A frame that ends with so many zeros falls silent. */
    private static final int TRAILING_ZEROS = 8;

    private static final int NEAR = 9_600;

    /** The first frame that is heard begins here, unless something is clipped. */
    private static final int BEGINNING = 480;

    private final short[] source;
    private final List<Gap> gaps = new ArrayList<>();
    private double position;
    private double lastRate = 1;
    private boolean known;
    private boolean resampled;
    private boolean soft;
    private int silentFrom = -1;
    private int audibleEnd;
    private int unreadable;
    private long lost;
    private long repeated;

    private SampleTracker(short[] source) {
        this.source = source;
    }

    /**
     * A silence within the sound.
     *
     * @param from its first sample at the ear
     * @param to the first sample after it
     * @param lost samples of the sound that were skipped with it
     * @param repeated samples of the sound that came again after it
     */
    record Gap(int from, int to, long lost, long repeated) {}

    /**
     * What was read.
     *
     * @param gaps the silences after which the sound went on
     * @param audibleEnd the sample after the last audible one
     * @param heard how far into the sound it came
     * @param lost samples that were skipped, within silences and elsewhere
     * @param repeated samples that came twice
     * @param unreadable frames that are something else
     */
    record Reading(List<Gap> gaps, int audibleEnd, long heard, long lost, long repeated, int unreadable) {}

    /** Where a frame is in the source, and how fast it was read; negative where it is not. */
    private record Match(double start, double rate) {
        static final Match NONE = new Match(-1, 1);

        boolean found() {
            return start >= 0;
        }
    }

    /** Reads all that was heard, in frames as they were rendered. */
    static Reading read(short[] ear, short[] source) {
        SampleTracker tracker = new SampleTracker(source);
        short[] frame = new short[FRAME];
        for (int at = 0; at + FRAME <= ear.length; at += FRAME) {
            System.arraycopy(ear, at, frame, 0, FRAME);
            tracker.frame(frame, at);
        }
        return new Reading(
                List.copyOf(tracker.gaps),
                tracker.audibleEnd,
                Math.round(tracker.position),
                tracker.lost,
                tracker.repeated,
                tracker.unreadable);
    }

    private void frame(short[] frame, int at) {
        int first = 0;
        while (first < FRAME && frame[first] == 0) {
            first++;
        }
        int last = FRAME - 1;
        while (last >= first && frame[last] == 0) {
            last--;
        }
        if (first > last) {
            silence(at);
            return;
        }
        boolean starts = silentFrom >= 0 || !known;
        boolean falls = FRAME - 1 - last >= TRAILING_ZEROS;
        if (!known && first > RISE / 2) {
            // Too little of the very beginning to be sure of it.
            return;
        }
        if (falls) {
            fall(frame, starts ? first : 0, last, at);
        } else {
            whole(frame, starts ? RISE : 0, at + first);
        }
        audibleEnd = at + last + 1;
        if (falls) {
            silence(audibleEnd);
        }
    }

    private void silence(int from) {
        if (known && silentFrom < 0) {
            silentFrom = from;
            soft = true;
        }
    }

    /** A frame of which all that follows {@code from} is as loud as it should be. */
    private void whole(short[] frame, int from, int audibleFrom) {
        double expected = position + from * lastRate;
        Match match = known ? near(frame, from, expected) : wide(frame, from, 0, BEGINNING);
        if (!match.found()) {
            match = wide(frame, from, expected - NEAR, expected + NEAR);
        }
        if (!match.found()) {
            match = wide(frame, from, 0, source.length);
        }
        if (!match.found()) {
            unreadable++;
            goOn(audibleFrom, 0);
            position += FRAME;
            return;
        }
        boolean copied = match.rate() == 1 && match.start() == Math.rint(match.start());
        double tolerance = soft ? SOFT_SAMPLES : copied && !resampled ? COPIED_ERROR : RESAMPLED_ERROR;
        double jump = match.start() - expected;
        goOn(audibleFrom, known && Math.abs(jump) > tolerance ? Math.round(jump) : 0);
        position = match.start() + (FRAME - from) * match.rate();
        resampled = !copied;
        lastRate = match.rate();
        known = true;
        soft = false;
    }

    /** Sound after silence, or after more sound. */
    private void goOn(int audibleFrom, long jump) {
        lost += Math.max(0, jump);
        repeated += Math.max(0, -jump);
        if (silentFrom >= 0) {
            gaps.add(new Gap(silentFrom, audibleFrom, Math.max(0, jump), Math.max(0, -jump)));
            silentFrom = -1;
        }
    }

    /** A frame that falls silent: softer and softer, it can be told only that it is what should follow. */
    private void fall(short[] frame, int from, int last, int at) {
        if (silentFrom >= 0) {
            goOn(at + from, 0);
        }
        position += (last + 1 - from) * lastRate;
        soft = true;
    }

    private Match near(short[] frame, int from, double expected) {
        int whole = (int) Math.rint(expected);
        int reach = soft ? SOFT_SAMPLES : 1;
        for (int d = 0; d <= reach; d++) {
            if (equal(frame, from, whole + d)) {
                return new Match(whole + d, 1);
            }
            if (equal(frame, from, whole - d)) {
                return new Match(whole - d, 1);
            }
        }
        return refined(frame, from, expected, soft ? SOFT_SAMPLES : RESAMPLED_ERROR + STEP);
    }

    private boolean equal(short[] frame, int from, int start) {
        if (start < 0 || start + FRAME - from > source.length) {
            return false;
        }
        for (int i = from; i < FRAME; i++) {
            if (frame[i] != source[start + i - from]) {
                return false;
            }
        }
        return true;
    }

    private Match refined(short[] frame, int from, double expected, double reach) {
        // Mostly it goes on as fast as it did.
        if (expected >= 0 && error(frame, from, expected, lastRate) < CERTAIN) {
            return new Match(expected, lastRate);
        }
        double best = MATCH;
        Match match = Match.NONE;
        for (double rate : RATES) {
            for (double start = expected - reach; start <= expected + reach; start += STEP) {
                double error = error(frame, from, start, rate);
                if (error < best) {
                    best = error;
                    match = new Match(Math.max(0, start), rate);
                }
            }
        }
        // So exactly that the next frames are found where they must be.
        for (double step = STEP / 2; match.found() && step > FINE; step /= 2) {
            for (double start : new double[] {match.start() - step, match.start() + step}) {
                double error = error(frame, from, start, match.rate());
                if (start >= 0 && error < best) {
                    best = error;
                    match = new Match(start, match.rate());
                }
            }
        }
        return match;
    }

    /** The part of the frame's energy that is not explained by the source. */
    private double error(short[] frame, int from, double start, double rate) {
        double energy = 1;
        double error = 0;
        for (int i = from; i < FRAME; i++) {
            double difference = frame[i] - at(start + (i - from) * rate);
            error += difference * difference;
            energy += (double) frame[i] * frame[i];
        }
        return error / energy;
    }

    /** The source between its samples, by a cubic. */
    private double at(double where) {
        int whole = (int) Math.floor(where);
        double t = where - whole;
        double a = sample(whole - 1);
        double b = sample(whole);
        double c = sample(whole + 1);
        double d = sample(whole + 2);
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    private double sample(int at) {
        return at < 0 || at >= source.length ? 0 : source[at];
    }

    /** Looks for a frame anywhere in a range. */
    private Match wide(short[] frame, int from, double low, double high) {
        int length = FRAME - from;
        double energy = 0;
        for (int i = from; i < FRAME; i++) {
            energy += (double) frame[i] * frame[i];
        }
        double best = 0.8;
        int where = -1;
        int first = (int) Math.max(0, low);
        double there = 1;
        for (int i = first; i < Math.min(source.length, first + length); i++) {
            there += (double) source[i] * source[i];
        }
        for (int start = first; start <= Math.min(high, source.length - length); start++) {
            long product = 0;
            for (int i = 0; i < length; i++) {
                product += frame[from + i] * source[start + i];
            }
            double likeness = product / Math.sqrt(there * (energy + 1));
            double gone = source[start];
            double comes = sample(start + length);
            there += comes * comes - gone * gone;
            if (likeness > best) {
                best = likeness;
                where = start;
            }
        }
        if (where < 0) {
            return Match.NONE;
        }
        return equal(frame, from, where) ? new Match(where, 1) : refined(frame, from, where, 2);
    }
}
