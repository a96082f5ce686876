package dev.bargein.client;

/**
 * A microphone: it pushes sound at the pace of its own clock for as long as it is open.
 *
 * <p>Frames are pushed whether the user talks or not; what happens to them is the conversation's decision. {@link #live}
 * tells the device whether anyone listens, for lights and system indicators.
 *
 * <p>Thread safety: {@link #start} and {@link #close} are called once each, by the session; {@link #live} on its thread.
 */
public interface Microphone extends AutoCloseable {

    /**
     * Begins to push 10 ms every 10 ms of the device's clock, on a thread of the device.
     *
     * @throws RuntimeException when the device cannot be opened; the message says what to do
     */
    void start(FrameSink sink);

    /** The user is being listened to from now on, or no longer. Must not block. */
    void live(boolean live);

    /** Ends; nothing is pushed after it returns, unless it is called from within the sink. */
    @Override
    void close();

    /** Where a microphone puts its sound. */
    interface FrameSink {
        /** Takes 10 ms, which are 240 samples at 24 kHz mono; copies them. */
        void frame(short[] pcm);
    }
}
