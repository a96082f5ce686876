package dev.bargein.client;

import dev.bargein.core.MediaTime;

/**
 * A loudspeaker: it pulls sound at the pace of its own clock.
 *
 * <p>Thread safety: {@link #start} and {@link #close} are called once each, by the session; {@link #latency} at any time.
 */
public interface Speaker extends AutoCloseable {

    /**
     * Begins to pull 10 ms every 10 ms of the device's clock, on a thread of the device.
     *
     * @throws RuntimeException when the device cannot be opened; the message says what to do
     */
    void start(FrameSource source);

    /**
     * How long a sample takes from being rendered to the ear: the device's buffer. Asked for before {@link #start} and ten
     * times a second after it, on the device's thread; must not block.
     */
    MediaTime latency();

    /** Ends; the source is not asked after it returns, unless it is called from within the source. */
    @Override
    void close();

    /** Where a speaker gets its sound from. */
    interface FrameSource {
        /** Fills 10 ms, which are 240 samples at 24 kHz mono; never blocks for longer than a copy. */
        void render(short[] frame);
    }
}
