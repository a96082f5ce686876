package dev.bargein.simulator.internal.transport;

import dev.bargein.rtc.RtcAudio;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.simulator.internal.audio.LatenessMeter;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends 20 ms of every call's output buffer every 20 ms, silence included, against absolute deadlines: a late frame is
 * followed at once by the next, so that a stream never drifts. One thread for all calls; it starts with the first.
 *
 * <p>Thread-safe.
 */
public final class MediaPacer implements AutoCloseable {
    private static final long FRAME_NANOS = OutputBuffer.FRAME_MS * 1_000_000L;
    private static final long GIVE_UP_NANOS = 25 * FRAME_NANOS;

    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");

    private final List<Track> tracks = new CopyOnWriteArrayList<>();
    private final String name;
    private final LongSupplier nanoTime;
    private final LongConsumer sleep;
    private @Nullable Thread thread;
    private volatile boolean stopped;

    public MediaPacer(String name) {
        this(name, System::nanoTime, LockSupport::parkNanos);
    }

    /**
     * A pacer on a clock of its own.
     *
     * @param sleep lets so many nanoseconds pass; returns earlier when the thread is unparked
     */
    MediaPacer(String name, LongSupplier nanoTime, LongConsumer sleep) {
        this.name = name;
        this.nanoTime = nanoTime;
        this.sleep = sleep;
    }

    /** One call's stream. */
    static final class Track {
        private final OutputBuffer buffer;
        private final RtcPeer peer;
        private final Runnable onFacts;
        private final Consumer<Throwable> onFailure;
        private final LatenessMeter lateness;
        private final AtomicLong missed = new AtomicLong();
        private final short[] frame = new short[OutputBuffer.FRAME_SAMPLES];
        private long dueNanos;

        /**
         * A stream into a peer.
         *
         * @param onFacts called after a frame with which something happened in the buffer
         * @param onFailure called when the peer or the buffer throws; the stream has ended then
         */
        Track(
                OutputBuffer buffer,
                RtcPeer peer,
                Runnable onFacts,
                Consumer<Throwable> onFailure,
                LatenessMeter lateness) {
            this.buffer = buffer;
            this.peer = peer;
            this.onFacts = onFacts;
            this.onFailure = onFailure;
            this.lateness = lateness;
        }

        long missedFrames() {
            return missed.get();
        }

        private void catchUp(LongSupplier nanoTime) {
            long late = nanoTime.getAsLong() - dueNanos;
            if (late > GIVE_UP_NANOS) {
                missed.addAndGet(late / FRAME_NANOS);
                dueNanos += late / FRAME_NANOS * FRAME_NANOS;
            }
            while (nanoTime.getAsLong() - dueNanos >= 0) {
                boolean facts = buffer.render(frame);
                peer.sendAudio(frame, 0);
                peer.sendAudio(frame, RtcAudio.FRAME_SAMPLES);
                lateness.record(nanoTime.getAsLong() - dueNanos);
                dueNanos += FRAME_NANOS;
                if (facts) {
                    onFacts.run();
                }
            }
        }
    }

    synchronized void add(Track track) {
        if (stopped) {
            return;
        }
        track.dueNanos = nanoTime.getAsLong();
        tracks.add(track);
        Thread running = thread;
        if (running == null) {
            running = new Thread(this::run, name);
            running.setDaemon(true);
            running.setPriority(Thread.MAX_PRIORITY);
            thread = running;
            running.start();
        }
        LockSupport.unpark(running);
    }

    void remove(Track track) {
        tracks.remove(track);
    }

    /** Ends one stream; the others go on. */
    private void fail(Track track, Throwable failure) {
        tracks.remove(track);
        try {
            track.onFailure.accept(failure);
        } catch (RuntimeException | Error e) {
            OutOfMemoryWatch.check(e);
            LOG.log(System.Logger.Level.WARNING, "The failure of a stream could not be handled", e);
        }
    }

    private void run() {
        while (!stopped) {
            long wake = Long.MAX_VALUE;
            long now = nanoTime.getAsLong();
            for (Track track : tracks) {
                try {
                    track.catchUp(nanoTime);
                } catch (RuntimeException | Error e) {
                    fail(track, e);
                    continue;
                }
                wake = Math.min(wake, track.dueNanos - now);
            }
            if (wake == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                sleep.accept(wake - (nanoTime.getAsLong() - now));
            }
        }
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            stopped = true;
            running = thread;
        }
        if (running == null) {
            return;
        }
        LockSupport.unpark(running);
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
