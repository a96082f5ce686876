package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.internal.rules.EventRefusal;

/** Judges a session configuration before there is a session. */
public final class SessionChecks {
    private SessionChecks() {}

    /**
     * Throws an {@link EventRefusal} when a new session would refuse this configuration.
     *
     * @param dialect that of the session; a configuration of the beta dialect may be in either shape
     */
    public static void check(Config config, Dialect dialect, JsonObject session) {
        SessionSettings.initial(dialect, "", "", 0, config.speech().voice().name())
                .configured(session);
    }

    /**
     * The session that a configuration makes, as a secret's response shows it.
     *
     * @param dialect in whose shape it is shown
     * @param patch the configuration; none when it is empty
     */
    public static JsonObject preview(Config config, Dialect dialect, String id, String model, JsonObject patch) {
        SessionSettings settings = SessionSettings.initial(
                dialect, id, model, 0, config.speech().voice().name());
        return (patch.isEmpty() ? settings : settings.configured(patch)).shown();
    }
}
