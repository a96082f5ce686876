package dev.bargein.desktop;

import dev.bargein.client.Microphone;
import dev.bargein.desktop.internal.DeviceChoice;
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
        SoundDevice current = thread.current();
        return current == null ? "" : current.name();
    }

    @Override
    public void close() {
        thread.end();
    }

    /**
     * What a microphone is made with; nothing is needed.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {
        /** The length of the device's buffer unless {@link #bufferMs} says otherwise, in milliseconds. */
        public static final int BUFFER_MS = 60;

        private static final int MIN_BUFFER_MS = 20;
        private static final int MAX_BUFFER_MS = 1_000;

        private final LineFactory lines;
        private String device = "";
        private int rateHz;
        private int bufferMs = BUFFER_MS;
        private DeviceListener listener = DeviceListener.NONE;

        private Builder(LineFactory lines) {
            this.lines = lines;
        }

        /**
         * A device by its name or a part of it, in any case of letters, as {@link SoundDevices#inputs()} has it; the
         * system's default without, or with an empty name. It must be there when the session begins.
         */
        public Builder device(String nameOrPart) {
            device = nameOrPart.strip();
            return this;
        }

        /** The sample rate of the device; the one that it prefers by default. */
        public Builder rateHz(int hz) {
            if (hz <= 0) {
                throw new IllegalArgumentException("A sample rate must be positive: " + hz + " Hz");
            }
            rateHz = hz;
            return this;
        }

        /**
         * How much the device keeps when it is not read in time, 20 to 1,000 ms; {@value #BUFFER_MS} ms by default. Sound
         * is taken as soon as it is there; some systems hand it out in thirds or quarters of the buffer.
         */
        public Builder bufferMs(int ms) {
            if (ms < MIN_BUFFER_MS || ms > MAX_BUFFER_MS) {
                throw new IllegalArgumentException(
                        "A buffer must hold " + MIN_BUFFER_MS + " to " + MAX_BUFFER_MS + " ms, not " + ms);
            }
            bufferMs = ms;
            return this;
        }

        /** Who is told what happens to the device; nobody by default. */
        public Builder listener(DeviceListener listener) {
            this.listener = listener;
            return this;
        }

        /** The microphone; the device is opened when the session begins. */
        public DesktopMicrophone build() {
            return new DesktopMicrophone(new MicrophoneThread(
                    lines, new DeviceChoice(SoundDevice.Direction.INPUT, device, rateHz, bufferMs, listener)));
        }
    }
}
