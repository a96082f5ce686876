package dev.bargein.simulator.internal.response;

import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.faults.FaultInjector;

/**
 * When a response puts out what: each step has an absolute deadline, so that sound keeps to its multiple of real time
 * however late a timer fires; whoever was waited for shifts all that follows.
 *
 * <p>Not thread-safe.
 */
final class GenerationPacing {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int MAX_PRELUDE_MS = 50;

    private final long bornNanos;
    private double speed = 1;
    private long dueNanos;
    private long soundAtNanos;
    private long soundSamples;
    private boolean waited;

    /** The pacing of a response that was asked for now. */
    GenerationPacing(long nowNanos) {
        bornNanos = nowNanos;
        dueNanos = nowNanos;
        soundAtNanos = nowNanos;
    }

    /**
     * It is known now what to put out: its text begins a little before its sound.
     *
     * @param delayMs from the request to the first sound
     * @param timesRealTime generation as a multiple of real time
     */
    void begin(int delayMs, double timesRealTime, long nowNanos) {
        long delayNanos = delayMs * NANOS_PER_MS;
        soundAtNanos = Math.max(nowNanos, bornNanos + delayNanos);
        dueNanos = Math.max(nowNanos, soundAtNanos - Math.min(MAX_PRELUDE_MS * NANOS_PER_MS, delayNanos / 4));
        speed = timesRealTime;
    }

    /** When the next step is due. */
    long dueNanos() {
        return dueNanos;
    }

    /** The prelude is over: the next step is the first sound. */
    void awaitSound() {
        dueNanos = Math.max(dueNanos, soundAtNanos);
    }

    /** So many samples were put out. */
    void sound(int samples) {
        soundSamples += samples;
    }

    /** The next step puts out the sound that follows, unless a fault stalls it. */
    void awaitMoreSound(FaultInjector faults) {
        long onTimeNanos = soundAtNanos + (long) (soundSamples * NANOS_PER_MS / (Pcm.SAMPLES_PER_MS * speed));
        dueNanos = faults.stalled(onTimeNanos, soundAtNanos, Pcm.toMs(soundSamples), speed);
    }

    /** The next step is due so much later. */
    void rest(int ms) {
        dueNanos += ms * NANOS_PER_MS;
    }

    /** The next step and all sound are due so much later. */
    void delay(int ms) {
        rest(ms);
        soundAtNanos += ms * NANOS_PER_MS;
    }

    /** The next step had to wait for somebody, who has more now. */
    void waited() {
        waited = true;
    }

    /** A step was made: if it had to wait, generation goes on from here and never runs faster than asked for. */
    void goOn(long nowNanos) {
        if (waited) {
            long lateNanos = Math.max(0, nowNanos - dueNanos);
            soundAtNanos += lateNanos;
            dueNanos += lateNanos;
            waited = false;
        }
    }
}
