package dev.bargein.desktop.internal;

import dev.bargein.core.MediaTime;
import dev.bargein.desktop.SoundDeviceException;
import dev.bargein.rtc.Resampler;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** WAV files, by the JDK's reader and writer. */
public final class WavFiles {
    private static final int MIN_RATE_HZ = 8_000;
    private static final int MAX_RATE_HZ = 192_000;
    private static final int MAX_CHANNELS = 8;
    private static final int READ_FRAMES = 8_192;
    private static final int MAX_BYTES = 128 << 20;

    private WavFiles() {}

    /** The sound of a file at 24 kHz mono. */
    public static short[] read(Path file, int maxMinutes) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                AudioInputStream sound = AudioSystem.getAudioInputStream(raw)) {
            return samples(file, sound, maxMinutes);
        } catch (UnsupportedAudioFileException e) {
            throw new SoundDeviceException(file + " is not a sound file that the JDK reads: make it WAV with PCM", e);
        } catch (IOException e) {
            throw new SoundDeviceException(
                    "Cannot read " + file + " (" + e.getMessage() + "): is it there, and readable?", e);
        }
    }

    private static short[] samples(Path file, AudioInputStream sound, int maxMinutes) throws IOException {
        AudioFormat format = sound.getFormat();
        int rate = Math.round(format.getSampleRate());
        int channels = format.getChannels();
        if (rate < MIN_RATE_HZ || rate > MAX_RATE_HZ || channels < 1 || channels > MAX_CHANNELS) {
            throw new SoundDeviceException(file + " has a format that is not read here: " + format);
        }
        AudioFormat wanted = new AudioFormat(format.getSampleRate(), 16, channels, true, false);
        if (!format.matches(wanted) && !AudioSystem.isConversionSupported(wanted, format)) {
            throw new SoundDeviceException(file + " has a format that is not read here: " + format);
        }
        long maxBytes = 60L * maxMinutes * rate * wanted.getFrameSize();
        byte[] bytes;
        try (AudioInputStream pcm = format.matches(wanted) ? sound : AudioSystem.getAudioInputStream(wanted, sound)) {
            bytes = atMost(file, pcm, maxBytes, maxMinutes);
        }
        short[] mono = new short[bytes.length / wanted.getFrameSize()];
        Pcm16.toMono(bytes, channels, mono);
        return at24Khz(mono, rate);
    }

    private static byte[] atMost(Path file, AudioInputStream pcm, long maxBytes, int maxMinutes) throws IOException {
        // The header says how long it is, and may be wrong; what is read counts. The stream reads whole frames only,
        // and answers 0 for ever where less than one is asked for.
        int frame = pcm.getFormat().getFrameSize();
        int most = (int) Math.min(MAX_BYTES, maxBytes) / frame * frame;
        byte[] part = new byte[READ_FRAMES * frame];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int read = pcm.read(part);
        while (read > 0 && all.size() <= most) {
            all.write(part, 0, read);
            read = pcm.read(part);
        }
        byte[] bytes = all.toByteArray();
        if (bytes.length > most) {
            throw new SoundDeviceException(file + " is longer than " + maxMinutes + " minutes or " + (MAX_BYTES >> 20)
                    + " MiB: cut it, or make it mono at 24 kHz");
        }
        return bytes;
    }

    private static short[] at24Khz(short[] mono, int rate) {
        if (rate == MediaTime.SAMPLE_RATE_HZ) {
            return mono;
        }
        Resampler resampler = new Resampler(rate, MediaTime.SAMPLE_RATE_HZ);
        // The end of the sound leaves the filter with some silence behind it.
        short[] padded = Arrays.copyOf(mono, mono.length + 2 * Resampler.HALF_TAPS * (rate / MIN_RATE_HZ + 1));
        short[] out = new short[resampler.maxOutput(padded.length)];
        return Arrays.copyOf(out, resampler.process(padded, 0, padded.length, out, 0));
    }

    /** Writes frames at 24 kHz mono, replacing the file. */
    public static void write(Path file, List<short[]> frames, long samples) {
        AudioFormat format = new AudioFormat(MediaTime.SAMPLE_RATE_HZ, 16, 1, true, false);
        try (OutputStream out = Files.newOutputStream(file);
                AudioInputStream sound = new AudioInputStream(new FrameStream(frames), format, samples)) {
            AudioSystem.write(sound, AudioFileFormat.Type.WAVE, out);
        } catch (IOException e) {
            throw new SoundDeviceException(
                    "Cannot write " + file + " (" + e.getMessage()
                            + "): is its directory there, and the disk not full?",
                    e);
        }
    }

    /** The bytes of frames, one after the other. */
    private static final class FrameStream extends InputStream {
        private final List<short[]> frames;
        private int frame;
        private byte[] bytes = new byte[0];
        private int at;

        FrameStream(List<short[]> frames) {
            this.frames = new ArrayList<>(frames);
        }

        private boolean fill() {
            while (at == bytes.length) {
                if (frame == frames.size()) {
                    return false;
                }
                short[] pcm = frames.get(frame++);
                bytes = new byte[2 * pcm.length];
                Pcm16.toBytes(pcm, pcm.length, 1, bytes);
                at = 0;
            }
            return true;
        }

        @Override
        public int read() {
            return fill() ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int part = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, into, offset, part);
            at += part;
            return part;
        }
    }
}
