package dev.bargein.desktop;

import dev.bargein.client.Speaker;
import dev.bargein.core.MediaTime;
import dev.bargein.desktop.internal.JavaSoundLines;
import dev.bargein.desktop.internal.LineFactory;
import dev.bargein.desktop.internal.SpeakerThread;

/**
 * A loudspeaker of this machine, by {@code javax.sound.sampled}.
 *
 * <p>It keeps the device's buffer short, so that little of the voice is on its way when it is stopped, and tells at any
 * moment how much that is. A device that vanishes is replaced by the system's default and used again when it is back; for
 * as long as there is none at all, sound is played into the void at its pace, so that the conversation goes on. A device
 * that blocks delays neither the session nor {@link dev.bargein.client.RealtimeSession#stop()}, and closing waits for it
 * for a second at most.
 *
 * <p>Tried on Linux with PulseAudio; on macOS and Windows the same code runs on what the JDK offers there, untried.
 *
 * <p>Thread-safe. A speaker serves one session.
 */
public final class DesktopSpeaker implements Speaker {
    private final SpeakerThread thread;

    private DesktopSpeaker(SpeakerThread thread) {
        this.thread = thread;
    }

    /** The system's default loudspeaker. */
    public static DesktopSpeaker ofDefault() {
        return builder().build();
    }

    /** A builder of a speaker. */
    public static Builder builder() {
        return new Builder(JavaSoundLines.system());
    }

    /** One on other lines than the system's. */
    static Builder builder(LineFactory lines) {
        return new Builder(lines);
    }

    /**
     * Opens the device and begins to pull.
     *
     * @throws SoundDeviceException when there is no such device, or it cannot be opened
     */
    @Override
    public void start(FrameSource source) {
        thread.start(source);
    }

    /**
     * How long a sample takes from being rendered to the ear: what the device's buffer holds now, the delay of the
     * conversion to its sample rate, and {@link Builder#extraLatencyMs}.
     */
    @Override
    public MediaTime latency() {
        return thread.latency();
    }

    /** How often the device ran out of sound, which is heard as a click or a gap. */
    public long underruns() {
        return thread.underruns();
    }

    /** The name of the device that plays now, empty when there is none. */
    public String device() {
        return thread.deviceName();
    }

    @Override
    public void close() {
        thread.close();
    }

    /**
     * What a speaker is made with; nothing is needed.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder extends DeviceBuilder<Builder> {
        /** The length of the device's buffer unless {@link #bufferMs} says otherwise, in milliseconds. */
        public static final int BUFFER_MS = 40;
        /** What is added to the latency unless {@link #extraLatencyMs} says otherwise, in milliseconds. */
        public static final int EXTRA_LATENCY_MS = 10;

        private int extraLatencyMs = EXTRA_LATENCY_MS;

        private Builder(LineFactory lines) {
            super(lines, SoundDevice.Direction.OUTPUT, BUFFER_MS);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * What the sound takes beyond the buffer, which no program can ask for: a sound server, a converter, Bluetooth;
         * {@value #EXTRA_LATENCY_MS} ms by default. {@code bargein devices --loopback} measures the whole.
         */
        public Builder extraLatencyMs(int ms) {
            if (ms < 0 || ms > 2_000) {
                throw new IllegalArgumentException("The extra latency must be 0 to 2,000 ms, not " + ms);
            }
            extraLatencyMs = ms;
            return this;
        }

        /** The speaker; the device is opened when the session begins. */
        public DesktopSpeaker build() {
            return new DesktopSpeaker(new SpeakerThread(lines, choice(), extraLatencyMs));
        }
    }
}
