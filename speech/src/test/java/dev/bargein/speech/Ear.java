package dev.bargein.speech;

import dev.bargein.client.VirtualSpeaker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Remembers for every 10 ms at the speaker whether it was audible. */
final class Ear implements VirtualSpeaker.FrameTap {
    /** One frame. */
    static final int FRAME_MS = 10;

    private static final long PATIENCE_MS = 20_000;

    private final List<Boolean> audible = new ArrayList<>();

    @Override
    public synchronized void frame(short[] pcm, long samplePosition, long nanos) {
        audible.add(isAudible(pcm, 0, pcm.length));
        notifyAll();
    }

    /** Above -50 dBFS. */
    static boolean isAudible(short[] pcm, int from, int length) {
        double power = 0;
        for (int i = from; i < from + length; i++) {
            power += (double) pcm[i] * pcm[i];
        }
        return Math.sqrt(power / length) > 32_768 * Math.pow(10, -50.0 / 20);
    }

    /** Frames heard so far. */
    synchronized int frames() {
        return audible.size();
    }

    /**
     * Waits for so many frames in a row that are audible, or are not.
     *
     * @return the index of the first of them
     */
    synchronized int awaitRun(boolean wanted, int count, int from) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        int run = 0;
        for (int i = from; ; i++) {
            while (i >= audible.size()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("Waited in vain for " + count + " frames in a row that are "
                            + (wanted ? "audible" : "silent"));
                }
                wait(left);
            }
            run = audible.get(i) == wanted ? run + 1 : 0;
            if (run == count) {
                return i - count + 1;
            }
        }
    }
}
