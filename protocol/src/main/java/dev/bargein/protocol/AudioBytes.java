package dev.bargein.protocol;

import java.util.Arrays;

/**
 * A run of encoded audio as the wire carries it inside base64, in the session's format: usually signed 16-bit
 * little-endian mono PCM at 24 kHz.
 *
 * <p>Immutable.
 */
public final class AudioBytes {
    /** Samples per second of {@code audio/pcm}. */
    public static final int PCM_RATE_HZ = 24_000;

    private final byte[] bytes;

    private AudioBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies bytes. */
    public static AudioBytes of(byte[] bytes) {
        return new AudioBytes(bytes.clone());
    }

    /** Encodes samples as little-endian PCM. */
    public static AudioBytes ofPcm(short[] pcm, int offset, int length) {
        byte[] out = new byte[length * 2];
        for (int i = 0; i < length; i++) {
            short s = pcm[offset + i];
            out[2 * i] = (byte) s;
            out[2 * i + 1] = (byte) (s >> 8);
        }
        return new AudioBytes(out);
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** Decodes little-endian PCM; an odd last byte is left out. */
    public short[] toPcm() {
        short[] out = new short[bytes.length / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = (short) ((bytes[2 * i] & 0xff) | (bytes[2 * i + 1] << 8));
        }
        return out;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AudioBytes a && Arrays.equals(bytes, a.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size only: audio is personal. */
    @Override
    public String toString() {
        return "AudioBytes[" + bytes.length + " bytes]";
    }
}
