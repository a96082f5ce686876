package dev.bargein.desktop;

/**
 * How a device wants its sound: 16-bit samples at a rate.
 *
 * @param rateHz samples per second in each channel
 * @param channels 1 or 2
 */
public record SoundFormat(int rateHz, int channels) {
    /** Refuses what no device has. */
    public SoundFormat {
        if (rateHz < 8_000 || rateHz > 192_000 || channels < 1 || channels > 2) {
            throw new IllegalArgumentException("Not a format of a device: " + rateHz + " Hz in " + channels
                    + " channels; 8,000 to 192,000 Hz in 1 or 2 are");
        }
    }

    /** Bytes of one sample in all channels. */
    public int frameBytes() {
        return 2 * channels;
    }

    @Override
    public String toString() {
        return rateHz + " Hz " + (channels == 1 ? "mono" : "stereo");
    }
}
