package dev.bargein.simulator.internal.audio;

import dev.bargein.rtc.Resampler;
import dev.bargein.rtc.RtcAudio;
import dev.bargein.simulator.SimulatorItem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Reads WAV files of 16-bit PCM, of any rate, mono or stereo, as 24 kHz mono. */
public final class WavFile {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FORMAT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int FORMAT_BYTES = 16;
    private static final int PCM = 1;
    private static final int EXTENSIBLE = 0xfffe;
    private static final int SUB_FORMAT_AT = 24;
    private static final int MIN_RATE_HZ = 4_000;
    private static final int MAX_RATE_HZ = 192_000;
    private static final int SAMPLE_BITS = 16;
    private static final int BLOCK_SAMPLES = 4_800;

    private WavFile() {}

    /**
     * The sound of a file.
     *
     * @throws IllegalArgumentException with what is wrong and what to do
     */
    public static SimulatorItem.Sound read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < HEADER_BYTES || in.getInt(0) != RIFF || in.getInt(CHUNK_HEADER_BYTES) != WAVE) {
            throw new IllegalArgumentException("is no WAV file: save it as WAV, PCM of 16 bits");
        }
        int channels = 0;
        int rateHz = 0;
        int at = HEADER_BYTES;
        while (at + CHUNK_HEADER_BYTES <= file.length) {
            int name = in.getInt(at);
            long said = Integer.toUnsignedLong(in.getInt(at + Integer.BYTES));
            int begin = at + CHUNK_HEADER_BYTES;
            // A recorder that was killed leaves a length that is too large.
            int length = (int) Math.min(said, file.length - begin);
            if (name == FORMAT && length >= FORMAT_BYTES) {
                channels = in.getShort(begin + 2);
                rateHz = in.getInt(begin + 4);
                checkFormat(in, begin, length, channels, rateHz);
            } else if (name == DATA && channels > 0) {
                return SimulatorItem.Sound.ofChunks(List.of(converted(mono(in, begin, length, channels), rateHz)));
            }
            at = (int) Math.min(file.length, begin + said + (said & 1));
        }
        throw new IllegalArgumentException("holds no sound: save it as WAV, PCM of 16 bits");
    }

    private static void checkFormat(ByteBuffer in, int begin, int length, int channels, int rateHz) {
        int encoding = Short.toUnsignedInt(in.getShort(begin));
        if (encoding == EXTENSIBLE && length >= SUB_FORMAT_AT + 2) {
            encoding = Short.toUnsignedInt(in.getShort(begin + SUB_FORMAT_AT));
        }
        int bits = in.getShort(begin + 14);
        if (encoding != PCM || bits != SAMPLE_BITS) {
            throw new IllegalArgumentException("is not PCM of 16 bits: convert it");
        }
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("has " + channels + " channels: make it mono or stereo");
        }
        if (rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ) {
            throw new IllegalArgumentException("has " + rateHz + " samples a second: make it 4000 to 192000");
        }
    }

    private static short[] converted(short[] in, int rateHz) {
        if (rateHz == RtcAudio.SAMPLE_RATE_HZ) {
            return in;
        }
        Resampler resampler = new Resampler(rateHz, RtcAudio.SAMPLE_RATE_HZ);
        int slower = Math.min(rateHz, RtcAudio.SAMPLE_RATE_HZ);
        int delay = Math.round((float) Resampler.HALF_TAPS * RtcAudio.SAMPLE_RATE_HZ / slower);
        int length = Math.toIntExact((long) in.length * RtcAudio.SAMPLE_RATE_HZ / rateHz);
        // What the filter holds back at the end comes out behind some silence.
        short[] padded = Arrays.copyOf(in, in.length + 2 * Resampler.HALF_TAPS * (rateHz / slower + 1));
        short[] out = new short[resampler.maxOutput(padded.length)];
        int written = 0;
        for (int at = 0; at < padded.length; at += BLOCK_SAMPLES) {
            written += resampler.process(padded, at, Math.min(BLOCK_SAMPLES, padded.length - at), out, written);
        }
        return Arrays.copyOfRange(out, delay, Math.min(written, delay + length));
    }

    private static short[] mono(ByteBuffer in, int begin, int length, int channels) {
        short[] out = new short[length / (Short.BYTES * channels)];
        for (int i = 0; i < out.length; i++) {
            int at = begin + i * Short.BYTES * channels;
            out[i] = channels == 1 ? in.getShort(at) : (short) ((in.getShort(at) + in.getShort(at + Short.BYTES)) / 2);
        }
        return out;
    }
}
