package dev.bargein.speech;

import dev.bargein.simulator.speech.Voice;
import dev.bargein.simulator.speech.VoiceProvider;

/** Finds {@link SltVoice} by its name. Thread-safe. */
public class SltVoiceProvider implements VoiceProvider {
    private final SltVoice.Style style;

    /** For {@link java.util.ServiceLoader}. */
    public SltVoiceProvider() {
        this(SltVoice.Style.PLAIN);
    }

    private SltVoiceProvider(SltVoice.Style style) {
        this.style = style;
    }

    @Override
    public String name() {
        return style.voiceName();
    }

    @Override
    public Voice create() {
        return new SltVoice(style);
    }

    /** Finds {@link SltVoice.Style#LOW}. Thread-safe. */
    public static final class Low extends SltVoiceProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Low() {
            super(SltVoice.Style.LOW);
        }
    }

    /** Finds {@link SltVoice.Style#YOUNG}. Thread-safe. */
    public static final class Young extends SltVoiceProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Young() {
            super(SltVoice.Style.YOUNG);
        }
    }

    /** Finds {@link SltVoice.Style#LIVELY}. Thread-safe. */
    public static final class Lively extends SltVoiceProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Lively() {
            super(SltVoice.Style.LIVELY);
        }
    }
}
