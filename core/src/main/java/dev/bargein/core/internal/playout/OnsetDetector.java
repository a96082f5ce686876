package dev.bargein.core.internal.playout;

/**
 * Finds where the sound of a new response begins in a live stream: the first sound after a silence that lies where the
 * response can begin, which is its floor.
 *
 * <p>Frames of 10 ms are counted from the start of the stream. Not thread-safe.
 */
final class OnsetDetector {
    /** Sound before this much silence is old, after it new. */
    static final int DRAINED_FRAMES = 6;

    /** The same where no event announces the new response. */
    static final int DRAINED_UNANNOUNCED_FRAMES = 30;

    /** As much silence is between two voices that follow each other as fast as a server can answer. */
    private static final int BREAK_FRAMES = 3;

    private final SampleRing ring;
    private int silentRun = DRAINED_UNANNOUNCED_FRAMES;
    /** Where the sound that arrives now began, and how much silence was before it. */
    private long runFrame;

    private int silenceBeforeRun;
    private long floorFrame;
    /** Sound after a long silence is new from here on, however soon it follows the creation of its response. */
    private long drainedFloorFrame;

    OnsetDetector(SampleRing ring) {
        this.ring = ring;
    }

    /** Takes the next frame. */
    void observe(long frame, boolean sound) {
        if (sound && silentRun > 0) {
            runFrame = frame;
            silenceBeforeRun = silentRun;
        }
        silentRun = sound ? 0 : silentRun + 1;
    }

    /** What arrives from now on continues the old sound, until a silence. */
    void restart() {
        silentRun = 0;
    }

    /** Sets where the next response can begin: after a short silence, and after a long one. */
    void setFloor(long frame, long drainedFrame) {
        floorFrame = frame;
        drainedFloorFrame = drainedFrame;
    }

    long floorFrame() {
        return floorFrame;
    }

    /** How many frames of silence there are with the last one; 0 when that is sound. */
    int silentRun() {
        return silentRun;
    }

    /** Where the sound that arrives now began. */
    long runFrame() {
        return runFrame;
    }

    /** Whether sound at a frame, after so many frames of silence, is of the next response. */
    boolean isNew(long frame, int silence) {
        return isNew(frame, silence, floorFrame);
    }

    private boolean isNew(long frame, int silence, long floor) {
        return silence >= DRAINED_FRAMES && frame >= floor
                || silence >= DRAINED_UNANNOUNCED_FRAMES && frame >= drainedFloorFrame;
    }

    /** Whether the sound that arrives now, or the last one, began after a silence where the next response can begin. */
    boolean soundedSinceFloor() {
        return runFrame >= drainedFloorFrame && silenceBeforeRun >= DRAINED_FRAMES;
    }

    /**
     * Finds an onset in what was kept of the stream.
     *
     * @param floor where the response can begin
     * @param fromFrame where to look from; negative for the beginning of the stream, before which there was silence
     * @return the first sound that is of the response; -1 when there is none yet
     */
    long find(long floor, long fromFrame) {
        long frame = Math.max(0, Math.max(ring.frames() - SampleRing.HISTORY / SampleRing.FRAME, fromFrame));
        int run = frame == 0 && fromFrame < 0 ? DRAINED_FRAMES : 0;
        for (; frame < ring.frames(); frame++) {
            if (!ring.sound(frame)) {
                run++;
            } else {
                if (isNew(frame, run, floor)) {
                    return frame;
                }
                run = 0;
            }
        }
        return -1;
    }

    /** Where sound begins again after the longest silence from the floor on within {@code most} frames, or {@code otherwise}. */
    long afterLongestSilence(long most, long otherwise) {
        long best = otherwise;
        int longest = 0;
        int run = 0;
        for (long frame = Math.max(floorFrame, ring.frames() - most); frame < ring.frames(); frame++) {
            if (!ring.sound(frame)) {
                run++;
            } else {
                if (run > longest) {
                    longest = run;
                    best = frame;
                }
                run = 0;
            }
        }
        return best;
    }

    /** The last sound between two frames that began after at least three silent ones, or {@code otherwise}. */
    long lastOnset(long fromFrame, long untilFrame, long otherwise) {
        long best = otherwise;
        int run = 0;
        for (long frame = Math.max(0, fromFrame); frame < Math.min(untilFrame, ring.frames()); frame++) {
            if (!ring.sound(frame)) {
                run++;
            } else {
                if (run >= BREAK_FRAMES) {
                    best = frame;
                }
                run = 0;
            }
        }
        return best;
    }
}
