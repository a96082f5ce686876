package dev.bargein.simulator;

import dev.bargein.simulator.speech.SpeechRecognizer;

/** A recogniser of steady tones, such as {@link ToneVoice} speaks: it counts waves. Silence says nothing to it. */
public final class ToneReader implements SpeechRecognizer {
    private static final int RATE_HZ = 24_000;
    private static final int LOUD = 500;

    @Override
    public String recognize(short[] pcm) {
        int waves = 0;
        int loud = 0;
        for (int i = 1; i < pcm.length; i++) {
            waves += pcm[i - 1] < 0 && pcm[i] >= 0 ? 1 : 0;
            loud += Math.abs(pcm[i]) > LOUD ? 1 : 0;
        }
        long hertz = Math.round((double) waves * RATE_HZ / pcm.length / 10) * 10;
        return loud < pcm.length / 2 ? "" : "a tone of " + hertz + " hertz";
    }

    @Override
    public void close() {}

    /** Sound that it understands. */
    public static short[] tone(int hertz, int ms) {
        short[] pcm = new short[ms * RATE_HZ / 1_000];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (8_000 * Math.sin(2 * Math.PI * hertz * i / RATE_HZ));
        }
        return pcm;
    }
}
