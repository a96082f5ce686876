package dev.bargein.lab;

import dev.bargein.rtc.Resampler;
import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** A telephone line as WebRTC lays it: 24 kHz to 48 kHz, Opus in packets of 20 ms, lost packets concealed, and back. */
final class OpusLine {
    private static final int PACKET_SAMPLES = 960;

    /** The look-ahead of Opus (6.5 ms) and both resamplers (1.3 ms each), in samples at 24 kHz. */
    private static final int DELAY_SAMPLES = 156 + 2 * 32;

    private OpusLine() {}

    /** Sends a sound through the line and takes the line's delay off again. */
    static short[] carry(short[] pcm24k, int bitsPerSecond, IntPredicate isLost) {
        try {
            OpusEncoder encoder = new OpusEncoder(48_000, 1, OpusApplication.OPUS_APPLICATION_VOIP);
            encoder.setBitrate(bitsPerSecond);
            encoder.setComplexity(5);
            OpusDecoder decoder = new OpusDecoder(48_000, 1);
            short[] padded = Arrays.copyOf(pcm24k, pcm24k.length + 4_800);
            short[] up = resampled(padded, 24_000, 48_000);
            int packets = up.length / PACKET_SAMPLES;
            short[] decoded = new short[packets * PACKET_SAMPLES];
            byte[] packet = new byte[1_500];
            for (int i = 0; i < packets; i++) {
                int at = i * PACKET_SAMPLES;
                int length = encoder.encode(up, at, PACKET_SAMPLES, packet, 0, packet.length);
                if (isLost.test(i)) {
                    decoder.decode(null, 0, 0, decoded, at, PACKET_SAMPLES, false);
                } else {
                    decoder.decode(packet, 0, length, decoded, at, PACKET_SAMPLES, false);
                }
            }
            short[] down = resampled(decoded, 48_000, 24_000);
            return Arrays.copyOfRange(down, DELAY_SAMPLES, DELAY_SAMPLES + pcm24k.length);
        } catch (OpusException e) {
            throw new IllegalStateException(e);
        }
    }

    private static short[] resampled(short[] pcm, int fromHz, int toHz) {
        Resampler resampler = new Resampler(fromHz, toHz);
        short[] out = new short[resampler.maxOutput(pcm.length)];
        return Arrays.copyOf(out, resampler.process(pcm, 0, pcm.length, out, 0));
    }
}
