package dev.bargein.core.internal.connection;

import dev.bargein.core.Command;
import dev.bargein.core.Notice;
import dev.bargein.core.ReconnectPolicy;
import dev.bargein.core.WakeReason;
import dev.bargein.core.internal.CommandBuffer;
import dev.bargein.core.internal.Deadlines;

/** When a lost connection is made again, and when it is given up; and when one is left before the service ends it. */
public final class Reconnection {
    /** A session that was ready for so long has made up for the attempts that it took. */
    static final long SETTLED_NANOS = 10_000_000_000L;

    /** How long before its end a session is to be left, at most; and never more than a tenth of what is left of it. */
    static final long MAX_MARGIN_NANOS = 120_000_000_000L;

    /** How often it is looked for a quiet moment. */
    static final long LOOK_NANOS = 250_000_000L;

    private final ReconnectPolicy policy;
    private final CommandBuffer out;
    private final Deadlines deadlines;
    private boolean wasReady;
    private long readyAt;
    private int attempts;
    private long lostAt;
    private boolean leftEarly;

    /** A session that was left after so short a time is not left again before its end: the clocks differ. */
    static final long SHORT_LIFE_NANOS = 60_000_000_000L;

    /** No connection was lost yet. */
    public Reconnection(ReconnectPolicy policy, CommandBuffer out, Deadlines deadlines) {
        this.policy = policy;
        this.out = out;
        this.deadlines = deadlines;
    }

    /** Whether lost connections are made again. */
    public boolean enabled() {
        return policy.reconnects();
    }

    /** Whether the session was ready before: this is not its first connection. */
    public boolean wasReady() {
        return wasReady;
    }

    /** The session is ready. */
    public void ready() {
        wasReady = true;
        readyAt = out.now();
    }

    /**
     * The connection is gone, or could not be made.
     *
     * @param first whether it was ready until now
     * @return whether it will be made again
     */
    public boolean lost(boolean first, boolean retryable) {
        if (!wasReady || !retryable) {
            return false;
        }
        if (first) {
            if (attempts == 0 || out.now() - readyAt >= SETTLED_NANOS) {
                attempts = 0;
                lostAt = out.now();
            }
        }
        return attempts < policy.maxAttempts() && out.now() - lostAt <= policy.maxTotalMs() * 1_000_000L;
    }

    /** Waits for the next attempt. */
    public void schedule(String reason) {
        attempts++;
        long delay = policy.delayNanos(attempts);
        deadlines.set(WakeReason.RECONNECT, out.now() + delay);
        out.notify(new Notice.Reconnecting(attempts, delay / 1_000_000, reason));
    }

    /** The wait is over. */
    public void connect() {
        out.add(new Command.Connect(out.cause(), attempts));
    }

    /** The service ends the session after so long. */
    public void expiresIn(long nanos) {
        if (enabled() && nanos > 0 && (!leftEarly || nanos > SHORT_LIFE_NANOS)) {
            deadlines.set(WakeReason.SESSION_EXPIRES, out.now() + nanos - Math.min(MAX_MARGIN_NANOS, nanos / 10));
        }
    }

    /** It is time to leave the session, but not now. */
    public void notNow() {
        deadlines.set(WakeReason.SESSION_EXPIRES, out.now() + LOOK_NANOS);
    }

    /** Leaves the session for a new one, at once. */
    public void rollOver() {
        leftEarly = out.now() - readyAt < SHORT_LIFE_NANOS;
        attempts = 1;
        lostAt = out.now();
        out.notify(new Notice.Reconnecting(attempts, 0, "the session reaches its longest duration"));
        connect();
    }
}
