package dev.bargein.desktop;

import dev.bargein.client.Microphone;
import dev.bargein.client.Speaker;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Playout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long sound takes from the speaker's source to the microphone's sink, by clicks that the microphone hears: over
 * a cable, through the air, or through the monitor of a sound server.
 *
 * <p>Thread-safe.
 */
public final class LoopbackMeasurement {
    /** The distance of two clicks, in milliseconds; a click that takes longer counts as missed. */
    public static final int INTERVAL_MS = 700;

    /** The most clicks of one measurement. */
    public static final int MAX_CLICKS = 100;

    private static final int FRAME_MS = 10;
    private static final int FIRST_CLICK_MS = 1_500;
    private static final int DELAY_OF_DEVICES_MS = 10_000;
    private static final int CLICK_SAMPLES = 120;
    private static final int CLICK_HZ = 2_000;
    private static final double CLICK_AMPLITUDE = 16_000;
    private static final int QUIETEST_CLICK = 400;
    private static final int TIMES_THE_NOISE = 4;
    private static final long NANOS_PER_SAMPLE = TimeUnit.SECONDS.toNanos(1) / MediaTime.SAMPLE_RATE_HZ;

    private final short[] click = new short[CLICK_SAMPLES];
    private final int clicks;
    private final CountDownLatch done;
    private final List<Double> latenciesMs = new ArrayList<>();
    private long framesRendered;
    private int rendered;
    private long renderNanos;
    private boolean pending;
    private int noise;

    private LoopbackMeasurement(int clicks) {
        this.clicks = clicks;
        done = new CountDownLatch(1);
        for (int i = 0; i < CLICK_SAMPLES; i++) {
            click[i] = (short) (CLICK_AMPLITUDE * Math.cos(2 * Math.PI * CLICK_HZ * i / MediaTime.SAMPLE_RATE_HZ));
        }
    }

    /**
     * What was measured.
     *
     * @param latenciesMs of each click that was heard, in order: from the call that rendered its first sample to the call
     *     that brought it back, without the time that a frame takes to fill
     * @param missed clicks that were not heard
     */
    public record Result(List<Double> latenciesMs, int missed) {
        /** Keeps a copy. */
        public Result {
            latenciesMs = List.copyOf(latenciesMs);
        }

        /** The median; 0 when nothing was heard. */
        public double medianMs() {
            double[] sorted = sorted();
            int n = sorted.length;
            return n == 0 ? 0 : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        }

        /** The shortest; 0 when nothing was heard. */
        public double minMs() {
            double[] sorted = sorted();
            return sorted.length == 0 ? 0 : sorted[0];
        }

        /** The longest; 0 when nothing was heard. */
        public double maxMs() {
            double[] sorted = sorted();
            return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        }

        private double[] sorted() {
            return latenciesMs.stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
        }
    }

    /**
     * Plays clicks and listens for them; blocks for {@value #INTERVAL_MS} ms for each and some seconds more, and closes both
     * devices.
     *
     * @param clicks 1 to {@value #MAX_CLICKS}
     * @throws SoundDeviceException when a device cannot be opened
     * @throws InterruptedException when it is interrupted; both devices are closed
     */
    public static Result measure(Speaker speaker, Microphone microphone, int clicks) throws InterruptedException {
        if (clicks < 1 || clicks > MAX_CLICKS) {
            throw new IllegalArgumentException("A measurement has 1 to " + MAX_CLICKS + " clicks, not " + clicks);
        }
        LoopbackMeasurement measurement = new LoopbackMeasurement(clicks);
        try (speaker;
                microphone) {
            microphone.start(measurement::hear);
            speaker.start(measurement::render);
            measurement.done.await(
                    FIRST_CLICK_MS + DELAY_OF_DEVICES_MS + (clicks + 1L) * INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
        return measurement.result();
    }

    private synchronized Result result() {
        return new Result(latenciesMs, clicks - latenciesMs.size());
    }

    private synchronized void render(short[] frame) {
        Arrays.fill(frame, (short) 0);
        long ms = framesRendered++ * FRAME_MS - FIRST_CLICK_MS;
        if (ms < 0 || ms % INTERVAL_MS != 0) {
            return;
        }
        if (rendered == clicks) {
            done.countDown();
            return;
        }
        rendered++;
        pending = true;
        renderNanos = System.nanoTime();
        System.arraycopy(click, 0, frame, 0, CLICK_SAMPLES);
    }

    private synchronized void hear(short[] frame) {
        long now = System.nanoTime();
        int peak = 0;
        int threshold = Math.max(QUIETEST_CLICK, TIMES_THE_NOISE * noise);
        for (int i = 0; i < Playout.FRAME_SAMPLES; i++) {
            int loudness = Math.abs(frame[i]);
            peak = Math.max(peak, loudness);
            if (pending && loudness > threshold) {
                pending = false;
                long captured = now - (Playout.FRAME_SAMPLES - i) * NANOS_PER_SAMPLE;
                latenciesMs.add((captured - renderNanos) / 1e6);
                if (rendered == clicks) {
                    done.countDown();
                }
            }
        }
        if (pending || rendered == 0) {
            // What is heard before a click comes back is noise; it is forgotten within a second.
            noise = Math.max(peak, noise - noise / 32);
        }
    }
}
