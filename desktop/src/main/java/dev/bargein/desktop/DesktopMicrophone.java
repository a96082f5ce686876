package dev.bargein.desktop;

import dev.bargein.client.Microphone;
import dev.bargein.desktop.internal.JavaSoundLines;
import dev.bargein.desktop.internal.LineFactory;
import dev.bargein.desktop.internal.MicrophoneThread;

/**
 * A microphone of this machine, by {@code javax.sound.sampled}.
 *
 * <p>A device that vanishes is replaced by the system's default and used again when it is back; for as long as there is
 * none at all it hears silence, so that the conversation goes on.
 *
 * <p>Tried on Linux with PulseAudio; on macOS and Windows the same code runs on what the JDK offers there, untried. macOS
 * asks the user whether the program that started Java may listen, and gives silence until it may.
 *
 * <p>Thread-safe. A microphone serves one session.
 */
public final class DesktopMicrophone implements Microphone {
    private final MicrophoneThread thread;
    private volatile boolean live;

    private DesktopMicrophone(MicrophoneThread thread) {
        this.thread = thread;
    }

    /** The system's default microphone. */
    public static DesktopMicrophone ofDefault() {
        return builder().build();
    }

    /** A builder of a microphone. */
    public static Builder builder() {
        return new Builder(JavaSoundLines.system());
    }

    /** One on other lines than the system's. */
    static Builder builder(LineFactory lines) {
        return new Builder(lines);
    }

    /**
     * Opens the device and begins to push.
     *
     * @throws SoundDeviceException when there is no such device, or it cannot be opened
     */
    @Override
    public void start(FrameSink sink) {
        thread.start(sink);
    }

    @Override
    public void live(boolean nowLive) {
        live = nowLive;
    }

    /** Whether anybody listens now, for a light. */
    public boolean isLive() {
        return live;
    }

    /** How often sound was lost because it was not fetched in time. */
    public long overruns() {
        return thread.overruns();
    }

    /** The name of the device that listens now, empty when there is none. */
    public String device() {
        return thread.deviceName();
    }

    @Override
    public void close() {
        thread.close();
    }

    /**
     * What a microphone is made with; nothing is needed.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder extends DeviceBuilder<Builder> {
        /** The length of the device's buffer unless {@link #bufferMs} says otherwise, in milliseconds. */
        public static final int BUFFER_MS = 60;

        private Builder(LineFactory lines) {
            super(lines, SoundDevice.Direction.INPUT, BUFFER_MS);
        }

        @Override
        Builder self() {
            return this;
        }

        /** The microphone; the device is opened when the session begins. */
        public DesktopMicrophone build() {
            return new DesktopMicrophone(new MicrophoneThread(lines, choice()));
        }
    }
}
