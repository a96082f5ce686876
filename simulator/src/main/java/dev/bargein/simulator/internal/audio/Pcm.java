package dev.bargein.simulator.internal.audio;

import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.internal.limits.SessionMemory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A growing run of 16-bit mono PCM at 24 kHz that can be cut. It counts every sample, and keeps them until a newer run
 * needs the room: the oldest run of a budget forgets its samples first, all of them.
 *
 * <p>Not thread-safe.
 */
public final class Pcm {
    /** Samples in a millisecond. */
    public static final int SAMPLES_PER_MS = 24;

    private final Budget budget;
    private final Deque<short[]> chunks = new ArrayDeque<>();
    private long kept;
    private long samples;
    private boolean pinned;

    public Pcm(Budget budget) {
        this.budget = budget;
    }

    /** A run that keeps its samples whatever comes later, until it is {@linkplain #unpin unpinned}. */
    static Pcm pinned(Budget budget) {
        Pcm pcm = new Pcm(budget);
        pcm.pinned = true;
        return pcm;
    }

    /** From now on it may forget its samples like any other; it counts as the newest of its budget. */
    void unpin() {
        pinned = false;
        noteKept();
    }

    public static long toMs(long samples) {
        return samples / SAMPLES_PER_MS;
    }

    public static long toSamples(long ms) {
        return ms * SAMPLES_PER_MS;
    }

    public long samples() {
        return samples;
    }

    public long ms() {
        return toMs(samples);
    }

    public void append(short[] pcm, int length) {
        if (kept == samples && budget.take(length, this)) {
            keep(pcm, length);
        }
        samples += length;
        noteKept();
    }

    /** Whether every sample was kept. */
    public boolean isKept() {
        return kept == samples;
    }

    /** Throws away what lies beyond. */
    public void cut(long toSamples) {
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
                budget.take(remain, this);
                keep(last, remain);
            }
        }
        noteKept();
    }

    /** Forgets everything. */
    public void clear() {
        forget();
        samples = 0;
        noteKept();
    }

    /** Forgets the samples and still counts them. */
    private void forget() {
        budget.give(kept);
        chunks.clear();
        kept = 0;
    }

    /** Tells the budget whether there is anything to be had here. */
    private void noteKept() {
        if (kept > 0 && !pinned) {
            budget.evictable.add(this);
        } else {
            budget.evictable.remove(this);
        }
    }

    /** Throws away the oldest samples until at most so many are left. */
    void keepNewest(long most) {
        long surplus = Math.max(0, kept - most);
        drop(surplus);
        samples -= surplus;
    }

    /** Frees the oldest of what is kept. */
    private void drop(long count) {
        for (long left = count; left > 0; ) {
            short[] oldest = chunks.removeFirst();
            int part = (int) Math.min(oldest.length, left);
            if (part < oldest.length) {
                chunks.addFirst(Arrays.copyOfRange(oldest, part, oldest.length));
            }
            left -= part;
        }
        budget.give(count);
        kept -= count;
        noteKept();
    }

    /** Moves the oldest samples of another of the same budget to the end of this one. */
    void moveFrom(Pcm other, long count) {
        long moved = Math.min(count, other.samples);
        long toKeep = Math.min(moved, other.kept);
        if (kept < samples) {
            other.drop(toKeep);
        } else {
            for (long left = toKeep; left > 0; ) {
                short[] oldest = other.chunks.removeFirst();
                int part = (int) Math.min(oldest.length, left);
                chunks.add(part == oldest.length ? oldest : Arrays.copyOf(oldest, part));
                if (part < oldest.length) {
                    other.chunks.addFirst(Arrays.copyOfRange(oldest, part, oldest.length));
                }
                left -= part;
            }
            kept += toKeep;
            other.kept -= toKeep;
        }
        samples += moved;
        other.samples -= moved;
        noteKept();
        other.noteKept();
    }

    /** A copy of at most so many of the newest samples; none when they were not kept. */
    short[] newest(int most) {
        int length = kept == samples ? (int) Math.min(most, kept) : 0;
        short[] out = new short[length];
        int at = length;
        for (Iterator<short[]> back = chunks.descendingIterator(); at > 0; ) {
            short[] chunk = back.next();
            int part = Math.min(at, chunk.length);
            at -= part;
            System.arraycopy(chunk, chunk.length - part, out, at, part);
        }
        return out;
    }

    /** What was kept, without copying: a chunk never changes once it is in here. */
    public SimulatorItem.Sound sound() {
        return SimulatorItem.Sound.ofChunks(List.copyOf(chunks));
    }

    /** A copy of the samples that were kept. */
    public short[] toArray() {
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

    /** How many samples one session may keep: what goes beyond is taken from the oldest runs. */
    public static final class Budget {
        /** The runs that hold samples and may lose them, oldest first. */
        private final Set<Pcm> evictable = new LinkedHashSet<>();

        private final long most;
        private final SessionMemory memory;
        private long left;

        public Budget(long samples) {
            this(samples, SessionMemory.unlimited());
        }

        /** A budget that tells what its samples take. */
        public Budget(long samples, SessionMemory memory) {
            most = samples;
            left = samples;
            this.memory = memory;
        }

        /** Samples that are kept. */
        long used() {
            return most - left;
        }

        private boolean take(long samples, Pcm taker) {
            Iterator<Pcm> oldest = evictable.iterator();
            while (samples > left && oldest.hasNext()) {
                Pcm run = oldest.next();
                if (run != taker) {
                    run.forget();
                    oldest.remove();
                }
            }
            if (samples > left) {
                return false;
            }
            left -= samples;
            memory.add(samples * Short.BYTES);
            return true;
        }

        /** Makes the oldest runs forget about so many samples or more; says how many it were. */
        public long forget(long samples) {
            long before = left;
            for (Iterator<Pcm> oldest = evictable.iterator(); oldest.hasNext() && left - before < samples; ) {
                Pcm run = oldest.next();
                oldest.remove();
                run.forget();
            }
            return left - before;
        }

        private void give(long samples) {
            left += samples;
            memory.add(-samples * Short.BYTES);
        }
    }
}
