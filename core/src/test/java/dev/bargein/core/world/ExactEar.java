package dev.bargein.core.world;

import dev.bargein.core.Playout;
import java.util.BitSet;

/** For sound that must come out sample by sample as it went in. */
final class ExactEar extends Ear {
    private final short[][] truth = new short[MOST_RESPONSES][];
    private final BitSet damaged = new BitSet();
    private int latest = -1;

    /** Sound of a response is on its way. */
    void announce(int response, short[] samples) {
        truth[response] = samples;
        latest = Math.max(latest, response);
    }

    /** Sound of a response was lost, doubled or moved on its way: its order means nothing. */
    void damage(int response) {
        damaged.set(response);
    }

    boolean isDamaged(int response) {
        return damaged.get(response);
    }

    @Override
    protected void judge(short[] frame, long nowNanos) {
        int old = sounding;
        int loudest = Integer.MAX_VALUE;
        for (int i = 0; i < Playout.FRAME_SAMPLES; i++) {
            short v = frame[i];
            if (v == 0) {
                continue;
            }
            if (sounding >= 0 && !interrupted.get(sounding) && follows(sounding, v)) {
                position[sounding]++;
                continue;
            }
            if (fading && i < FADE_SAMPLES && old >= 0 && sounding == old) {
                int next = starting(v);
                if (next < 0) {
                    if (i % 24 == 0 || i == FADE_SAMPLES - 1) {
                        if (Math.abs(v) > loudest && !damaged.get(old)) {
                            throw new Violation("I3", nowNanos, "the fade of response " + old + " does not fall");
                        }
                        loudest = Math.abs(v) + 2_100;
                    }
                    continue;
                }
            }
            int next = starting(v);
            if (next < 0) {
                stray(v, i, nowNanos);
            } else {
                sounding = next;
                position[next]++;
            }
        }
    }

    private boolean follows(int response, short v) {
        short[] all = truth[response];
        return all != null && position[response] < all.length && all[(int) position[response]] == v;
    }

    /** The response of which this is the next sample, -1 for none. */
    private int starting(short v) {
        for (int r = Math.max(0, sounding); r <= latest; r++) {
            if (!interrupted.get(r) && follows(r, v)) {
                return r;
            }
        }
        return -1;
    }

    private void stray(short v, int at, long nowNanos) {
        int slot = Voice.exactSlot(v);
        int owner = -1;
        for (int r = Math.max(0, latest - Voice.RESPONSES + 1); r <= latest; r++) {
            if (r % Voice.RESPONSES == slot) {
                owner = r;
            }
        }
        if (owner >= 0 && (damaged.get(owner) || unknown.get(owner))) {
            sounding = Math.max(sounding, owner);
            if (!interrupted.get(owner) || unknown.get(owner)) {
                return;
            }
        }
        if (owner >= 0 && interrupted.get(owner)) {
            throw new Violation("I3", nowNanos, "sample " + v + " of interrupted response " + owner + " at " + at);
        }
        if (slot < 0 && !(damaged.isEmpty() && unknown.isEmpty())) {
            return;
        }
        throw new Violation(
                "I4",
                nowNanos,
                "sample " + v + " of response " + owner + " is not its next one, at " + at + " after "
                        + (owner < 0 ? 0 : position[owner]) + " samples; sounding " + sounding);
    }
}
