package dev.bargein.client;

/** Sounds to speak into a microphone. */
final class Signals {
    private Signals() {}

    /** A tone of 440 Hz at 24 kHz. */
    static short[] tone(int samples) {
        short[] pcm = new short[samples];
        for (int i = 0; i < samples; i++) {
            pcm[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / 24_000));
        }
        return pcm;
    }
}
