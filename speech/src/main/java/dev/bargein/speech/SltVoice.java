package dev.bargein.speech;

import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import dev.bargein.speech.internal.MaryLogging;
import dev.bargein.speech.internal.MaryUtterance;
import java.util.Locale;
import marytts.LocalMaryInterface;
import marytts.exceptions.MaryConfigurationException;

/**
 * A woman who speaks English: MaryTTS with the voice {@code cmu-slt-hsmm}, pure Java, streaming. She can sound in four
 * ways, and the voices of the service are shared out among them ({@link #named}).
 *
 * <p>The first instance takes one to two seconds and keeps two daemon threads of MaryTTS for the life of the JVM; each
 * utterance costs about a tenth of its duration on one core. Sound begins after some tens of milliseconds, because a text
 * is spoken sentence by sentence. The wanted duration and the signature are ignored: this voice decides how long it
 * speaks.
 *
 * <p>Thread-safe; an {@link Utterance} is confined.
 */
public final class SltVoice implements Voice {
    /** The name by which scripts ask for this voice. */
    public static final String NAME = "slt";

    private static final String MARY_VOICE = "cmu-slt-hsmm";

    private final Style style;

    /** Ways to sound. */
    public enum Style {
        /** As she is. */
        PLAIN(NAME, ""),
        /** Lower, with a longer throat. */
        LOW(NAME + "-low", "F0Add(f0Add:-60.0;)+TractScaler(amount:1.2;)"),
        /** Higher, with a shorter throat. */
        YOUNG(NAME + "-young", "F0Add(f0Add:40.0;)+TractScaler(amount:0.85;)"),
        /** With more melody. */
        LIVELY(NAME + "-lively", "F0Scale(f0Scale:1.6;)");

        private final String voiceName;
        private final String effects;

        Style(String voiceName, String effects) {
            this.voiceName = voiceName;
            this.effects = effects;
        }

        /** The name by which scripts ask for it: {@code slt}, {@code slt-low}, {@code slt-young}, {@code slt-lively}. */
        public String voiceName() {
            return voiceName;
        }

        /** The one that stands for a voice of the service; {@link #PLAIN} for names that are none. */
        static Style standingFor(String voice) {
            return switch (voice.toLowerCase(Locale.ROOT)) {
                case "ash", "ballad", "cedar", "echo", "slt-low" -> LOW;
                case "coral", "shimmer", "slt-young" -> YOUNG;
                case "verse", "marin", "slt-lively" -> LIVELY;
                default -> PLAIN;
            };
        }
    }

    /**
     * Loads the voice.
     *
     * @throws SpeechException when MaryTTS or its voice is not on the class path
     */
    public SltVoice() {
        this(Style.PLAIN);
    }

    /**
     * Loads the voice in one of its styles.
     *
     * @throws SpeechException when MaryTTS or its voice is not on the class path
     */
    public SltVoice(Style style) {
        this.style = style;
        newInterface(style);
    }

    @Override
    public String name() {
        return style.voiceName();
    }

    /**
     * The same woman in the style that stands for a voice of the service: {@code ash}, {@code ballad}, {@code cedar} and
     * {@code echo} are low, {@code coral} and {@code shimmer} young, {@code verse} and {@code marin} lively; {@code
     * alloy}, {@code sage} and every other name leave this voice as it is.
     */
    @Override
    public Voice named(String voice) {
        Style other = Style.standingFor(voice);
        return other == Style.PLAIN || other == style ? this : new SltVoice(other);
    }

    @Override
    public Utterance speak(String text, int signature, int durationMs) {
        // An interface of its own for every utterance, because they are not thread-safe; after the first they are free.
        return new MaryUtterance(newInterface(style), text);
    }

    private static LocalMaryInterface newInterface(Style style) {
        try {
            MaryLogging.switchOff();
            LocalMaryInterface mary = new LocalMaryInterface();
            mary.setVoice(MARY_VOICE);
            if (!style.effects.isEmpty()) {
                mary.setAudioEffects(style.effects);
            }
            return mary;
        } catch (MaryConfigurationException | IllegalArgumentException e) {
            throw new SpeechException(
                    "The voice " + NAME + " cannot be loaded: put de.dfki.mary:voice-cmu-slt-hsmm:5.2.1 and what it"
                            + " needs on the class path",
                    e);
        }
    }
}
