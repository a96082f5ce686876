package dev.bargein.desktop.internal;

/** Samples of 16 bits, as bytes in the order of {@code javax.sound}'s little-endian formats. */
public final class Pcm16 {
    private Pcm16() {}

    /** Writes each sample to all channels; answers how many bytes that took. */
    public static int toBytes(short[] mono, int samples, int channels, byte[] bytes) {
        int at = 0;
        for (int i = 0; i < samples; i++) {
            for (int c = 0; c < channels; c++) {
                bytes[at++] = (byte) mono[i];
                bytes[at++] = (byte) (mono[i] >> 8);
            }
        }
        return at;
    }

    /** Fills {@code mono} with the mean of the channels. */
    public static void toMono(byte[] bytes, int channels, short[] mono) {
        int at = 0;
        for (int i = 0; i < mono.length; i++) {
            int sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += (bytes[at] & 0xff) | bytes[at + 1] << 8;
                at += 2;
            }
            mono[i] = (short) (sum / channels);
        }
    }
}
