package dev.bargein.speech;

import dev.bargein.simulator.VoiceActivity;
import dev.bargein.simulator.VoiceActivityProvider;

/** Finds {@link SileroVoiceActivity}. Thread law: thread-safe. */
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
