package dev.bargein.desktop.internal;

import dev.bargein.desktop.SoundDevice;
import dev.bargein.desktop.SoundDeviceException;
import dev.bargein.desktop.SoundFormat;
import java.util.List;

/**
 * Where lines to devices come from: the system's sound, or a test's.
 *
 * <p>Thread-safe.
 */
public interface LineFactory {
    /** The devices of a direction, the default first; may take some time. */
    List<SoundDevice> devices(SoundDevice.Direction direction);

    /** What changes when a device comes or goes; quick, as it is asked for every second. */
    List<String> names();

    /**
     * Opens a device for output and starts it.
     *
     * @throws SoundDeviceException when it cannot be opened
     */
    OutputLine openOutput(SoundDevice device, SoundFormat format, int bufferMs);

    /**
     * Opens a device for input and starts it.
     *
     * @throws SoundDeviceException when it cannot be opened
     */
    InputLine openInput(SoundDevice device, SoundFormat format, int bufferMs);

    /** What looks after the devices of this factory. */
    DeviceWatch watch();

    /** An open line. Used by one thread. */
    interface SoundLine extends AutoCloseable {
        /** What it takes or gives. */
        SoundFormat format();

        /** Its buffer, in samples of one channel. */
        int bufferFrames();

        /** Samples of one channel that can be written or read now without waiting; more than the buffer after a gap. */
        int availableFrames();

        /** Gives the device back at once; what it still holds is not played. */
        @Override
        void close();
    }

    /** To a loudspeaker. */
    interface OutputLine extends SoundLine {
        /** Writes; answers how many bytes the device took, fewer than given when it is gone. */
        int write(byte[] bytes, int length);
    }

    /** From a microphone. */
    interface InputLine extends SoundLine {
        /** Reads; answers how many bytes the device gave, fewer than asked for when it is gone. */
        int read(byte[] bytes, int length);
    }
}
