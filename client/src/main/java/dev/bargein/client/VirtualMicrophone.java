package dev.bargein.client;

import dev.bargein.client.internal.FrameTicker;
import dev.bargein.core.Playout;
import dev.bargein.protocol.audio.PcmQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A microphone without a sound card: it pushes what is {@linkplain #play played} into it at the pace of a {@link
 * VirtualClock}, and silence otherwise.
 *
 * <p>Thread-safe.
 */
public final class VirtualMicrophone implements Microphone {
    private final VirtualClock clock;
    private final PcmQueue signal = new PcmQueue();
    private final List<LiveChange> changes = new ArrayList<>();
    private final short[] frame = new short[Playout.FRAME_SAMPLES];
    private FrameTicker.@Nullable Tick tick;
    private boolean live;
    private long samplesCaptured;
    private volatile long startNanos;

    /** A microphone that hears silence. */
    public VirtualMicrophone(VirtualClock clock) {
        this.clock = clock;
    }

    /**
     * The microphone became live or ceased to be.
     *
     * @param live what it became
     * @param nanos when, on {@link System#nanoTime()}
     * @param samplePosition the number of samples that were captured before
     */
    public record LiveChange(boolean live, long nanos, long samplePosition) {}

    /**
     * Speaks a signal from now on, or after what is being spoken; copies it.
     *
     * @param pcm any number of samples at 24 kHz
     * @return the position of its first sample, on the count of {@link #samplesCaptured()}
     */
    public synchronized long play(short[] pcm) {
        long position = samplesCaptured + signal.size();
        signal.add(pcm.clone());
        return position;
    }

    /** Falls silent at once. */
    public synchronized void silence() {
        signal.clear();
    }

    /** Whether all that was played has been pushed. */
    public synchronized boolean silent() {
        return signal.isEmpty();
    }

    @Override
    public synchronized void start(FrameSink sink) {
        if (tick != null) {
            throw new IllegalStateException("The microphone was started before: make a new one for every session");
        }
        FrameTicker.Tick t = deadline -> push(sink, deadline);
        tick = t;
        clock.pacer().add(t);
    }

    private void push(FrameSink sink, long deadline) {
        synchronized (this) {
            if (samplesCaptured == 0) {
                startNanos = deadline;
            }
            fill();
            samplesCaptured += frame.length;
        }
        sink.frame(frame);
    }

    private void fill() {
        int filled = signal.take(frame, 0, frame.length);
        Arrays.fill(frame, filled, frame.length, (short) 0);
    }

    @Override
    public synchronized void live(boolean nowLive) {
        if (live != nowLive) {
            live = nowLive;
            changes.add(new LiveChange(nowLive, System.nanoTime(), samplesCaptured));
        }
    }

    /** Whether it is live now. */
    public synchronized boolean isLive() {
        return live;
    }

    /** When it became live or ceased to be, oldest first. */
    public synchronized List<LiveChange> liveChanges() {
        return List.copyOf(changes);
    }

    /** When the first frame was due, on {@link System#nanoTime()}; 0 before. */
    public long startNanos() {
        return startNanos;
    }

    /** Samples pushed so far. */
    public synchronized long samplesCaptured() {
        return samplesCaptured;
    }

    @Override
    public void close() {
        FrameTicker.Tick t;
        synchronized (this) {
            t = tick;
            signal.clear();
        }
        if (t != null) {
            clock.pacer().remove(t);
        }
    }
}
