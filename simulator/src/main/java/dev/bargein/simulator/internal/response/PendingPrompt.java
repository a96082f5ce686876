package dev.bargein.simulator.internal.response;

import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.model.ResponseEndings;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.model.WakeTimes;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Turn;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The question to the brain, asked when the user's last words have been written down. Whoever transcribes an item says so
 * at the item itself: {@link StoredItem#beginTranscription} and {@link StoredItem#transcribe}.
 *
 * <p>Not thread-safe.
 */
final class PendingPrompt {
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");

    /** So long a brain waits for the words of a turn; the slowest transcription on the real wire was far below. */
    private static final long HEARING_NANOS = 3_000_000_000L;

    private final Brain brain;
    /** Null when it has been asked for: it may hold a whole conversation. */
    private @Nullable Supplier<Turn> turn;

    private @Nullable StoredItem heard;
    private final long deadlineNanos;
    private boolean asked;

    /**
     * A question.
     *
     * @param turn what it is about, as it is when it is asked
     * @param heard what the user said last; null when that does not matter
     */
    PendingPrompt(Brain brain, Supplier<Turn> turn, @Nullable StoredItem heard, long nowNanos) {
        this.brain = brain;
        this.turn = turn;
        this.heard = brain.hears() ? heard : null;
        this.deadlineNanos = nowNanos + HEARING_NANOS;
    }

    /** Asks when it is time. */
    void advance(ResponsePlan plan, long nowNanos) {
        if (asked || nowNanos < deadlineNanos && heard != null && heard.isBeingTranscribed()) {
            return;
        }
        Supplier<Turn> about = turn;
        forget();
        if (about == null) {
            return;
        }
        try {
            brain.think(about.get(), plan);
        } catch (RuntimeException | Error e) {
            OutOfMemoryWatch.check(e);
            LOG.log(System.Logger.Level.WARNING, "The brain failed; so does the response", e);
            plan.end(ResponseEndings.BROKEN);
        }
    }

    /** Nobody will ask any more. */
    void forget() {
        asked = true;
        turn = null;
        heard = null;
    }

    /** When {@link #advance} has to be called at the latest; it may be called earlier. */
    long nextWakeNanos() {
        return asked ? WakeTimes.NEVER : deadlineNanos;
    }
}
