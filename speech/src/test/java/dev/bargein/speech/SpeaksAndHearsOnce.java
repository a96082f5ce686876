package dev.bargein.speech;

import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.VoiceActivity;

/** A process of its own: says what it is given, listens to some silence, and is halted as servers are. */
final class SpeaksAndHearsOnce {
    private SpeaksAndHearsOnce() {}

    public static void main(String[] texts) {
        SltVoice voice = new SltVoice();
        short[] pcm = new short[2_400];
        for (String text : texts) {
            try (Utterance utterance = voice.speak(text, 0, 0)) {
                int read = utterance.read(pcm, 0, pcm.length);
                while (read > 0) {
                    read = utterance.read(pcm, 0, pcm.length);
                }
            }
        }
        try (SileroVoiceActivity silero = new SileroVoiceActivity()) {
            silero.probability(new short[VoiceActivity.FRAME_SAMPLES]);
        }
        Runtime.getRuntime().halt(0);
    }
}
