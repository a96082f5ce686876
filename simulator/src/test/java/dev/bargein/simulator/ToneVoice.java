package dev.bargein.simulator;

import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;

/** A steady tone whose pitch tells the signature; 60 ms per character unless a duration is asked for. */
public final class ToneVoice implements Voice {
    private static final int SAMPLES_PER_MS = 24;
    private static final int MS_PER_CHARACTER = 60;

    @Override
    public String name() {
        return "tone";
    }

    @Override
    public Utterance speak(String text, int signature, int durationMs) {
        int length = (durationMs > 0 ? durationMs : text.length() * MS_PER_CHARACTER) * SAMPLES_PER_MS;
        double step = 2 * Math.PI * (400 + 20 * signature) / 24_000;
        return new Utterance() {
            private int at;

            @Override
            public String text() {
                return text;
            }

            @Override
            public int read(short[] into, int offset, int count) {
                if (at == length) {
                    return -1;
                }
                int part = Math.min(count, length - at);
                for (int i = 0; i < part; i++) {
                    into[offset + i] = (short) (8_000 * Math.sin(step * (at + i)));
                }
                at += part;
                return part;
            }

            @Override
            public int charactersAt(long samples) {
                return (int) Math.min(text.length(), text.length() * samples / length);
            }

            @Override
            public void close() {}
        };
    }
}
