package dev.bargein.desktop;

import dev.bargein.client.Speaker;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.core.MediaTime;
import dev.bargein.desktop.internal.WavFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A loudspeaker that writes what it would play to a WAV file, silence included; for tests and scripts.
 *
 * <p>The file is written when the speaker is closed: 24 kHz, mono, 16 bits.
 *
 * <p>Thread-safe.
 */
public final class WavSpeaker implements Speaker {
    /** The longest recording that is kept, in minutes. */
    public static final int MAX_MINUTES = 60;

    private final Path file;
    private final long maxSamples;
    private final VirtualSpeaker speaker;
    private final List<short[]> frames = new ArrayList<>();
    private long samples;
    private boolean cut;
    private boolean written;

    private WavSpeaker(Path file, VirtualClock clock, Duration atMost) {
        if (atMost.isNegative() || atMost.toMinutes() > MAX_MINUTES) {
            throw new IllegalArgumentException("A recording lasts 0 to " + MAX_MINUTES + " minutes, not " + atMost);
        }
        this.file = file;
        maxSamples = MediaTime.ofMillis(atMost.toMillis()).samples();
        speaker = new VirtualSpeaker(clock, (pcm, position, nanos) -> keep(pcm));
    }

    /**
     * One that records into a file, which is replaced if it exists.
     *
     * @param atMost what is played after that is not in the file; each minute takes 3 MB of memory until it is written
     */
    public static WavSpeaker of(Path file, VirtualClock clock, Duration atMost) {
        return new WavSpeaker(file, clock, atMost);
    }

    private synchronized void keep(short[] pcm) {
        if (samples + pcm.length > maxSamples) {
            cut = true;
            return;
        }
        frames.add(pcm.clone());
        samples += pcm.length;
    }

    /** How much was recorded so far. */
    public synchronized MediaTime recorded() {
        return new MediaTime(samples);
    }

    /** Whether more was played than is kept. */
    public synchronized boolean isCut() {
        return cut;
    }

    @Override
    public void start(FrameSource source) {
        speaker.start(source);
    }

    @Override
    public MediaTime latency() {
        return MediaTime.ZERO;
    }

    /**
     * Ends, and writes the file.
     *
     * @throws SoundDeviceException when it cannot be written
     */
    @Override
    public void close() {
        speaker.close();
        synchronized (this) {
            if (!written) {
                written = true;
                WavFiles.write(file, frames, samples);
                frames.clear();
            }
        }
    }
}
