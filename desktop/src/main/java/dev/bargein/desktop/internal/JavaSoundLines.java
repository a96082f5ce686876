package dev.bargein.desktop.internal;

import dev.bargein.desktop.SoundDevice;
import dev.bargein.desktop.SoundDevice.Direction;
import dev.bargein.desktop.SoundDeviceException;
import dev.bargein.desktop.SoundFormat;
import java.util.ArrayList;
import java.util.List;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * Lines of {@code javax.sound.sampled}.
 *
 * <p>The JDK lists the default of the system first on Linux, Windows and macOS: {@code default [default]}, {@code Primary
 * Sound Driver} and {@code Default Audio Device}. Ports such as volume controls are mixers too, without lines for sound.
 *
 * <p>Thread-safe.
 */
public final class JavaSoundLines implements LineFactory {
    private static final JavaSoundLines SYSTEM = new JavaSoundLines();

    /** What most devices run at comes first, then what a telephone headset has. */
    private static final int[] RATES_HZ = {48_000, 44_100, 24_000, 16_000, 8_000};

    /** Reading the list anew replaces the JDK's objects of all devices, which two threads must not do at once. */
    private final Object lock = new Object();

    private final DeviceWatch watch = new DeviceWatch(this);

    private JavaSoundLines() {}

    /** Those of this machine. */
    public static JavaSoundLines system() {
        return SYSTEM;
    }

    @Override
    public List<SoundDevice> devices(Direction direction) {
        List<SoundDevice> devices = new ArrayList<>();
        synchronized (lock) {
            for (Mixer.Info info : AudioSystem.getMixerInfo()) {
                List<SoundFormat> formats = formats(AudioSystem.getMixer(info), direction);
                if (!formats.isEmpty()) {
                    devices.add(new SoundDevice(
                            info.getName(), info.getDescription(), direction, devices.isEmpty(), formats));
                }
            }
        }
        return devices;
    }

    private static List<SoundFormat> formats(Mixer mixer, Direction direction) {
        List<SoundFormat> formats = new ArrayList<>();
        // Loudspeakers have two channels more often than one, microphones one.
        int preferred = direction == Direction.OUTPUT ? 2 : 1;
        for (int rate : RATES_HZ) {
            for (int channels : new int[] {preferred, 3 - preferred}) {
                SoundFormat format = new SoundFormat(rate, channels);
                if (mixer.isLineSupported(info(format, direction))) {
                    formats.add(format);
                }
            }
        }
        return formats;
    }

    private static DataLine.Info info(SoundFormat format, Direction direction) {
        return new DataLine.Info(
                direction == Direction.OUTPUT ? SourceDataLine.class : TargetDataLine.class, audioFormat(format));
    }

    private static AudioFormat audioFormat(SoundFormat format) {
        return new AudioFormat(format.rateHz(), 16, format.channels(), true, false);
    }

    @Override
    public DeviceWatch watch() {
        return watch;
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        synchronized (lock) {
            for (Mixer.Info info : AudioSystem.getMixerInfo()) {
                names.add(info.getName() + '\n' + info.getDescription());
            }
        }
        return names;
    }

    @Override
    public OutputLine openOutput(SoundDevice device, SoundFormat format, int bufferMs) {
        SourceDataLine line = (SourceDataLine) line(device, format);
        begin(line, () -> line.open(audioFormat(format), bytes(format, bufferMs)), device, format);
        return new Output(line, format);
    }

    @Override
    public InputLine openInput(SoundDevice device, SoundFormat format, int bufferMs) {
        TargetDataLine line = (TargetDataLine) line(device, format);
        begin(line, () -> line.open(audioFormat(format), bytes(format, bufferMs)), device, format);
        return new Input(line, format);
    }

    /** Opens a line; the JDK's two kinds of lines share no method for it. */
    private interface Opening {
        void open() throws LineUnavailableException;
    }

    private static void begin(DataLine line, Opening opening, SoundDevice device, SoundFormat format) {
        try {
            opening.open();
            line.start();
        } catch (LineUnavailableException | RuntimeException e) {
            line.close();
            throw cannotOpen(device, format, e);
        }
    }

    private DataLine line(SoundDevice device, SoundFormat format) {
        synchronized (lock) {
            try {
                Mixer.Info info = find(device);
                if (info == null) {
                    throw new SoundDeviceException(device.name() + " is gone: plug it in again, or choose another");
                }
                return (DataLine) AudioSystem.getMixer(info).getLine(info(format, device.direction()));
            } catch (LineUnavailableException | IllegalArgumentException e) {
                throw cannotOpen(device, format, e);
            }
        }
    }

    private static Mixer.@Nullable Info find(SoundDevice device) {
        for (Mixer.Info info : AudioSystem.getMixerInfo()) {
            if (info.getName().equals(device.name()) && info.getDescription().equals(device.description())) {
                return info;
            }
        }
        return null;
    }

    private static SoundDeviceException cannotOpen(SoundDevice device, SoundFormat format, Exception e) {
        return new SoundDeviceException(
                device.name() + " cannot be opened at " + format + " (" + e.getMessage()
                        + "): end the program that holds it, allow this one to use it, or choose another device",
                e);
    }

    private static int bytes(SoundFormat format, int ms) {
        return format.rateHz() * ms / 1_000 * format.frameBytes();
    }

    /** What both directions have in common. */
    private abstract static class JavaSoundLine<L extends DataLine> implements SoundLine {
        final L line;
        private final SoundFormat format;

        JavaSoundLine(L line, SoundFormat format) {
            this.line = line;
            this.format = format;
        }

        @Override
        public SoundFormat format() {
            return format;
        }

        @Override
        public int bufferFrames() {
            return line.getBufferSize() / format.frameBytes();
        }

        @Override
        public int availableFrames() {
            return line.available() / format.frameBytes();
        }

        @Override
        public void close() {
            // Without a flush, closing waits until the device has played what it holds.
            line.flush();
            line.close();
        }
    }

    private static final class Output extends JavaSoundLine<SourceDataLine> implements OutputLine {
        Output(SourceDataLine line, SoundFormat format) {
            super(line, format);
        }

        @Override
        public int write(byte[] bytes, int length) {
            return line.write(bytes, 0, length);
        }
    }

    private static final class Input extends JavaSoundLine<TargetDataLine> implements InputLine {
        Input(TargetDataLine line, SoundFormat format) {
            super(line, format);
        }

        @Override
        public int read(byte[] bytes, int length) {
            return line.read(bytes, 0, length);
        }
    }
}
