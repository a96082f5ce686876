package dev.bargein.simulator.internal;

import org.jspecify.annotations.Nullable;

/**
 * The input audio buffer, and the clock of everything that was ever heard. When nobody commits or clears, the oldest
 * sound makes room.
 *
 * <p>Thread law: confined.
 */
final class InputBuffer {
    private static final long PREFIX_MS = 300;

    private final Pcm.Budget budget;
    private final long mostSamples;
    private Pcm pending;
    private long heardSamples;
    private long speechStartMs;
    private @Nullable String speechItemId;

    InputBuffer(Pcm.Budget budget, long mostSamples) {
        this.budget = budget;
        this.mostSamples = mostSamples;
        this.pending = new Pcm(budget);
    }

    void append(short[] pcm, int length) {
        heardSamples += length;
        pending.append(pcm, length);
        pending.keepNewest(mostSamples);
    }

    void clear() {
        pending.clear();
    }

    long bufferedSamples() {
        return pending.samples();
    }

    /** Hands out what is buffered and begins anew. */
    Pcm commit() {
        Pcm committed = pending;
        pending = new Pcm(budget);
        return committed;
    }

    /** Milliseconds heard since the session began. */
    long clockMs() {
        return Pcm.toMs(heardSamples);
    }

    /** Speech began: names its item, and returns that name. */
    String beginSpeech(String itemId) {
        String named = speechItemId;
        if (named != null) {
            return named;
        }
        speechItemId = itemId;
        speechStartMs = Math.max(0, clockMs() - PREFIX_MS);
        return itemId;
    }

    long speechStartMs() {
        return speechStartMs;
    }

    /** Speech ended; the name of its item, null when none had begun. */
    @Nullable
    String endSpeech() {
        String named = speechItemId;
        speechItemId = null;
        return named;
    }
}
