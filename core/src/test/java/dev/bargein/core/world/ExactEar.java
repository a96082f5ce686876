package dev.bargein.core.world;

import dev.bargein.core.Playout;
import java.util.Arrays;
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
        int under = beginningUnderFade(frame);
        for (int i = 0; i < Playout.FRAME_SAMPLES; i++) {
            short v = frame[i];
            if (held || gainIndex < FADE_SAMPLES) {
                soft(v, i, nowNanos);
                continue;
            }
            if (under >= 0 && i < FADE_SAMPLES) {
                if (i % 24 == 0 || i == FADE_SAMPLES - 1) {
                    loudest = stillFalls(v, v - truth[under][i], loudest, old, nowNanos);
                }
                position[under]++;
                sounding = under;
                continue;
            }
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
                        loudest = stillFalls(v, v, loudest, old, nowNanos);
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

    /** A sample before a pause, in it, or after it: the next one of its response, softer, or nothing. */
    private void soft(short v, int at, long nowNanos) {
        if (gainIndex >= FADE_SAMPLES) {
            if (v != 0) {
                throw new Violation("pause", nowNanos, "sample " + v + " at " + at + " while the voice is held");
            }
            return;
        }
        boolean unsure = false;
        for (int r = Math.max(0, sounding); r <= latest && waiting > 0; r++) {
            // Nothing tells which sample of a damaged response this is, nor whether it is the first one of the next.
            unsure |= damaged.get(r) || unknown.get(r);
            if (unsure) {
                forgive(r);
                continue;
            }
            short[] all = truth[r];
            if (all != null
                    && !interrupted.get(r)
                    && position[r] < all.length
                    && softened(all[(int) position[r]]) == v) {
                sounding = r;
                position[r]++;
                gainIndex++;
                waiting--;
                return;
            }
        }
        if (v == 0) {
            return;
        }
        gainIndex++;
        waiting--;
        if (damaged.isEmpty() && unknown.isEmpty()) {
            throw new Violation("I4", nowNanos, "sample " + v + " at " + at + " around a pause is not the next one");
        }
    }

    /**
     * How loud a fade may be further on. Of two sounds that are too loud together nothing can be told.
     *
     * @param v what is heard
     * @param fade how much of it is the fade
     */
    private int stillFalls(short v, int fade, int loudest, int old, long nowNanos) {
        if (v == Short.MAX_VALUE || v == Short.MIN_VALUE) {
            return loudest;
        }
        if (Math.abs(fade) > loudest && !damaged.get(old)) {
            throw new Violation("I3", nowNanos, "the fade of response " + old + " does not fall");
        }
        return Math.abs(fade) + 2_100;
    }

    /**
     * The response that begins in the very frame in which another one is faded out, -1 for none: the speaker stood still
     * from before the interruption until the next answer was there. Its first samples are heard together with the fade;
     * those behind the fade, alone again, say that it is so.
     */
    private int beginningUnderFade(short[] frame) {
        if (!fading || sounding < 0) {
            return -1;
        }
        for (int r = sounding + 1; r <= latest; r++) {
            short[] all = truth[r];
            boolean may = all != null && position[r] == 0 && all.length > FADE_SAMPLES && !interrupted.get(r);
            if (may
                    && frame[FADE_SAMPLES] == all[FADE_SAMPLES]
                    && !Arrays.equals(frame, 0, FADE_SAMPLES, all, 0, FADE_SAMPLES)) {
                return r;
            }
        }
        return -1;
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
