package dev.bargein.speech;

import dev.bargein.simulator.speech.SpeechRecognizer;
import dev.bargein.simulator.speech.SpeechRecognizerProvider;
import dev.bargein.speech.internal.SphinxDecoder;

/** Finds {@link SphinxRecognizer} where its jars are. Thread-safe. */
public final class SphinxRecognizerProvider implements SpeechRecognizerProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SphinxRecognizerProvider() {}

    @Override
    public String name() {
        return SphinxRecognizer.NAME;
    }

    @Override
    public boolean isAvailable() {
        // The name of the constant is compiled in, so that nothing of Sphinx4 is loaded here.
        return SphinxRecognizerProvider.class.getResource(SphinxDecoder.MODEL_RESOURCE) != null
                && SphinxRecognizerProvider.class.getResource("/edu/cmu/sphinx/api/Context.class") != null;
    }

    @Override
    public SpeechRecognizer create() {
        return new SphinxRecognizer();
    }
}
