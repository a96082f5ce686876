package dev.bargein.core.internal.playout;

/**
 * The sound of a live stream that waits to be played, and the counts of what became of it.
 *
 * <p>Positions are samples since the stream began. Not thread-safe.
 */
final class LiveQueue {
    private static final int FRAME = SampleRing.FRAME;

    /** What must wait before playing begins, so that the next packet's delay is not heard. */
    private static final int REBUFFER_SAMPLES = 2 * FRAME;

    /** Above this, silence is left out to catch up. */
    private static final int SKIP_SILENCE_ABOVE_SAMPLES = 4 * FRAME;

    private final SampleRing ring;
    private final DriftReader reader = new DriftReader();
    private boolean rebuffering = true;
    private int riseFrom = Fade.SAMPLES;
    private long position;
    private long rendered;
    private long dropped;

    LiveQueue(SampleRing ring) {
        this.ring = ring;
    }

    /** Takes sound as it arrives, and drops the oldest above {@code most} samples. */
    void append(short[] pcm, long most) {
        ring.append(pcm);
        drop(depth() - most);
    }

    /** Drops all; fills {@code fade} with what would have sounded next where {@code sounding}, and returns how much it is. */
    int cut(short[] fade, boolean sounding) {
        int faded = 0;
        if (sounding && !rebuffering && depth() > 0) {
            faded = (int) Math.min(fade.length, depth());
            ring.copy(position, fade, 0, faded);
        }
        drop(depth());
        return faded;
    }

    /**
     * Begins to play at a position, or where the queue begins if that is later.
     *
     * @param rise whether it begins within sound, and is to rise from silence
     */
    void start(long from, boolean rise) {
        drop(from - position);
        rebuffering = true;
        reader.reset();
        riseFrom = rise ? 0 : Fade.SAMPLES;
    }

    /** Reads samples; returns how many of the stream that took, negative when there were not enough. */
    int read(short[] into, int length, boolean audible) {
        if (rebuffering && depth() < REBUFFER_SAMPLES) {
            return -1;
        }
        while (depth() > SKIP_SILENCE_ABOVE_SAMPLES && silentAt(position)) {
            drop(FRAME);
        }
        if (depth() < reader.needs(length)) {
            rebuffering = true;
            return -1;
        }
        rebuffering = false;
        int consumed = reader.read(ring, position, into, length, silentAt(position));
        position += consumed;
        if (audible) {
            rendered += consumed;
        } else {
            dropped += consumed;
        }
        reader.observe(depth());
        for (int i = 0; riseFrom < Fade.SAMPLES && i < length; i++, riseFrom++) {
            into[i] = (short) (into[i] * Fade.rise(riseFrom));
        }
        return consumed;
    }

    private void drop(long samples) {
        if (samples > 0) {
            position += samples;
            dropped += samples;
        }
    }

    /** Where the next sample is read. */
    long position() {
        return position;
    }

    /** How many samples wait. */
    long depth() {
        return ring.end() - position;
    }

    /** How many samples were played aloud. */
    long rendered() {
        return rendered;
    }

    /** How many samples were not. */
    long dropped() {
        return dropped;
    }

    /** Whether anything that waits is sound. */
    boolean holdsSound() {
        for (long frame = position / FRAME; frame < ring.frames(); frame++) {
            if (ring.sound(frame)) {
                return true;
            }
        }
        return false;
    }

    private boolean silentAt(long at) {
        long frame = at / FRAME;
        return !ring.sound(frame) && (at % FRAME == 0 || !ring.sound(frame + 1));
    }
}
