package dev.bargein.desktop.internal;

import dev.bargein.client.Speaker.FrameSource;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Playout;
import dev.bargein.desktop.SoundDevice;
import dev.bargein.desktop.SoundFormat;
import dev.bargein.rtc.Resampler;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Pulls sound and writes it to a loudspeaker. */
public final class SpeakerThread extends DeviceThread<LineFactory.OutputLine> {
    private final long extraSamples;
    private final AtomicLong underruns = new AtomicLong();
    private final short[] frame = new short[Playout.FRAME_SAMPLES];
    private short[] converted = new short[0];
    private byte[] bytes = new byte[0];
    private @Nullable Resampler resampler;
    /** Whether the buffer was full since the device was opened or ran dry. */
    private boolean filled;

    private @Nullable FrameSource source;
    private volatile long latencySamples;

    /** One that waits for its start. */
    public SpeakerThread(LineFactory lines, DeviceChoice choice, long extraMs) {
        super(lines, choice);
        extraSamples = MediaTime.ofMillis(extraMs).samples();
        latencySamples = MediaTime.ofMillis(choice.bufferMs()).samples() + extraSamples;
    }

    /** Opens the device and begins to pull. */
    public void start(FrameSource from) {
        source = from;
        start("bargein-speaker");
    }

    /** From being rendered to the ear. */
    public MediaTime latency() {
        return new MediaTime(latencySamples);
    }

    /** How often the device ran dry. */
    public long underruns() {
        return underruns.get();
    }

    @Override
    LineFactory.OutputLine open(SoundDevice to, SoundFormat format) {
        LineFactory.OutputLine line = lines.openOutput(to, format, choice.bufferMs());
        int rate = format.rateHz();
        resampler = rate == MediaTime.SAMPLE_RATE_HZ ? null : new Resampler(MediaTime.SAMPLE_RATE_HZ, rate);
        converted = resampler == null ? frame : new short[resampler.maxOutput(frame.length)];
        bytes = new byte[converted.length * format.frameBytes()];
        filled = false;
        return line;
    }

    @Override
    boolean carry(LineFactory.OutputLine line) {
        int buffer = line.bufferFrames();
        int available = line.availableFrames();
        int rate = line.format().rateHz();
        if (available >= buffer && filled) {
            filled = false;
            underruns.incrementAndGet();
        } else if (buffer - available >= buffer / 2) {
            filled = true;
        }
        long waiting = (long) Math.max(0, buffer - available) * MediaTime.SAMPLE_RATE_HZ / rate;
        latencySamples = waiting + filterDelay(rate) + extraSamples;
        render();
        int samples = resampler == null ? frame.length : resampler.process(frame, 0, frame.length, converted, 0);
        int length = Pcm16.toBytes(converted, samples, line.format().channels(), bytes);
        return line.write(bytes, length) == length;
    }

    private void render() {
        if (!session(() -> {
            FrameSource from = source;
            if (from != null) {
                from.render(frame);
            }
        })) {
            Arrays.fill(frame, (short) 0);
        }
    }

    private static long filterDelay(int rate) {
        return rate == MediaTime.SAMPLE_RATE_HZ
                ? 0
                : (long) Resampler.HALF_TAPS * MediaTime.SAMPLE_RATE_HZ / Math.min(rate, MediaTime.SAMPLE_RATE_HZ);
    }

    @Override
    void carryNothing() {
        latencySamples = 0;
        render();
    }

    @Override
    boolean isDrained(LineFactory.OutputLine line) {
        return line.availableFrames() >= line.bufferFrames();
    }
}
