package dev.bargein.cli;

import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.speech.SpeechRecognizer;
import dev.bargein.simulator.speech.SpeechRecognizerProvider;
import dev.bargein.simulator.speech.VoiceActivityProvider;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * What a simulator hears with, loaded before anybody speaks: a brain waits a few seconds for the words of a turn, and the
 * first load of a recogniser takes as long.
 *
 * @param detector tells speech from noise; null when none is on the class path
 * @param recognizer writes down what was said; null when the brain needs no words, or none can be loaded
 * @param recognizerName of the recogniser; empty without one
 */
record Ears(
        @Nullable VoiceActivityProvider detector, @Nullable SpeechRecognizer recognizer, String recognizerName)
        implements AutoCloseable {

    /** Loads what a brain needs to hear. What cannot be loaded is noted, and is missing. */
    static Ears load(Brain brain, SimulatorListener notes) {
        VoiceActivityProvider detector =
                ServiceLoader.load(VoiceActivityProvider.class).findFirst().orElse(null);
        if (brain.hears()) {
            for (SpeechRecognizerProvider provider : ServiceLoader.load(SpeechRecognizerProvider.class)) {
                if (provider.isAvailable()) {
                    try {
                        return new Ears(detector, provider.create(), provider.name());
                    } catch (RuntimeException | LinkageError e) {
                        notes.onNote("Nobody writes down what is said, because the recogniser '" + provider.name()
                                + "' cannot be loaded: " + e.getMessage());
                    }
                }
            }
        }
        return new Ears(detector, null, "");
    }

    /** Gives it to a simulator; the detector is loaded when that starts. */
    Simulator.Builder given(Simulator.Builder builder) {
        if (detector != null) {
            builder.voiceActivity(detector);
        }
        if (recognizer != null) {
            builder.recognizer(recognizer);
        }
        return builder;
    }

    /** What is loaded, as the end of a list. */
    String describe() {
        return (detector == null ? "" : ", detector " + detector.name())
                + (recognizer == null ? "" : ", recogniser " + recognizerName);
    }

    @Override
    public void close() {
        if (recognizer != null) {
            recognizer.close();
        }
    }
}
