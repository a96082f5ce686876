package dev.bargein.speech;

import dev.bargein.simulator.Utterance;
import dev.bargein.simulator.Voice;
import dev.bargein.speech.internal.MaryUtterance;
import marytts.LocalMaryInterface;
import marytts.exceptions.MaryConfigurationException;

/**
 * A woman who speaks English: MaryTTS with the voice {@code cmu-slt-hsmm}, pure Java, streaming.
 *
 * <p>The first instance takes one to two seconds and keeps two daemon threads of MaryTTS for the life of the JVM; each
 * utterance costs about a tenth of its duration on one core. Sound begins after some tens of milliseconds, because a text
 * is spoken sentence by sentence. The wanted duration and the signature are ignored: this voice decides how long it
 * speaks.
 *
 * <p>Thread law: thread-safe; an {@link Utterance} is confined.
 */
public final class SltVoice implements Voice {
    /** The name by which scripts ask for this voice. */
    public static final String NAME = "slt";

    private static final String MARY_VOICE = "cmu-slt-hsmm";

    /**
     * Loads the voice.
     *
     * @throws SpeechException when MaryTTS or its voice is not on the class path
     */
    public SltVoice() {
        newInterface();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Utterance speak(String text, int signature, int durationMs) {
        // An interface of its own for every utterance, because they are not thread-safe; after the first they are free.
        return new MaryUtterance(newInterface(), text);
    }

    private static LocalMaryInterface newInterface() {
        try {
            LocalMaryInterface mary = new LocalMaryInterface();
            mary.setVoice(MARY_VOICE);
            return mary;
        } catch (MaryConfigurationException | IllegalArgumentException e) {
            throw new SpeechException(
                    "The voice " + NAME + " cannot be loaded: put de.dfki.mary:voice-cmu-slt-hsmm:5.2.1 and what it"
                            + " needs on the class path",
                    e);
        }
    }
}
