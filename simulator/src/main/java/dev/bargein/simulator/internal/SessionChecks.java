package dev.bargein.simulator.internal;

import dev.bargein.protocol.JsonObject;

/** Judges a session configuration before there is a session. Thread law: stateless. */
final class SessionChecks {
    private SessionChecks() {}

    /** Throws a {@link Refusal} when a new session would refuse this configuration. */
    static void check(Config config, JsonObject session) {
        Settings.initial("", "", 0, config.voice().name()).update(session, false);
    }
}
