package dev.bargein.speech;

import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import java.util.Arrays;

/** Speech for tests, said by a voice of this module. */
final class Speech {
    private Speech() {}

    /** The whole utterance at 24 kHz. */
    static short[] of(Voice voice, String text) {
        short[] out = new short[24_000];
        int length = 0;
        try (Utterance utterance = voice.speak(text, 0, 0)) {
            for (int n = utterance.read(out, 0, out.length);
                    n > 0;
                    n = utterance.read(out, length, out.length - length)) {
                length += n;
                if (length == out.length) {
                    out = Arrays.copyOf(out, 2 * length);
                }
            }
        }
        return Arrays.copyOf(out, length);
    }

    /** Silence, a text, and silence. */
    static short[] between(int silenceMs, short[] speech) {
        short[] out = new short[speech.length + 2 * 24 * silenceMs];
        System.arraycopy(speech, 0, out, 24 * silenceMs, speech.length);
        return out;
    }
}
