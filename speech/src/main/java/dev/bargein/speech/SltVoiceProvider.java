package dev.bargein.speech;

import dev.bargein.simulator.Voice;
import dev.bargein.simulator.VoiceProvider;

/** Finds {@link SltVoice} by its name. Thread law: thread-safe. */
public final class SltVoiceProvider implements VoiceProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SltVoiceProvider() {}

    @Override
    public String name() {
        return SltVoice.NAME;
    }

    @Override
    public Voice create() {
        return new SltVoice();
    }
}
