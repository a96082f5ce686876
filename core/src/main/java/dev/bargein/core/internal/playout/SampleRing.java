package dev.bargein.core.internal.playout;

import java.util.Arrays;

/** The last seconds of a stream by absolute position, with a mark on every 10 ms whether it is sound or silence. */
public final class SampleRing {
    public static final int FRAME = 240;

    /** 2^17 samples: 5.4 s. */
    private static final int CAPACITY = 1 << 17;

    /** Samples that may be asked for behind the writer; the rest is slack for interpolation. */
    static final long HISTORY = CAPACITY - 4L * FRAME;

    /** -60 dBFS: softer than audible, so that a soft beginning is not cut. */
    private static final long SOUND_MEAN_SQUARE = 33L * 33L;

    private final short[] samples = new short[CAPACITY];
    private final boolean[] sound = new boolean[CAPACITY / FRAME + 1];
    private long end;
    /** From here on, all samples are zero. */
    private long zeroFrom;

    /** Of the frame that is being filled: how much of it there is, and the sum of its squares. */
    private int inFrame;

    private long energy;

    /** The position after the last sample. */
    long end() {
        return end;
    }

    void append(short[] pcm) {
        for (short s : pcm) {
            samples[(int) (end & (CAPACITY - 1))] = s;
            end++;
            if (s != 0) {
                energy += (long) s * s;
                zeroFrom = end;
            }
            if (++inFrame == FRAME) {
                sound[frameSlot(end / FRAME - 1)] = energy > SOUND_MEAN_SQUARE * FRAME;
                energy = 0;
                inFrame = 0;
            }
        }
    }

    short at(long position) {
        return position < 0 ? 0 : samples[(int) (position & (CAPACITY - 1))];
    }

    void copy(long from, short[] into, int at, int length) {
        int before = (int) Math.max(0, Math.min(length, -from));
        Arrays.fill(into, at, at + before, (short) 0);
        int done = before;
        while (done < length) {
            int slot = (int) ((from + done) & (CAPACITY - 1));
            int piece = Math.min(length - done, CAPACITY - slot);
            System.arraycopy(samples, slot, into, at + done, piece);
            done += piece;
        }
    }

    /** Whether nothing but zeros came from a position on. */
    boolean zeroFrom(long position) {
        return position >= zeroFrom;
    }

    /** Whether frame {@code index} (10 ms each, counted from the start of the stream) is sound. */
    boolean sound(long index) {
        return index >= 0 && sound[frameSlot(index)];
    }

    /** The number of whole frames so far. */
    long frames() {
        return end / FRAME;
    }

    private int frameSlot(long index) {
        return (int) (index % sound.length);
    }
}
