package dev.bargein.desktop;

import dev.bargein.client.Microphone;
import dev.bargein.core.MediaTime;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is heard at the loudspeaker of a PulseServer, by {@code parec}; a microphone too, so that clicks can be timed. */
final class EarRecorder implements Microphone {
    private static final int FRAME = 240;
    /** -50 dBFS. */
    private static final int AUDIBLE = 104;

    private static final long NANOS_PER_SAMPLE = TimeUnit.SECONDS.toNanos(1) / MediaTime.SAMPLE_RATE_HZ;
    private static final long PATIENCE_S = 30;

    private final Process process;
    private final Thread thread = new Thread(this::read, "parec");
    private @Nullable FrameSink sink;
    private long samples;
    private long audible;
    private long lastAudibleNanos;

    EarRecorder() throws IOException {
        process = new ProcessBuilder(
                        "parec",
                        "--raw",
                        "--format=s16le",
                        "--rate=24000",
                        "--channels=1",
                        "--latency-msec=10",
                        "-d",
                        "ear.monitor")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    private void read() {
        byte[] bytes = new byte[2 * FRAME];
        short[] frame = new short[FRAME];
        try (InputStream in = process.getInputStream()) {
            while (in.readNBytes(bytes, 0, bytes.length) == bytes.length) {
                long now = System.nanoTime();
                for (int i = 0; i < FRAME; i++) {
                    frame[i] = (short) ((bytes[2 * i] & 0xff) | bytes[2 * i + 1] << 8);
                }
                heard(frame, now);
            }
        } catch (IOException e) {
            // It was told to end.
        }
    }

    private synchronized void heard(short[] frame, long now) {
        for (int i = 0; i < FRAME; i++) {
            if (Math.abs(frame[i]) > AUDIBLE) {
                audible++;
                lastAudibleNanos = now - (FRAME - i) * NANOS_PER_SAMPLE;
            }
        }
        samples += FRAME;
        if (sink != null) {
            sink.frame(frame);
        }
        notifyAll();
    }

    /** When the last sample that can be heard came. */
    synchronized long lastAudibleNanos() {
        return lastAudibleNanos;
    }

    synchronized long audibleSamples() {
        return audible;
    }

    /** Waits until so many audible samples have come since the count was {@code from}. */
    synchronized void awaitAudible(long from, long count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (audible - from < count) {
            waitUntil(end, "a voice: " + (audible - from) + " samples of " + count);
        }
    }

    /** Waits until nothing was heard for so long. */
    synchronized void awaitSilence(long ms) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        long since = samples;
        long before = audible;
        while (samples - since < ms * MediaTime.SAMPLES_PER_MS) {
            waitUntil(end, "silence");
            if (audible != before) {
                before = audible;
                since = samples;
            }
        }
    }

    private void waitUntil(long end, String what) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            throw new IllegalStateException("never came: " + what);
        }
        wait(left);
    }

    @Override
    public synchronized void start(FrameSink to) {
        sink = to;
    }

    @Override
    public void live(boolean live) {}

    /** Ends its service as a microphone; it goes on recording. */
    @Override
    public synchronized void close() {
        sink = null;
    }

    void end() throws InterruptedException {
        process.destroy();
        process.waitFor();
        thread.join();
    }
}
