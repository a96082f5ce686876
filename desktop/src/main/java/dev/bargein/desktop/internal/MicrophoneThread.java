package dev.bargein.desktop.internal;

import dev.bargein.client.Microphone.FrameSink;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Playout;
import dev.bargein.desktop.SoundDevice;
import dev.bargein.desktop.SoundFormat;
import dev.bargein.rtc.Resampler;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Reads sound from a microphone and pushes it. */
public final class MicrophoneThread extends DeviceThread<LineFactory.InputLine> {
    private final AtomicLong overruns = new AtomicLong();
    private final short[] frame = new short[Playout.FRAME_SAMPLES];
    /** How much of the frame is filled; a device's 10 ms may make a few samples more or less than 240. */
    private int filled;

    private short[] mono = new short[0];
    private short[] converted = new short[0];
    private byte[] bytes = new byte[0];
    private @Nullable Resampler resampler;
    private @Nullable FrameSink sink;

    /** One that waits for its start. */
    public MicrophoneThread(LineFactory lines, DeviceChoice choice) {
        super(lines, choice);
    }

    /** Opens the device and begins to push. */
    public void start(FrameSink to) {
        sink = to;
        start("bargein-microphone");
    }

    /** How often the device had no room left and threw sound away. */
    public long overruns() {
        return overruns.get();
    }

    @Override
    LineFactory.InputLine open(SoundDevice to, SoundFormat format) {
        LineFactory.InputLine line = lines.openInput(to, format, choice.bufferMs());
        int rate = format.rateHz();
        mono = new short[rate / FRAMES_PER_SECOND];
        bytes = new byte[mono.length * format.frameBytes()];
        resampler = rate == MediaTime.SAMPLE_RATE_HZ ? null : new Resampler(rate, MediaTime.SAMPLE_RATE_HZ);
        converted = resampler == null ? mono : new short[resampler.maxOutput(mono.length)];
        filled = 0;
        return line;
    }

    @Override
    boolean carry(LineFactory.InputLine line) {
        if (line.availableFrames() >= line.bufferFrames()) {
            overruns.incrementAndGet();
        }
        if (line.read(bytes, bytes.length) != bytes.length) {
            return false;
        }
        Pcm16.toMono(bytes, line.format().channels(), mono);
        int samples = resampler == null ? mono.length : resampler.process(mono, 0, mono.length, converted, 0);
        for (int done = 0; done < samples; ) {
            int part = Math.min(samples - done, frame.length - filled);
            System.arraycopy(converted, done, frame, filled, part);
            done += part;
            filled += part;
            if (filled == frame.length) {
                filled = 0;
                push();
            }
        }
        return true;
    }

    private void push() {
        session(() -> {
            FrameSink to = sink;
            if (to != null) {
                to.frame(frame);
            }
        });
    }

    @Override
    void carryNothing() {
        Arrays.fill(frame, (short) 0);
        push();
    }

    @Override
    boolean isDrained(LineFactory.InputLine line) {
        return true;
    }
}
