package dev.bargein.webrtc;

import dev.bargein.rtc.RtcAudio;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sends 10 ms of a signal every 10 ms on a thread of its own, until closed. */
final class AudioSender implements AutoCloseable {
    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(RtcAudio.FRAME_MS);

    private final List<TestPeer> to;
    private final LongUnaryOperator signal;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    /** The signal maps the number of a sample to its value. */
    AudioSender(LongUnaryOperator signal, TestPeer... to) {
        this.signal = signal;
        this.to = List.of(to);
        thread = new Thread(this::run, "audio-sender");
        thread.start();
    }

    static LongUnaryOperator silence() {
        return n -> 0;
    }

    static LongUnaryOperator tone(double hz, double amplitude) {
        return n -> Math.round(amplitude * Math.sin(2 * Math.PI * hz * n / RtcAudio.SAMPLE_RATE_HZ));
    }

    private void run() {
        try {
            short[] frame = new short[RtcAudio.FRAME_SAMPLES];
            long start = System.nanoTime();
            for (long k = 0; !stopped; k++) {
                for (int i = 0; i < frame.length; i++) {
                    frame[i] = (short) signal.applyAsLong(k * frame.length + i);
                }
                to.forEach(peer -> peer.peer.sendAudio(frame, 0));
                long due = start + (k + 1) * FRAME_NANOS;
                for (long wait; (wait = due - System.nanoTime()) > 0; ) {
                    LockSupport.parkNanos(wait);
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
        if (failure != null) {
            throw new AssertionError("the sender failed", failure);
        }
    }
}
