package dev.bargein.core.world;

import dev.bargein.core.MediaTime;
import dev.bargein.core.internal.playout.Fade;
import java.util.Arrays;
import java.util.BitSet;

/** Hears every rendered sample, knows whose it is, and judges I3 and I4. */
abstract class Ear {
    /** A click is avoided by at most 5 ms of fade. */
    static final int FADE_SAMPLES = 5 * MediaTime.SAMPLES_PER_MS;

    static final int MOST_RESPONSES = 4_096;

    protected final BitSet interrupted = new BitSet();
    /** Responses that nothing can be said of. */
    protected final BitSet unknown = new BitSet();

    protected final long[] position = new long[MOST_RESPONSES];
    protected int sounding = -1;
    private boolean judging = true;
    protected boolean fading;
    /** The voice is held. */
    protected boolean held;
    /** How far the fall to a pause, or the rise after it, is. */
    protected int gainIndex = FADE_SAMPLES;

    protected int pauses;
    protected long waiting;
    private long heldSince;
    private long heldNanos;

    private long[] times = new long[4_096];
    private int[] whose = new int[4_096];
    private long[] where = new long[4_096];
    private int frames;

    /** Judges 10 ms that were pulled. */
    final void rendered(short[] frame, long nowNanos) {
        if (judging) {
            judge(frame, nowNanos);
        }
        fading = false;
        if (frames == times.length) {
            times = Arrays.copyOf(times, 2 * frames);
            whose = Arrays.copyOf(whose, 2 * frames);
            where = Arrays.copyOf(where, 2 * frames);
        }
        times[frames] = nowNanos;
        whose[frames] = sounding;
        where[frames] = sounding < 0 ? 0 : position[sounding];
        frames++;
    }

    /** Hears nothing from now on: under a strategy that is known to be wrong. */
    final void plug() {
        judging = false;
    }

    protected abstract void judge(short[] frame, long nowNanos);

    /** All queued sound was thrown away: the next frame may fade. */
    final void flushed(long now) {
        // What was to rise again, and was not heard yet, does not fall either; what was to fall does.
        fading = held ? gainIndex < FADE_SAMPLES : gainIndex > 0;
        gainIndex = FADE_SAMPLES;
        if (held) {
            heldNanos += now - heldSince;
            held = false;
        }
    }

    /** The voice is held from the next frame on. */
    final void paused(long now) {
        if (!held) {
            held = true;
            heldSince = now;
            gainIndex = FADE_SAMPLES - gainIndex;
            pauses++;
        }
    }

    /** The voice goes on. */
    final void resumed(long now) {
        if (held) {
            held = false;
            heldNanos += now - heldSince;
            gainIndex = FADE_SAMPLES - gainIndex;
        }
    }

    /** How long the voice was held in all, and so how late all that follows may be. */
    final long heldNanos(long now) {
        return heldNanos + (held ? now - heldSince : 0);
    }

    /** Whether the next frame holds a fall or a rise. */
    final boolean softens() {
        return gainIndex < FADE_SAMPLES;
    }

    /** How many samples wait for the next frame: whether a sample that is softened to nothing is one. */
    final void waiting(long samples) {
        waiting = samples;
    }

    /** A sample as it is heard in the fall to a pause or the rise after it. */
    protected final short softened(short sample) {
        double gain = held ? Fade.fall(gainIndex) : Fade.rise(gainIndex);
        return (short) (sample * gain);
    }

    final void interrupt(int response) {
        interrupted.set(response);
    }

    final void forgive(int response) {
        unknown.set(response);
    }

    final boolean isInterrupted(int response) {
        return interrupted.get(response);
    }

    final BitSet interrupted() {
        return interrupted;
    }

    final boolean isForgiven(int response) {
        return unknown.get(response);
    }

    /** How far a response was rendered, in samples. */
    final long rendered(int response) {
        return position[response];
    }

    /** How far a response was rendered until a time, in samples. */
    final long heard(int response, long untilNanos) {
        for (int i = frames - 1; i >= 0 && i >= frames - 200; i--) {
            if (times[i] <= untilNanos) {
                if (whose[i] == response) {
                    return where[i];
                }
                if (whose[i] < response) {
                    return 0;
                }
            }
        }
        return frames > 200 && sounding == response ? 0 : position[response];
    }

    /** The time of the last frame but the given number; for stalls. */
    final long longestGap(long sinceNanos) {
        long longest = 0;
        for (int i = frames - 1; i > 0 && times[i] >= sinceNanos; i--) {
            longest = Math.max(longest, times[i] - times[i - 1]);
        }
        return longest;
    }
}
