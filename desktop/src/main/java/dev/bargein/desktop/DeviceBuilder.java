package dev.bargein.desktop;

import dev.bargein.desktop.internal.DeviceChoice;
import dev.bargein.desktop.internal.LineFactory;

/**
 * What the builders of a speaker and of a microphone have in common.
 *
 * <p>Not thread-safe.
 *
 * @param <B> the builder
 */
abstract class DeviceBuilder<B extends DeviceBuilder<B>> {
    private static final int MIN_BUFFER_MS = 20;
    private static final int MAX_BUFFER_MS = 1_000;

    final LineFactory lines;
    private final SoundDevice.Direction direction;
    private String device = "";
    private int rateHz;
    private int bufferMs;
    private DeviceListener listener = DeviceListener.NONE;

    DeviceBuilder(LineFactory lines, SoundDevice.Direction direction, int bufferMs) {
        this.lines = lines;
        this.direction = direction;
        this.bufferMs = bufferMs;
    }

    /** This builder, as what it is. */
    abstract B self();

    /** What was chosen. */
    final DeviceChoice choice() {
        return new DeviceChoice(direction, device, rateHz, bufferMs, listener);
    }

    /**
     * A device by its name or a part of it, in any case of letters, as {@link SoundDevices} lists it; the system's default
     * without, or with an empty name. It must be there when the session begins.
     */
    public B device(String nameOrPart) {
        device = nameOrPart.strip();
        return self();
    }

    /**
     * The sample rate of the device; the one that it prefers by default.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public B rateHz(int hz) {
        if (hz <= 0) {
            throw new IllegalArgumentException("A sample rate must be positive: " + hz + " Hz");
        }
        rateHz = hz;
        return self();
    }

    /**
     * How much sound the device's buffer holds, 20 to 1,000 ms; {@code BUFFER_MS} of the builder by default. A longer one
     * bridges longer pauses of a busy machine. On a loudspeaker the voice is heard for as much longer after a Stop; a
     * microphone gives its sound as soon as it is there, but some systems hand it out in thirds or quarters of the buffer.
     *
     * @throws IllegalArgumentException when it is out of range
     */
    public B bufferMs(int ms) {
        if (ms < MIN_BUFFER_MS || ms > MAX_BUFFER_MS) {
            throw new IllegalArgumentException(
                    "A buffer must hold " + MIN_BUFFER_MS + " to " + MAX_BUFFER_MS + " ms, not " + ms);
        }
        bufferMs = ms;
        return self();
    }

    /** Who is told what happens to the device; nobody by default. */
    public B listener(DeviceListener listener) {
        this.listener = listener;
        return self();
    }
}
