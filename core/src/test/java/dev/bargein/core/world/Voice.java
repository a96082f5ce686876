package dev.bargein.core.world;

import dev.bargein.core.MediaTime;
import java.util.HashMap;
import java.util.Map;

/**
 * The sound of a response, in which every sample says whose it is.
 *
 * <p>Two codes. {@link #exact} is noise: any sample that is lost, repeated or moved shows; never zero, so that silence is
 * told from a pause. {@link #smooth} is a slow triangle on a level of its own for each response: whoever resamples it by a
 * few ppm or crossfades it leaves it readable.
 */
final class Voice {
    static final int RESPONSES = 13;
    private static final int SMOOTH_BASE = 2_500;
    private static final int SMOOTH_STEP = 2_100;
    private static final int SMOOTH_RANGE = 1_000;
    private static final int SMOOTH_RUN = 24;
    private static final int SMOOTH_SLACK = 240;
    private static final int PAUSE_BLOCK = 60 * MediaTime.SAMPLES_PER_MS;

    private final SeededRandom random;
    private final boolean smooth;
    private final boolean pauses;
    private final Map<Integer, short[]> known = new HashMap<>();

    Voice(SeededRandom random, boolean smooth, boolean pauses) {
        this.random = random;
        this.smooth = smooth;
        this.pauses = pauses;
    }

    /** All samples of a response. */
    short[] samples(int response, int length) {
        return known.computeIfAbsent(response, r -> make(r, length));
    }

    private short[] make(int response, int length) {
        short[] pcm = new short[length];
        long noise = random.bits(SeededRandom.SAMPLE, response);
        int blocks = (length + PAUSE_BLOCK - 1) / PAUSE_BLOCK;
        for (int block = 0; block < blocks; block++) {
            boolean pause = pauses && block > 0 && block < blocks - 2 && paused(response, block);
            for (int i = block * PAUSE_BLOCK; i < Math.min(length, (block + 1) * PAUSE_BLOCK); i++) {
                pcm[i] = smooth ? smooth(response, i, pause) : exact(response, noise + i, pause);
            }
        }
        return pcm;
    }

    private boolean paused(int response, int block) {
        long which = response * 10_000L + block;
        return random.permille(SeededRandom.PAUSE, which, 120)
                || random.permille(SeededRandom.PAUSE, -1 - (response * 10_000L + block / 12), 100);
    }

    private static short exact(int response, long noise, boolean pause) {
        long bits = SeededRandom.mix(0x9e3779b97f4a7c15L * noise);
        int size = pause ? 1 + (int) (bits & 1) : 4_096 + (slot(response) << 11) + (int) (bits & 0x7ff);
        return (short) (bits < 0 ? -size : size);
    }

    private static short smooth(int response, int position, boolean pause) {
        if (pause) {
            return 0;
        }
        int phase = position / SMOOTH_RUN % (2 * SMOOTH_RANGE);
        return (short) (smoothBase(response) + (phase <= SMOOTH_RANGE ? phase : 2 * SMOOTH_RANGE - phase));
    }

    private static int smoothBase(int response) {
        return SMOOTH_BASE + SMOOTH_STEP * slot(response);
    }

    private static int slot(int response) {
        return response % RESPONSES;
    }

    /** The slot of the response that an exact sample is of, -1 for none. */
    static int exactSlot(int sample) {
        int size = Math.abs(sample);
        return size < 4_096 ? -1 : (size - 4_096) >> 11;
    }

    /** The slot of the response that a sample of a level stretch is of, -1 for none. */
    static int smoothSlot(int sample, int before) {
        if (sample < SMOOTH_BASE || Math.abs(sample - before) > 4) {
            return -1;
        }
        int slot = (sample - SMOOTH_BASE) / SMOOTH_STEP;
        return slot < RESPONSES && (sample - SMOOTH_BASE) % SMOOTH_STEP <= SMOOTH_RANGE ? slot : -1;
    }

    /** The position in the response that a smooth sample is at: nearest to one of two guesses, and never backwards. */
    static long smoothPosition(int sample, long stalled, long paused) {
        int phase = (sample - SMOOTH_BASE) % SMOOTH_STEP;
        long up = (long) phase * SMOOTH_RUN;
        long down = (2L * SMOOTH_RANGE - phase) * SMOOTH_RUN;
        long best = Long.MAX_VALUE;
        long distance = Long.MAX_VALUE;
        for (long guess : new long[] {stalled, paused}) {
            for (long candidate : new long[] {forward(up, stalled, guess), forward(down, stalled, guess)}) {
                if (Math.abs(candidate - guess) < distance) {
                    distance = Math.abs(candidate - guess);
                    best = candidate;
                }
            }
        }
        return best;
    }

    private static long forward(long offset, long least, long guess) {
        long period = 2L * SMOOTH_RANGE * SMOOTH_RUN;
        long near = offset + Math.max(0, Math.floorDiv(guess - offset + period / 2, period)) * period;
        return near < least - SMOOTH_SLACK ? near + period : near;
    }
}
