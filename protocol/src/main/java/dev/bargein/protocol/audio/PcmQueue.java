package dev.bargein.protocol.audio;

import java.util.ArrayDeque;

/**
 * A queue of 16-bit samples: arrays of any length go in, stretches of any length come out.
 *
 * <p>It sets no bound; whoever adds looks at {@link #size} first. Not thread-safe.
 */
public final class PcmQueue {
    private final ArrayDeque<short[]> chunks = new ArrayDeque<>();
    /** Samples of the oldest array that were taken already. */
    private int headAt;

    private long size;

    /** An empty queue. */
    public PcmQueue() {}

    /** Adds an array without copying it: nobody may change it any more. */
    public void add(short[] pcm) {
        if (pcm.length > 0) {
            chunks.add(pcm);
            size += pcm.length;
        }
    }

    /**
     * Moves the oldest samples into an array.
     *
     * @return how many it were: {@code length}, or all that there were
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public int take(short[] into, int offset, int length) {
        int taken = 0;
        while (taken < length && size > 0) {
            short[] head = chunks.element();
            int part = Math.min(length - taken, head.length - headAt);
            System.arraycopy(head, headAt, into, offset + taken, part);
            taken += part;
            headAt += part;
            size -= part;
            if (headAt == head.length) {
                chunks.remove();
                headAt = 0;
            }
        }
        return taken;
    }

    /** Samples that wait. */
    public long size() {
        return size;
    }

    /** Samples that take memory: those that wait, and those of the oldest array that were taken already. */
    public long held() {
        return size + headAt;
    }

    /** Whether no sample waits. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Throws away all that waits. */
    public void clear() {
        chunks.clear();
        headAt = 0;
        size = 0;
    }
}
