package dev.bargein.client;

import dev.bargein.protocol.Redactor;

/**
 * How a session proves who pays for it (docs/protocol.md, section 2).
 *
 * <p>A long-lived API key belongs on a machine of yours. Software that others hold, such as an app or a page, gets an
 * {@linkplain #ephemeral(String) ephemeral} client secret from an endpoint of yours instead.
 *
 * <p>Immutable.
 */
public sealed interface Credentials {

    /** The environment variable that {@link #fromEnv()} reads. */
    String DEFAULT_VARIABLE = "OPENAI_API_KEY";

    /** No credentials, as the simulator and servers on this machine need none. */
    static Credentials none() {
        return new None();
    }

    /** An API key or a client secret, sent as it is. */
    static Credentials of(Secret secret) {
        return new Bearer(secret);
    }

    /** The API key in {@value #DEFAULT_VARIABLE}, sent as it is. */
    static Credentials fromEnv() {
        return fromEnv(DEFAULT_VARIABLE);
    }

    /**
     * The API key in an environment variable, sent as it is.
     *
     * @throws ConnectException when it is not set
     */
    static Credentials fromEnv(String variable) {
        String value = System.getenv(variable);
        if (value == null || value.trim().isEmpty()) {
            throw new ConnectException(
                    ConnectStage.SETUP,
                    "The environment variable " + variable + " is not set: put the API key into it");
        }
        return new Bearer(Secret.of(value));
    }

    /**
     * An API key that is used once, to mint a client secret at the service; the session then uses that.
     *
     * <p>On WebRTC the session's configuration travels with this request.
     */
    static Credentials minting(Secret apiKey) {
        return new Minting(apiKey);
    }

    /**
     * A client secret from an endpoint of yours, fetched anew for every connection. The endpoint answers a GET with
     * {@code {"value": "ek_..."}}, which is what {@code POST /v1/realtime/client_secrets} answers.
     *
     * @param url the endpoint, {@code https} unless it is on this machine
     */
    static Credentials ephemeral(String url) {
        return new Endpoint(url);
    }

    /** No credentials. */
    record None() implements Credentials {}

    /** A secret to send as it is. */
    record Bearer(Secret secret) implements Credentials {}

    /** A key to mint a client secret with. */
    record Minting(Secret apiKey) implements Credentials {}

    /** An endpoint that hands out client secrets. */
    record Endpoint(String url) implements Credentials {
        /** Names the host only: the rest of the address often tells who may ask. */
        @Override
        public String toString() {
            return "Endpoint[url=" + Redactor.hostOnly(url) + "]";
        }
    }
}
