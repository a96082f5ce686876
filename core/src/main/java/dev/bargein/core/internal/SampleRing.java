package dev.bargein.core.internal;

/** The last seconds of a stream by absolute position, with a mark on every 10 ms whether it is sound or silence. */
final class SampleRing {
    static final int FRAME = 240;

    /** 2^17 samples: 5.4 s. */
    private static final int CAPACITY = 1 << 17;

    /** Samples that may be asked for behind the writer; the rest is slack for interpolation. */
    static final long HISTORY = CAPACITY - 4L * FRAME;

    /** -60 dBFS: softer than audible, so that a soft beginning is not cut. */
    private static final long SOUND_MEAN_SQUARE = 33L * 33L;

    private final short[] samples = new short[CAPACITY];
    private final boolean[] sound = new boolean[CAPACITY / FRAME + 1];
    private long end;
    private long energy;

    /** The position after the last sample. */
    long end() {
        return end;
    }

    void append(short[] pcm) {
        for (short s : pcm) {
            samples[(int) (end & (CAPACITY - 1))] = s;
            energy += (long) s * s;
            end++;
            if (end % FRAME == 0) {
                sound[frameSlot(end / FRAME - 1)] = energy > SOUND_MEAN_SQUARE * FRAME;
                energy = 0;
            }
        }
    }

    short at(long position) {
        return position < 0 ? 0 : samples[(int) (position & (CAPACITY - 1))];
    }

    void copy(long from, short[] into, int at, int length) {
        for (int i = 0; i < length; i++) {
            into[at + i] = at(from + i);
        }
    }

    /** Whether all samples of a stretch are zero. */
    boolean zero(long from, long to) {
        for (long i = from; i < to; i++) {
            if (at(i) != 0) {
                return false;
            }
        }
        return true;
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
