package dev.bargein.examples;

import dev.bargein.client.Credentials;
import dev.bargein.client.RealtimeSession;
import dev.bargein.client.Secret;
import dev.bargein.simulator.Simulator;

/** The ways in which a session proves who pays for it. */
public final class Keys {
    private Keys() {}

    /** Connects in each of the ways that need nothing but the service. */
    public static void main(String[] args) {
        try (Simulator service = Simulator.builder().start()) {
            minted(service.httpUrl(), "sk-of-yours").close();
        }
    }

    /** On a machine of yours: the key as it is. */
    static RealtimeSession plain() {
        return RealtimeSession.builder()
                .url("https://api.openai.com/v1")
                .model("gpt-realtime")
                .credentials(Credentials.fromEnv())
                .connect();
    }

    /** The key mints a client secret, which is all that the session uses. */
    static RealtimeSession minted(String url, String key) {
        return RealtimeSession.builder()
                .url(url)
                .model("gpt-realtime")
                .credentials(Credentials.minting(Secret.of(key)))
                .connect();
    }

    /** In software that others hold: an endpoint of yours hands out client secrets. */
    static RealtimeSession ephemeral() {
        return RealtimeSession.builder()
                .url("https://api.openai.com/v1")
                .model("gpt-realtime")
                .credentials(Credentials.ephemeral("https://example.com/my/client-secret"))
                .connect();
    }

    /** A service with a header of its own. */
    static RealtimeSession azure(String resource) {
        return RealtimeSession.builder()
                .url("https://" + resource + ".openai.azure.com/openai/v1")
                .model("my-deployment")
                .header("api-key", Secret.of(System.getenv("AZURE_OPENAI_API_KEY")))
                .connect();
    }
}
