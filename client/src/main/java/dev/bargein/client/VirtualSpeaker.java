package dev.bargein.client;

import dev.bargein.client.internal.FrameTicker;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Playout;
import org.jspecify.annotations.Nullable;

/**
 * A speaker without a sound card: it pulls at the pace of a {@link VirtualClock} and hands every frame to a tap.
 *
 * <p>Thread-safe; the tap is called on the clock's thread.
 */
public final class VirtualSpeaker implements Speaker {
    private final VirtualClock clock;
    private final FrameTap tap;
    private final MediaTime latency;
    private final short[] frame = new short[Playout.FRAME_SAMPLES];
    private FrameTicker.@Nullable Tick tick;
    private volatile long startNanos;
    private volatile long samplesRendered;

    /** A speaker without latency. */
    public VirtualSpeaker(VirtualClock clock, FrameTap tap) {
        this(clock, tap, MediaTime.ZERO);
    }

    /** A speaker that claims a latency; the tap still gets frames as they are rendered. */
    public VirtualSpeaker(VirtualClock clock, FrameTap tap, MediaTime latency) {
        this.clock = clock;
        this.tap = tap;
        this.latency = latency;
    }

    /** Who gets what was rendered. */
    public interface FrameTap {
        /**
         * 10 ms that were just rendered.
         *
         * @param pcm 240 samples at 24 kHz; the array is reused after the call
         * @param samplePosition the number of samples that were rendered before; the device's own clock, which started
         *     at {@link VirtualSpeaker#startNanos()}
         * @param nanos when it was rendered, on {@link System#nanoTime()}; later than the device's clock by as much as
         *     the thread was late
         */
        void frame(short[] pcm, long samplePosition, long nanos);
    }

    @Override
    public synchronized void start(FrameSource source) {
        if (tick != null) {
            throw new IllegalStateException("The speaker was started before: make a new one for every session");
        }
        FrameTicker.Tick t = deadline -> pull(source, deadline);
        tick = t;
        clock.pacer().add(t);
    }

    private void pull(FrameSource source, long deadline) {
        long position = samplesRendered;
        if (position == 0) {
            startNanos = deadline;
        }
        source.render(frame);
        long now = System.nanoTime();
        samplesRendered = position + frame.length;
        tap.frame(frame, position, now);
    }

    @Override
    public MediaTime latency() {
        return latency;
    }

    /** When the first frame was due, on {@link System#nanoTime()}; 0 before. */
    public long startNanos() {
        return startNanos;
    }

    /** Samples rendered so far. */
    public long samplesRendered() {
        return samplesRendered;
    }

    @Override
    public void close() {
        FrameTicker.Tick t;
        synchronized (this) {
            t = tick;
        }
        if (t != null) {
            clock.pacer().remove(t);
        }
    }
}
