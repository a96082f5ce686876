package dev.bargein.desktop;

import java.util.List;

/**
 * A loudspeaker or a microphone as the system names it.
 *
 * @param name what {@link DesktopSpeaker.Builder#device} and {@link DesktopMicrophone.Builder#device} find it by
 * @param description what else the system says of it; may be empty
 * @param direction whether it plays or records; a headset is two devices
 * @param isDefault whether it is the one that is used unless another is asked for
 * @param formats what it takes or gives in 16 bits, the preferred one first; never empty
 */
public record SoundDevice(
        String name, String description, Direction direction, boolean isDefault, List<SoundFormat> formats) {
    /** Keeps a copy of the formats. */
    public SoundDevice {
        formats = List.copyOf(formats);
    }

    /** Which way the sound goes. */
    public enum Direction {
        /** A loudspeaker. */
        OUTPUT,
        /** A microphone. */
        INPUT
    }

    /** The sample rates in any number of channels, highest first, in Hz. */
    public List<Integer> ratesHz() {
        return formats.stream()
                .map(SoundFormat::rateHz)
                .distinct()
                .sorted((a, b) -> Integer.compare(b, a))
                .toList();
    }
}
