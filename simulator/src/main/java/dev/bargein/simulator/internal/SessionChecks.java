package dev.bargein.simulator.internal;

import dev.bargein.protocol.JsonObject;

/** Judges a session configuration before there is a session. Thread law: stateless. */
final class SessionChecks {
    private SessionChecks() {}

    /** Throws a {@link Refusal} when a new session would refuse this configuration. */
    static void check(Config config, JsonObject session) {
        Settings.initial("", "", 0, config.voice().name()).update(session, false);
    }

    /**
     * The session that a configuration makes, as a secret's response shows it.
     *
     * @param patch the configuration, in the shape of GA
     */
    static JsonObject preview(Config config, String id, String model, JsonObject patch) {
        Settings settings = Settings.initial(id, model, 0, config.voice().name());
        return patch.isEmpty() ? settings.json() : settings.update(patch, false).json();
    }
}
