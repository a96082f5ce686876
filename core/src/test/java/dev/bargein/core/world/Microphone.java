package dev.bargein.core.world;

import dev.bargein.protocol.AudioBytes;

/** Frames of 10 ms that carry their number. */
final class Microphone {
    static final int FRAME_SAMPLES = 240;
    private static final int DISTINCT = 4_096;
    private static final AudioBytes[] FRAMES = new AudioBytes[DISTINCT];

    static {
        for (int n = 0; n < DISTINCT; n++) {
            short[] pcm = new short[FRAME_SAMPLES];
            for (int i = 0; i < FRAME_SAMPLES; i++) {
                pcm[i] = (short) (4_096 + n);
            }
            FRAMES[n] = AudioBytes.ofPcm(pcm, 0, FRAME_SAMPLES);
        }
    }

    /** What is not from the microphone. */
    static final int SILENCE = -1;

    private Microphone() {}

    static AudioBytes frame(int number) {
        return FRAMES[number % DISTINCT];
    }

    /** The number of a frame, modulo 4,096. */
    static int frame(short[] pcm, int offset) {
        int number = pcm[offset] - 4_096;
        if (number < 0 || number >= DISTINCT) {
            return SILENCE;
        }
        for (int i = offset; i < Math.min(pcm.length, offset + FRAME_SAMPLES); i++) {
            if (pcm[i] != pcm[offset]) {
                return SILENCE - 1;
            }
        }
        return number;
    }
}
