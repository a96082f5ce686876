package dev.bargein.simulator.internal;

import dev.bargein.simulator.SimulatorItem;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A growing run of 16-bit mono PCM at 24 kHz that can be cut. It counts every sample, and keeps them while its budget
 * lasts.
 *
 * <p>Thread law: confined.
 */
final class Pcm {
    /** Samples in a millisecond. */
    static final int SAMPLES_PER_MS = 24;

    private final Budget budget;
    private final Deque<short[]> chunks = new ArrayDeque<>();
    private long kept;
    private long samples;

    Pcm(Budget budget) {
        this.budget = budget;
    }

    static long toMs(long samples) {
        return samples / SAMPLES_PER_MS;
    }

    static long toSamples(long ms) {
        return ms * SAMPLES_PER_MS;
    }

    long samples() {
        return samples;
    }

    long ms() {
        return toMs(samples);
    }

    void append(short[] pcm, int length) {
        if (kept == samples && budget.take(length)) {
            keep(pcm, length);
        }
        samples += length;
    }

    /** Throws away what lies beyond. */
    void cut(long toSamples) {
        if (toSamples >= samples) {
            return;
        }
        samples = toSamples;
        while (kept > samples) {
            short[] last = chunks.removeLast();
            long start = kept - last.length;
            budget.give(last.length);
            kept = start;
            int remain = (int) Math.max(0, samples - start);
            if (remain > 0) {
                budget.take(remain);
                keep(last, remain);
            }
        }
    }

    /** Forgets everything. */
    void clear() {
        budget.give(kept);
        chunks.clear();
        kept = 0;
        samples = 0;
    }

    /** Throws away the oldest samples until at most so many are left. */
    void keepNewest(long most) {
        while (kept > most && !chunks.isEmpty()) {
            short[] oldest = chunks.removeFirst();
            int surplus = (int) Math.min(oldest.length, kept - most);
            if (surplus < oldest.length) {
                chunks.addFirst(Arrays.copyOfRange(oldest, surplus, oldest.length));
            }
            budget.give(surplus);
            kept -= surplus;
            samples -= surplus;
        }
    }

    /** What was kept, without copying: a chunk never changes once it is in here. */
    SimulatorItem.Sound sound() {
        return SimulatorItem.Sound.ofChunks(List.copyOf(chunks));
    }

    /** A copy of the samples that were kept. */
    short[] toArray() {
        short[] out = new short[(int) kept];
        int at = 0;
        for (short[] chunk : chunks) {
            System.arraycopy(chunk, 0, out, at, chunk.length);
            at += chunk.length;
        }
        return out;
    }

    private void keep(short[] pcm, int length) {
        chunks.add(Arrays.copyOf(pcm, length));
        kept += length;
    }

    /** How many samples one session may keep. */
    static final class Budget {
        private long left;

        Budget(long samples) {
            left = samples;
        }

        boolean take(long samples) {
            if (samples > left) {
                return false;
            }
            left -= samples;
            return true;
        }

        void give(long samples) {
            left += samples;
        }
    }
}
