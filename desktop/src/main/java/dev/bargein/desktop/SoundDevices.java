package dev.bargein.desktop;

import dev.bargein.desktop.internal.JavaSoundLines;
import java.util.List;

/**
 * The loudspeakers and microphones of this machine, as {@code javax.sound.sampled} knows them.
 *
 * <p>On Linux these are ALSA's {@code default}, which is PulseAudio or PipeWire where they run, and one for each card. On
 * Windows the default is the primary sound driver, on macOS the default audio device; both of those follow the choice that
 * the user makes in the system's settings. Only Linux was tried.
 *
 * <p>Thread-safe.
 */
public final class SoundDevices {
    private SoundDevices() {}

    /** What can play, the default first; empty when there is no loudspeaker. */
    public static List<SoundDevice> outputs() {
        return JavaSoundLines.system().devices(SoundDevice.Direction.OUTPUT);
    }

    /** What can record, the default first; empty when there is no microphone. */
    public static List<SoundDevice> inputs() {
        return JavaSoundLines.system().devices(SoundDevice.Direction.INPUT);
    }
}
