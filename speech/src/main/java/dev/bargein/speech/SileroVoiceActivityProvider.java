package dev.bargein.speech;

import dev.bargein.simulator.speech.VoiceActivity;
import dev.bargein.simulator.speech.VoiceActivityProvider;

/** Finds {@link SileroVoiceActivity}. Thread-safe. */
public final class SileroVoiceActivityProvider implements VoiceActivityProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SileroVoiceActivityProvider() {}

    @Override
    public String name() {
        return SileroVoiceActivity.NAME;
    }

    @Override
    public VoiceActivity create() {
        return new SileroVoiceActivity();
    }
}
