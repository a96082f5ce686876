package dev.bargein.desktop;

import dev.bargein.client.Microphone;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualMicrophone;
import dev.bargein.core.MediaTime;
import dev.bargein.desktop.internal.WavFiles;
import java.nio.file.Path;

/**
 * A microphone that hears a WAV file once, and silence after it; for tests and scripts.
 *
 * <p>The file is read when the microphone is made: PCM of 8, 16, 24 or 32 bits, at 8,000 to 192,000 Hz, of any number of
 * channels, and at most {@value #MAX_MINUTES} minutes.
 *
 * <p>Thread-safe.
 */
public final class WavMicrophone implements Microphone {
    /** The length of the longest file that is read, in minutes. */
    public static final int MAX_MINUTES = 10;

    private final VirtualMicrophone microphone;
    private final short[] pcm;
    private final boolean waits;
    private boolean begun;

    private WavMicrophone(Path file, VirtualClock clock, boolean waits) {
        pcm = WavFiles.read(file, MAX_MINUTES);
        microphone = new VirtualMicrophone(clock);
        this.waits = waits;
    }

    /**
     * One that begins with the session.
     *
     * @throws SoundDeviceException when the file cannot be used
     */
    public static WavMicrophone of(Path file, VirtualClock clock) {
        return new WavMicrophone(file, clock, false);
    }

    /**
     * One that begins when it is listened to for the first time: at the first press, or when the microphone is opened.
     *
     * @throws SoundDeviceException when the file cannot be used
     */
    public static WavMicrophone whenLive(Path file, VirtualClock clock) {
        return new WavMicrophone(file, clock, true);
    }

    /** How long the file is. */
    public MediaTime length() {
        return new MediaTime(pcm.length);
    }

    /** Whether the whole file was heard. */
    public synchronized boolean finished() {
        return begun && microphone.silent();
    }

    @Override
    public void start(FrameSink sink) {
        if (!waits) {
            begin();
        }
        microphone.start(sink);
    }

    private synchronized void begin() {
        if (!begun) {
            begun = true;
            microphone.play(pcm);
        }
    }

    @Override
    public void live(boolean live) {
        microphone.live(live);
        if (live) {
            begin();
        }
    }

    @Override
    public void close() {
        microphone.close();
    }
}
