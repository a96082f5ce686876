package dev.bargein.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Remembers for every 10 ms at the speaker whether it was audible, and when. */
final class Ear implements VirtualSpeaker.FrameTap {
    /** -50 dBFS, as an amplitude. */
    private static final double AUDIBLE_RMS = 32_768 * Math.pow(10, -50.0 / 20);

    private final List<Frame> frames = new ArrayList<>();

    /** 10 ms. */
    record Frame(long nanos, boolean audible) {}

    /** How much of a sound is audible, in milliseconds. */
    static long audibleMs(short[] pcm) {
        Ear ear = new Ear();
        for (int at = 0; at + 240 <= pcm.length; at += 240) {
            ear.frame(Arrays.copyOfRange(pcm, at, at + 240), at, 1 + at);
        }
        return 10 * ear.audibleSince(0);
    }

    @Override
    public synchronized void frame(short[] pcm, long samplePosition, long nanos) {
        double power = 0;
        for (short s : pcm) {
            power += (double) s * s;
        }
        frames.add(new Frame(nanos, Math.sqrt(power / pcm.length) > AUDIBLE_RMS));
        notifyAll();
    }

    /** Waits until so many audible frames came since a time. */
    synchronized void awaitAudible(int count, long sinceNanos) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.PATIENCE_MS);
        while (audibleSince(sinceNanos) < count) {
            awaitFrame(deadline, count + " audible frames, but there are " + audibleSince(sinceNanos));
        }
    }

    /** Waits until a time has been rendered. */
    synchronized void awaitTime(long nanos) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.PATIENCE_MS);
        while (frames.isEmpty() || frames.get(frames.size() - 1).nanos < nanos) {
            awaitFrame(deadline, "the speaker to get there");
        }
    }

    private void awaitFrame(long deadline, String what) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new AssertionError("Waited in vain for " + what);
        }
        try {
            wait(left);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The number of audible frames since a time. */
    synchronized long audibleSince(long nanos) {
        return frames.stream().filter(f -> f.audible && f.nanos - nanos > 0).count();
    }

    /** When the first audible frame since a time was rendered. */
    synchronized long firstAudible(long nanos) {
        return frames.stream()
                .filter(f -> f.audible && f.nanos - nanos > 0)
                .mapToLong(Frame::nanos)
                .findFirst()
                .orElseThrow();
    }

    /** The longest silence between audible frames since a time, in milliseconds. */
    synchronized long longestSilenceMs(long nanos) {
        long longest = 0;
        long silent = 0;
        for (Frame f : frames) {
            if (f.nanos - nanos > 0) {
                silent = f.audible ? 0 : silent + 10;
                longest = f.audible ? longest : Math.max(longest, silent);
            }
        }
        return longest;
    }
}
