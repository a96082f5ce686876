package dev.bargein.core.internal;

import dev.bargein.core.WakeReason;
import java.util.Arrays;

/** One deadline for every reason to wait. */
public final class Deadlines {
    private static final WakeReason[] REASONS = WakeReason.values();
    private final long[] at = new long[REASONS.length];

    /** No deadlines. */
    public Deadlines() {
        Arrays.fill(at, Long.MAX_VALUE);
    }

    /** Sets or moves a deadline. */
    public void set(WakeReason reason, long nanos) {
        at[reason.ordinal()] = nanos;
    }

    /** Removes a deadline. */
    public void clear(WakeReason reason) {
        at[reason.ordinal()] = Long.MAX_VALUE;
    }

    /** Removes all. */
    public void clearAll() {
        Arrays.fill(at, Long.MAX_VALUE);
    }

    /** Whether there is a deadline for that reason. */
    public boolean isSet(WakeReason reason) {
        return at[reason.ordinal()] != Long.MAX_VALUE;
    }

    /** Removes and returns the earliest reason that is due; {@link WakeReason#NONE} when none is. */
    public WakeReason takeDue(long now) {
        WakeReason next = next();
        if (next == WakeReason.NONE || at[next.ordinal()] > now) {
            return WakeReason.NONE;
        }
        clear(next);
        return next;
    }

    /** The reason of the earliest deadline. */
    public WakeReason next() {
        int best = 0;
        for (int i = 1; i < at.length; i++) {
            if (at[i] < at[best]) {
                best = i;
            }
        }
        return REASONS[best];
    }

    /** When that deadline is. */
    public long at(WakeReason reason) {
        return at[reason.ordinal()];
    }
}
