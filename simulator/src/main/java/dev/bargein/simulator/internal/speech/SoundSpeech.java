package dev.bargein.simulator.internal.speech;

import dev.bargein.simulator.internal.audio.Pcm;

/** Sound that exists already, as speech; its words are spread evenly. Not thread-safe. */
public final class SoundSpeech implements Speech {
    private static final int TEXT_LEAD_SAMPLES = (int) Pcm.toSamples(1_000);

    private final short[] pcm;
    private final int characters;
    private int at;

    /**
     * Begins to play.
     *
     * @param characters the length of its transcript
     */
    public SoundSpeech(short[] pcm, int characters) {
        this.pcm = pcm;
        this.characters = characters;
    }

    @Override
    public int read(short[] into, int offset, int length) {
        if (at == pcm.length) {
            return END;
        }
        int count = Math.min(length, pcm.length - at);
        System.arraycopy(pcm, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public int charactersReady() {
        return charactersAt(at + TEXT_LEAD_SAMPLES);
    }

    @Override
    public int charactersSpoken() {
        return charactersAt(at);
    }

    @Override
    public void close() {
        at = pcm.length;
    }

    private int charactersAt(int samples) {
        return pcm.length == 0 ? characters : (int) Math.min(characters, (long) characters * samples / pcm.length);
    }
}
