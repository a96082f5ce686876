package dev.bargein.simulator.internal;

import dev.bargein.protocol.AudioBytes;
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
    private AudioFormat format = AudioFormat.PCM;
    private AudioFormat.Reader reader = format.reader();
    private long heardSamples;
    private long speechStartMs;
    private @Nullable String speechItemId;

    InputBuffer(Pcm.Budget budget, long mostSamples) {
        this.budget = budget;
        this.mostSamples = mostSamples;
        this.pending = new Pcm(budget);
    }

    /** From now on the wire carries another format. */
    void setFormat(AudioFormat wanted) {
        if (wanted != format) {
            drain();
            format = wanted;
            reader = wanted.reader();
        }
    }

    /** Sound as the wire carries it. */
    void append(AudioBytes bytes) {
        short[] pcm = reader.read(bytes);
        append(pcm, pcm.length);
    }

    void append(short[] pcm, int length) {
        heardSamples += length;
        pending.append(pcm, length);
        pending.keepNewest(mostSamples);
    }

    void clear() {
        drain();
        pending.clear();
    }

    long bufferedSamples() {
        return pending.samples() + reader.withheld();
    }

    /** Hands out what is buffered and begins anew. */
    Pcm commit() {
        drain();
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

    private void drain() {
        short[] rest = reader.flush();
        append(rest, rest.length);
    }
}
