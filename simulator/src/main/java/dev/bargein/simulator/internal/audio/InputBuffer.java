package dev.bargein.simulator.internal.audio;

import dev.bargein.protocol.AudioBytes;
import java.util.Arrays;

/**
 * The input audio buffer of a session, and a running count of all audio received, in milliseconds. When nobody commits or
 * clears, the oldest sound is dropped to make room.
 *
 * <p>Not thread-safe.
 */
public final class InputBuffer {
    /** How much of a turn is remembered for the next one, which may begin, with its padding, before that one ended. */
    private static final int TAIL_SAMPLES = (int) Pcm.toSamples(1_000);

    private final Pcm.Budget budget;
    private final long mostSamples;
    private Pcm pending;
    private AudioFormat format = AudioFormat.PCM;
    private AudioFormat.Reader reader = format.reader();
    private long heardSamples;
    private short[] tail = new short[0];

    public InputBuffer(Pcm.Budget budget, long mostSamples) {
        this.budget = budget;
        this.mostSamples = mostSamples;
        this.pending = Pcm.pinned(budget);
    }

    /** From now on the wire carries another format; returns what of the old one was not known yet. */
    public short[] setFormat(AudioFormat wanted) {
        if (wanted == format) {
            return new short[0];
        }
        short[] rest = reader.flush();
        format = wanted;
        reader = wanted.reader();
        return rest;
    }

    /** Sound as the wire carries it, to be {@linkplain #append appended}. */
    public short[] decode(AudioBytes bytes) {
        return reader.read(bytes);
    }

    public void append(short[] pcm, int length) {
        heardSamples += length;
        pending.append(pcm, length);
        pending.keepNewest(mostSamples);
    }

    /** Throws away the oldest of what nobody committed yet, but for the newest; says how many samples it were. */
    public long forgetAllBut(long newest) {
        long before = pending.samples();
        pending.keepNewest(newest);
        return before - pending.samples();
    }

    public void clear() {
        drain();
        pending.clear();
        tail = new short[0];
    }

    public long bufferedSamples() {
        return pending.samples() + reader.withheld();
    }

    /** Samples heard since the session began. */
    public long heardSamples() {
        return heardSamples;
    }

    /** Hands out what is buffered and begins anew. */
    public Pcm commit() {
        drain();
        Pcm committed = pending;
        committed.unpin();
        pending = Pcm.pinned(budget);
        tail = new short[0];
        return committed;
    }

    /**
     * Hands out what was heard between two samples of the session, as far as it is still there; what was before is gone,
     * what comes after stays.
     */
    public Pcm commit(long fromSample, long toSample) {
        Pcm committed = new Pcm(budget);
        long begin = heardSamples - pending.samples();
        int before = (int) Math.max(0, Math.min(tail.length, Math.min(begin, toSample) - fromSample));
        if (before > 0) {
            short[] padding = Arrays.copyOfRange(tail, tail.length - before, tail.length);
            committed.append(padding, padding.length);
        }
        if (fromSample > begin) {
            Pcm gone = new Pcm(budget);
            gone.moveFrom(pending, fromSample - begin);
            gone.clear();
            begin = fromSample;
        }
        committed.moveFrom(pending, Math.max(0, toSample - begin));
        tail = committed.newest(TAIL_SAMPLES);
        return committed;
    }

    /** A copy of what was heard between two samples of the session, as far as it is buffered. */
    public short[] peek(long fromSample, long toSample) {
        int later = (int) Math.max(0, heardSamples - toSample);
        short[] newest = pending.newest((int) Math.max(0, heardSamples - fromSample));
        return Arrays.copyOf(newest, Math.max(0, newest.length - later));
    }

    private void drain() {
        short[] rest = reader.flush();
        append(rest, rest.length);
    }
}
