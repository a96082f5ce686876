package dev.bargein.core.world;

import dev.bargein.core.Playout;

/** For sound that may be stretched a little on its way. */
final class SmoothEar extends Ear {
    private static final int CLIP_SAMPLES = 240 + 48;

    private final long[] fed = new long[MOST_RESPONSES];
    private final long[] fedAt = new long[MOST_RESPONSES];
    private final long[] out = new long[MOST_RESPONSES];
    private final long[] last = new long[MOST_RESPONSES];
    private final boolean judgeClip;
    private int latest = -1;
    private int fedBefore;
    private int before;
    private long clock;

    SmoothEar(boolean judgeClip) {
        this.judgeClip = judgeClip;
    }

    /** 10 ms arrived from the network. */
    void feed(short[] frame, long nowNanos) {
        if (silent(frame)) {
            fedBefore = 0;
            return;
        }
        for (short v : frame) {
            int slot = v == 0 ? -1 : Voice.smoothSlot(v, fedBefore);
            fedBefore = v;
            if (slot >= 0) {
                int r = owner(slot);
                fed[r]++;
                fedAt[r] = nowNanos;
            }
        }
    }

    private static boolean silent(short[] frame) {
        for (short v : frame) {
            if (v != 0) {
                return false;
            }
        }
        return true;
    }

    void announce(int response) {
        latest = Math.max(latest, response);
    }

    private long missing(int response) {
        return fed[response] - out[response];
    }

    /** I4: what came of a response long enough ago was rendered, but for a clip of 10 ms and the drift of the clocks. */
    void complete(int response, long nowNanos) {
        boolean settled =
                fed[response] > 0 && nowNanos - fedAt[response] > SimulatedNetwork.ms(300) + heldNanos(nowNanos);
        if (settled && missing(response) > 240 + 48 + pauses * (2 * FADE_SAMPLES + 48) + fed[response] / 150) {
            throw new Violation(
                    "I4",
                    nowNanos,
                    missing(response) + " of " + fed[response] + " samples of response " + response
                            + " were not rendered");
        }
    }

    /** The last response whose voice is on that level. */
    private int owner(int slot) {
        return Math.max(0, latest - Math.floorMod(latest - slot, Voice.RESPONSES));
    }

    @Override
    protected void judge(short[] frame, long nowNanos) {
        if (silent(frame)) {
            clock += frame.length;
            before = 0;
            return;
        }
        int leak = 0;
        for (int i = 0; i < Playout.FRAME_SAMPLES; i++) {
            short v = frame[i];
            clock++;
            if (held && gainIndex >= FADE_SAMPLES && v != 0) {
                throw new Violation("pause", nowNanos, "sample " + v + " at " + i + " while the voice is held");
            }
            if (gainIndex < FADE_SAMPLES) {
                gainIndex++;
                before = 0;
                continue;
            }
            int slot = v == 0 ? -1 : Voice.smoothSlot(v, before);
            before = v;
            if (slot < 0) {
                continue;
            }
            int r = owner(slot);
            if (interrupted.get(r) && !unknown.get(r)) {
                if (!(fading && i < FADE_SAMPLES) && ++leak > 2) {
                    throw new Violation("I3", nowNanos, "sound of interrupted response " + r);
                }
                continue;
            }
            if (out[r]++ == 0) {
                position[r] = Voice.smoothPosition(v, 0, 0);
                if (judgeClip && !unknown.get(r) && position[r] > CLIP_SAMPLES) {
                    throw new Violation("I4", nowNanos, "response " + r + " starts at its sample " + position[r]);
                }
            } else if (i == Playout.FRAME_SAMPLES - 1 || clock - last[r] > 2 || position[r] == 0) {
                position[r] = Voice.smoothPosition(v, position[r] + 1, position[r] + clock - last[r]);
            } else {
                position[r]++;
            }
            last[r] = clock;
            if (judgeClip && r < sounding && !unknown.get(r)) {
                throw new Violation("I4", nowNanos, "response " + r + " sounds after " + sounding);
            }
            sounding = r;
        }
    }
}
