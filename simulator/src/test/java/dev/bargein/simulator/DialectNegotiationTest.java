package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which names a connection is spoken to in (docs/protocol.md, sections 0, 2a and 2b). */
class DialectNegotiationTest {
    private static final String PATH = "/v1/realtime?model=sim";
    private static final String SESSIONS = "/v1/realtime/sessions";
    private static final String[] KEY = {"Authorization", "Bearer test"};
    private static final String[] BETA_KEY = {"Authorization", "Bearer test", "OpenAI-Beta", "realtime=v1"};

    private static Simulator anyDialect() {
        return Simulator.builder().voice(new ToneVoice()).anyDialect().start();
    }

    private static String created(Simulator sim, List<String> subprotocols, String... headers) {
        try (SocketClient client = SocketClient.connect(sim, Dialect.BETA, PATH, subprotocols, headers)) {
            return client.nextText();
        }
    }

    private static JsonObject json(RawHttp.Reply reply) {
        return Json.parseObject(reply.body(), CodecLimits.DATA_CHANNEL);
    }

    private static boolean isBeta(String created) {
        return created.contains("input_audio_format") && !created.contains("output_modalities");
    }

    @Test
    void aConnectionWithoutAWishIsSpokenToInGa() {
        try (Simulator sim = anyDialect()) {
            assertThat(isBeta(created(sim, List.of(), KEY))).isFalse();
            assertThat(isBeta(created(sim, List.of("realtime", "openai-insecure-api-key.x"))))
                    .isFalse();
        }
    }

    @Test
    void theBetaHeaderAndTheBetaSubprotocolAskForBetaNextToGaConnections() {
        try (Simulator sim = anyDialect()) {
            assertThat(isBeta(created(sim, List.of(), BETA_KEY))).isTrue();
            List<String> browser = List.of("realtime", "openai-insecure-api-key.x", "openai-beta.realtime-v1");
            assertThat(isBeta(created(sim, browser))).isTrue();
            assertThat(isBeta(created(sim, List.of(), KEY))).isFalse();
        }
    }

    @Test
    void anotherFeatureInTheBetaHeaderAsksForNothingHere() {
        try (Simulator sim = anyDialect()) {
            assertThat(isBeta(created(sim, List.of(), "Authorization", "Bearer x", "OpenAI-Beta", "assistants=v2")))
                    .isFalse();
            assertThat(isBeta(created(
                            sim, List.of(), "Authorization", "Bearer x", "OpenAI-Beta", "assistants=v2, Realtime=V1")))
                    .isTrue();
        }
    }

    @Test
    void eachConnectionKeepsItsNamesForAllThatFollows() {
        try (Simulator sim = anyDialect();
                SocketClient beta = SocketClient.connect(sim, Dialect.BETA, PATH, List.of(), BETA_KEY);
                SocketClient ga = SocketClient.connect(sim)) {
            beta.sendText("{\"type\":\"response.create\"}");
            ga.sendText("{\"type\":\"response.create\"}");
            assertThat(textWith(beta, "audio.delta\"")).contains("\"response.audio.delta\"");
            assertThat(textWith(ga, "audio.delta\"")).contains("\"response.output_audio.delta\"");
        }
    }

    private static String textWith(SocketClient client, String piece) {
        String text = client.nextText();
        while (!text.contains(piece)) {
            text = client.nextText();
        }
        return text;
    }

    @Test
    void aBrowserGetsTheSubprotocolRealtimeBackWhateverElseItOffers() {
        List<String> offered = List.of(
                "realtime",
                "openai-insecure-api-key.ABCdef",
                "openai-organization.org-1",
                "openai-project.proj_1",
                "openai-agents-sdk.0.20.0");
        try (Simulator sim = Simulator.builder().apiKey("ABCdef").anyDialect().start();
                SocketClient client = SocketClient.connect(sim, Dialect.GA, PATH, offered)) {
            assertThat(client.subprotocol()).isEqualTo("realtime");
            assertThat(client.next()).isInstanceOf(ServerEvent.SessionCreated.class);
        }
    }

    @Test
    void aSessionOfTheBetaInterfaceIsFlatAndItsSecretOpensBetaConnections() {
        try (Simulator sim = anyDialect()) {
            String body = "{\"model\":\"gpt-4o-realtime-preview\",\"instructions\":\"Sing.\",\"voice\":\"ash\"}";
            RawHttp.Reply reply = RawHttp.post(sim, SESSIONS, "application/json", body, KEY);
            assertThat(reply.status()).isEqualTo(200);
            JsonObject session = json(reply);
            assertThat(session.string("object")).isEqualTo("realtime.session");
            assertThat(session.string("model")).isEqualTo("gpt-4o-realtime-preview");
            assertThat(session.string("voice")).isEqualTo("ash");
            assertThat(session.string("input_audio_format")).isEqualTo("pcm16");
            JsonObject secret = session.object("client_secret");
            long left = secret.number("expires_at", 0) - System.currentTimeMillis() / 1_000;
            assertThat(left).isBetween(50L, 60L);
            String created = created(sim, List.of(), "Authorization", "Bearer " + secret.string("value"));
            assertThat(isBeta(created)).isTrue();
            assertThat(created).contains("Sing.").doesNotContain(String.valueOf(secret.string("value")));
        }
    }

    @Test
    void aBadSessionOfTheBetaInterfaceIsRefusedAtOnce() {
        try (Simulator sim = anyDialect()) {
            RawHttp.Reply reply = RawHttp.post(sim, SESSIONS, "application/json", "{\"bogus\":1}", KEY);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(json(reply).object("error").string("code")).isEqualTo("unknown_parameter");
        }
    }

    @Test
    void aServiceOfGaAnswersEveryBetaRequestWithTheSameRefusal() {
        try (Simulator sim = Simulator.builder().start()) {
            for (String path : List.of(SESSIONS, PATH)) {
                assertThat(json(RawHttp.post(sim, path, "application/sdp", "v=0\r\n", KEY))
                                .object("error")
                                .string("code"))
                        .isEqualTo("beta_api_shape_disabled");
            }
            assertThat(json(RawHttp.post(sim, "/v1/realtime/calls", "application/sdp", "v=0\r\n", BETA_KEY))
                            .object("error")
                            .string("code"))
                    .isEqualTo("beta_api_shape_disabled");
            List<String> browser = List.of("realtime", "openai-insecure-api-key.x", "openai-beta.realtime-v1");
            try (SocketClient client = SocketClient.connect(sim, Dialect.GA, PATH, browser)) {
                assertThat(((ServerEvent.Error) client.next()).error().code()).isEqualTo("beta_api_shape_disabled");
                assertThat(client.awaitClose()).isEqualTo("4000 invalid_request_error.beta_api_shape_disabled");
            }
            assertThat(sim.sessions()).isEmpty();
        }
    }
}
