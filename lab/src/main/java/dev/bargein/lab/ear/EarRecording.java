package dev.bargein.lab.ear;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The ear: a bounded recording of everything a player put out, on the player's own sample clock.
 *
 * <p>Sample 0 is audible from the start instant on, and from there a sample lasts 1/24,000 s. A player that runs late
 * has put out less than the clock says; therefore a {@link EarMark mark} lies at the earlier of both, so that sound
 * after an interruption is never counted as sound before it.
 *
 * <p>Thread-safe; a player appends while other threads set marks and read.
 */
public final class EarRecording {
    /** The rate of the recording in samples per second. */
    public static final int SAMPLE_RATE_HZ = 24_000;

    /** The longest recording unless told otherwise, in milliseconds. */
    public static final int DEFAULT_MAX_MS = 300_000;

    private static final int SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int CHUNK_SAMPLES = SAMPLE_RATE_HZ;
    private static final int MAX_MARKS = 10_000;

    private final Object lock = new Object();
    private final long startNanos;
    private final long maxSamples;
    private final List<short[]> chunks = new ArrayList<>();
    private final List<EarMark> marks = new ArrayList<>();
    private long recorded;
    private long dropped;

    /**
     * Starts a recording of at most {@link #DEFAULT_MAX_MS}.
     *
     * @param startNanos when the first sample is audible, on the monotonic clock
     */
    public EarRecording(long startNanos) {
        this(startNanos, DEFAULT_MAX_MS);
    }

    /**
     * Starts a recording.
     *
     * @param startNanos when the first sample is audible, on the monotonic clock
     * @param maxMs how many milliseconds to keep at most; what comes later is counted and dropped
     * @throws IllegalArgumentException if {@code maxMs} is not within 1 ms to one hour
     */
    public EarRecording(long startNanos, int maxMs) {
        if (maxMs < 1 || maxMs > 3_600_000) {
            throw new IllegalArgumentException("maxMs must be within 1..3,600,000: " + maxMs);
        }
        this.startNanos = startNanos;
        this.maxSamples = (long) maxMs * SAMPLES_PER_MS;
    }

    /** Adds a frame that the player put out; the samples are copied. */
    public void append(short[] frame) {
        append(frame, 0, frame.length);
    }

    /**
     * Adds samples that the player put out; they are copied.
     *
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public void append(short[] frame, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, frame.length);
        synchronized (lock) {
            int kept = (int) Math.min(length, maxSamples - recorded);
            dropped += length - kept;
            int from = offset;
            while (kept > 0) {
                int inChunk = (int) (recorded % CHUNK_SAMPLES);
                if (inChunk == 0) {
                    chunks.add(new short[CHUNK_SAMPLES]);
                }
                int count = Math.min(kept, CHUNK_SAMPLES - inChunk);
                System.arraycopy(frame, from, chunks.get(chunks.size() - 1), inChunk, count);
                recorded += count;
                from += count;
                kept -= count;
            }
        }
    }

    /** When sample 0 is audible, on the monotonic clock. */
    public long startNanos() {
        return startNanos;
    }

    /** How many samples the player has put out, kept or dropped. */
    public long samples() {
        synchronized (lock) {
            return recorded + dropped;
        }
    }

    /** How many samples came after the recording was full; anything but 0 makes measurements incomplete. */
    public long droppedSamples() {
        synchronized (lock) {
            return dropped;
        }
    }

    /** Which sample is audible at an instant by the clock alone; negative before the start, and without upper limit. */
    public long sampleAt(long nanos) {
        long elapsed = nanos - startNanos;
        long seconds = Math.floorDiv(elapsed, NANOS_PER_SECOND);
        long rest = Math.floorMod(elapsed, NANOS_PER_SECOND);
        return seconds * SAMPLE_RATE_HZ + rest * SAMPLE_RATE_HZ / NANOS_PER_SECOND;
    }

    /** The instant at which a sample becomes audible, on the monotonic clock. */
    public long nanosAt(long sample) {
        long seconds = Math.floorDiv(sample, (long) SAMPLE_RATE_HZ);
        long rest = Math.floorMod(sample, (long) SAMPLE_RATE_HZ);
        // Rounded up, so that sampleAt() gives the same sample back.
        return startNanos
                + seconds * NANOS_PER_SECOND
                + (rest * NANOS_PER_SECOND + SAMPLE_RATE_HZ - 1) / SAMPLE_RATE_HZ;
    }

    /**
     * Notes that something happened.
     *
     * @param name what happened, such as {@code stop}
     * @param nanos when, on the monotonic clock
     * @param samplesRendered how many samples the player had handed out at that instant
     * @return the mark, at the earlier of what the clock and what the player says
     * @throws IllegalStateException if there are more marks than anything could mean
     */
    public EarMark mark(String name, long nanos, long samplesRendered) {
        EarMark mark = new EarMark(name, nanos, Math.max(0, Math.min(sampleAt(nanos), samplesRendered)));
        synchronized (lock) {
            if (marks.size() >= MAX_MARKS) {
                throw new IllegalStateException("more than " + MAX_MARKS + " marks; start a new recording per trial");
            }
            marks.add(mark);
        }
        return mark;
    }

    /** All marks, in the order in which they were set. */
    public List<EarMark> marks() {
        synchronized (lock) {
            return List.copyOf(marks);
        }
    }

    /** The first mark of that name. */
    public Optional<EarMark> mark(String name) {
        synchronized (lock) {
            return marks.stream().filter(mark -> mark.name().equals(name)).findFirst();
        }
    }

    /** A copy of everything recorded: 16-bit mono PCM at 24 kHz. */
    public short[] pcm() {
        synchronized (lock) {
            short[] pcm = new short[(int) recorded];
            for (int at = 0; at < pcm.length; at += CHUNK_SAMPLES) {
                System.arraycopy(chunks.get(at / CHUNK_SAMPLES), 0, pcm, at, Math.min(CHUNK_SAMPLES, pcm.length - at));
            }
            return pcm;
        }
    }

    /**
     * The outline of the recording, for drawing it.
     *
     * @param buckets into how many stretches of equal length to divide it
     * @return exactly so many stretches; one without samples is 0 to 0
     * @throws IllegalArgumentException if {@code buckets} is not positive
     */
    public List<EarBucket> envelope(int buckets) {
        if (buckets < 1) {
            throw new IllegalArgumentException("buckets must be positive: " + buckets);
        }
        short[] pcm = pcm();
        List<EarBucket> envelope = new ArrayList<>(buckets);
        for (int bucket = 0; bucket < buckets; bucket++) {
            int from = (int) ((long) pcm.length * bucket / buckets);
            int to = (int) ((long) pcm.length * (bucket + 1) / buckets);
            short min = from < to ? pcm[from] : 0;
            short max = min;
            for (int i = from; i < to; i++) {
                min = pcm[i] < min ? pcm[i] : min;
                max = pcm[i] > max ? pcm[i] : max;
            }
            envelope.add(new EarBucket(min, max));
        }
        return envelope;
    }
}
