package dev.bargein.lab.internal;

import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.lab.ear.EarMark;
import dev.bargein.lab.ear.EarRecording;
import dev.bargein.simulator.calibration.CalibrationDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Listens at a virtual speaker: records all that is rendered, and knows while it listens whether anything is audible.
 *
 * <p>Thread-safe; fed on the clock's thread.
 */
final class EarTap {
    /** More than any trial takes. */
    private static final int MAX_MS = 60_000;

    private static final long NANOS_PER_FRAME = 10_000_000;
    private static final double FULL_SCALE = 32_768;
    private static final double AUDIBLE_POWER = Math.pow(10, CalibrationDecoder.AUDIBLE_DBFS / 10);

    private final Signal signal;
    private final VirtualSpeaker speaker;
    private volatile @Nullable EarRecording recording;
    private volatile long firstAudibleNanos;
    private volatile long lastAudibleNanos;

    EarTap(VirtualClock clock, Signal signal) {
        this.signal = signal;
        this.speaker = new VirtualSpeaker(clock, this::hear);
    }

    /** The speaker that it listens at. */
    VirtualSpeaker speaker() {
        return speaker;
    }

    private void hear(short[] pcm, long position, long nanos) {
        EarRecording ear = recording;
        if (ear == null) {
            ear = new EarRecording(speaker.startNanos(), MAX_MS);
            recording = ear;
            signal.ring();
        }
        ear.append(pcm);
        if (isAudible(pcm)) {
            long at = ear.nanosAt(position);
            lastAudibleNanos = at + NANOS_PER_FRAME;
            if (firstAudibleNanos == 0) {
                firstAudibleNanos = at;
                signal.ring();
            }
        }
    }

    private static boolean isAudible(short[] pcm) {
        double sum = 0;
        for (short sample : pcm) {
            sum += (double) sample * sample;
        }
        return sum / pcm.length / (FULL_SCALE * FULL_SCALE) > AUDIBLE_POWER;
    }

    /** Whether anything was rendered yet, be it silence. */
    boolean isListening() {
        return recording != null;
    }

    /** When the first audible frame began, on {@link System#nanoTime()}; 0 before. */
    long firstAudibleNanos() {
        return firstAudibleNanos;
    }

    /** When the last audible frame so far ended, on {@link System#nanoTime()}; 0 when there was none. */
    long lastAudibleNanos() {
        return lastAudibleNanos;
    }

    /** Notes an instant; read {@link System#nanoTime()} right before. */
    EarMark mark(String name, long nanos) {
        long rendered = speaker.samplesRendered();
        return recording().mark(name, nanos, rendered);
    }

    /** What was heard so far. */
    EarRecording recording() {
        EarRecording ear = recording;
        if (ear == null) {
            throw new IllegalStateException("nothing was rendered yet");
        }
        return ear;
    }
}
