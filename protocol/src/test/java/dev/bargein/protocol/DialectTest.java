package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.SessionConfig.TurnDetection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What differs between the dialects, in both directions (docs/protocol.md, sections 1 and 3). */
class DialectTest {
    private static final RealtimeCodec GA = new RealtimeCodec(Dialect.GA);
    private static final RealtimeCodec BETA = new RealtimeCodec(Dialect.BETA);

    @Test
    void aCodecSaysWhichDialectItWrites() {
        assertThat(GA.dialect()).isEqualTo(Dialect.GA);
        assertThat(BETA.dialect()).isEqualTo(Dialect.BETA);
    }

    @ParameterizedTest
    @CsvSource({
        "response.audio.delta,response.output_audio.delta",
        "response.audio.done,response.output_audio.done",
        "response.audio_transcript.delta,response.output_audio_transcript.delta",
        "response.audio_transcript.done,response.output_audio_transcript.done",
        "response.text.delta,response.output_text.delta",
        "response.text.done,response.output_text.done",
    })
    void renamedEventsHaveOneRecord(String beta, String ga) {
        JsonObject inBeta = Samples.beta(beta);
        JsonObject inGa = inBeta.with("type", ga);
        ServerEvent event = GA.decodeServer(inBeta).event();

        assertThat(event.type()).isEqualTo(ga);
        assertThat(event).isEqualTo(BETA.decodeServer(inGa).event());
        assertThat(GA.toJson(event)).isEqualTo(inGa);
        assertThat(BETA.toJson(event)).isEqualTo(inBeta);
    }

    @ParameterizedTest
    @CsvSource({
        "output_audio_buffer.audio_started,output_audio_buffer.started",
        "output_audio_buffer.audio_stopped,output_audio_buffer.stopped"
    })
    void theFirstNamesOfTheOutputBufferAreUnderstoodAndNotWritten(String old, String current) {
        JsonObject json = JsonObject.EMPTY.with("type", old).with("response_id", "resp_1");

        Message<ServerEvent> message = BETA.decodeServer(json);

        assertThat(message.event().type()).isEqualTo(current);
        assertThat(BETA.toJson(message.event()).string("type")).isEqualTo(current);
        assertThat(BETA.serverJson(message)).isEqualTo(json);
        assertThat(GA.serverJson(message)).isEqualTo(json.with("type", current));
    }

    @Test
    void anItemThatJoinedIsCreatedInBeta() {
        Item item = Item.message("item_1", "user", "completed", List.of(ContentPart.inputText("Hi")));
        ServerEvent added = new ServerEvent.ConversationItemAdded("event_1", "item_0", item);

        assertThat(BETA.encode(added))
                .isEqualTo("{\"type\":\"conversation.item.created\",\"event_id\":\"event_1\","
                        + "\"previous_item_id\":\"item_0\",\"item\":{\"id\":\"item_1\",\"object\":\"realtime.item\","
                        + "\"type\":\"message\",\"status\":\"completed\",\"role\":\"user\","
                        + "\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}}");
        assertThat(GA.encode(added))
                .isEqualTo("{\"type\":\"conversation.item.added\",\"event_id\":\"event_1\","
                        + "\"previous_item_id\":\"item_0\",\"item\":{\"id\":\"item_1\",\"type\":\"message\","
                        + "\"status\":\"completed\",\"role\":\"user\","
                        + "\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}}");
    }

    @Test
    void createdStaysCreatedForServersThatSayBoth() {
        String text = "{\"type\":\"conversation.item.created\",\"event_id\":\"e\",\"previous_item_id\":null,"
                + "\"item\":{\"id\":\"i\",\"type\":\"message\",\"content\":[]}}";

        assertThat(GA.decodeServer(text).event()).isInstanceOf(ServerEvent.ConversationItemCreated.class);
        assertThat(GA.encodeServer(GA.decodeServer(text))).isEqualTo(text);
        assertThat(GA.encode(GA.decodeServer(text).event())).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "assistant,audio,output_audio,audio",
        "assistant,output_audio,output_audio,audio",
        "assistant,text,output_text,text",
        "assistant,output_text,output_text,text",
        "assistant,refusal,refusal,refusal",
        "user,input_audio,input_audio,input_audio",
        "user,input_text,input_text,input_text",
        "user,text,text,text",
        "system,input_text,input_text,input_text",
    })
    void contentOfTheAssistantIsNamedAfterTheDialect(String role, String type, String ga, String beta) {
        Item item = Item.message("i", role, null, List.of(new ContentPart(type, null, null, null)));
        ServerEvent served = new ServerEvent.ConversationItemRetrieved("e", item);
        ClientEvent asked = new ClientEvent.ConversationItemCreate(null, null, item);

        assertThat(partType(GA.toJson(served))).isEqualTo(ga);
        assertThat(partType(BETA.toJson(served))).isEqualTo(beta);
        assertThat(partType(GA.toJson(asked))).isEqualTo(ga);
        assertThat(partType(BETA.toJson(asked))).isEqualTo(beta);
    }

    @ParameterizedTest
    @CsvSource({"audio,audio", "output_audio,audio", "text,text", "output_text,text", "other,other"})
    void streamedPartsHaveShortNamesInBoth(String type, String written) {
        ServerEvent event =
                new ServerEvent.ResponseContentPartAdded("e", "r", "i", 0, 0, new ContentPart(type, null, null, null));

        assertThat(GA.toJson(event).object("part").string("type")).isEqualTo(written);
        assertThat(BETA.toJson(event).object("part").string("type")).isEqualTo(written);
    }

    @Test
    void onlyServersNameTheKindOfObject() {
        ClientEvent create = new ClientEvent.ConversationItemCreate(null, null, Item.userText("i", "Hi"));

        assertThat(BETA.toJson(create).object("item").get("object")).isNull();
    }

    // ---- messages of the other dialect

    @Test
    void aMessageOfBetaIsTranslatedWithItsUnknownFields() {
        JsonObject beta = Samples.json("""
                {"type":"response.done","event_id":"e","x":1,"response":{"object":"realtime.response","id":"r",\
                "status":"completed","output":[{"id":"i","object":"realtime.item","type":"message",\
                "role":"assistant","y":2,"content":[{"type":"audio","transcript":"Hi","z":3}]}]}}""");

        JsonObject ga = GA.serverJson(GA.decodeServer(beta));

        assertThat(ga).isEqualTo(Samples.json("""
                {"type":"response.done","event_id":"e","x":1,"response":{"object":"realtime.response","id":"r",\
                "status":"completed","output":[{"id":"i","type":"message",\
                "role":"assistant","y":2,"content":[{"type":"output_audio","transcript":"Hi","z":3}]}]}}"""));
        assertThat(BETA.serverJson(BETA.decodeServer(ga))).isEqualTo(beta);
    }

    @Test
    void aDeltaIsTranslatedThereAndBackWithItsUnknownFields() {
        JsonObject beta = Samples.beta("response.audio.delta").with("duration", 7);

        JsonObject ga = GA.serverJson(GA.decodeServer(beta));

        assertThat(ga).isEqualTo(beta.with("type", "response.output_audio.delta"));
        assertThat(BETA.serverJson(GA.decodeServer(ga))).isEqualTo(beta);
    }

    @Test
    void aFinishedItemHasNoBetaNameButBetaContent() {
        JsonObject ga = Samples.server("conversation.item.done");

        JsonObject beta = BETA.serverJson(BETA.decodeServer(ga));

        assertThat(beta.string("type")).isEqualTo("conversation.item.done");
        assertThat(partType(beta)).isEqualTo("audio");
        assertThat(beta.object("item").string("object")).isEqualTo("realtime.item");
    }

    @Test
    void whatShowsNoDialectIsLeftAlone() {
        for (String type : List.of("response.created", "input_audio_buffer.committed", "rate_limits.updated")) {
            JsonObject json = Samples.server(type);
            assertThat(BETA.serverJson(BETA.decodeServer(json))).isEqualTo(json);
        }
        JsonObject created = Samples.server("session.created");
        assertThat(BETA.serverJson(BETA.decodeServer(created))).isEqualTo(created);
    }

    @Test
    void allThatIsGaHasATranslationToBetaAndBack() {
        Map<String, JsonObject> samples = Samples.byType(Samples.GA_SERVER);
        samples.remove("conversation.item.added"); // comes back as created, which servers of both dialects say
        samples.forEach((type, json) -> {
            JsonObject beta = BETA.serverJson(BETA.decodeServer(json));
            ServerEvent back =
                    GA.decodeServer(GA.serverJson(GA.decodeServer(beta))).event();
            assertThat(back).as(type).isEqualTo(GA.decodeServer(json).event());
        });
    }

    // ---- session.update

    static Stream<Arguments> sessions() {
        SessionConfig empty = SessionConfig.EMPTY;
        return Stream.of(
                Arguments.of(empty, "{\"type\":\"realtime\"}", "{}"),
                Arguments.of(
                        SessionConfig.PUSH_TO_TALK,
                        "{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":null}}}",
                        "{\"turn_detection\":null}"),
                Arguments.of(
                        config(TurnDetection.SERVER_VAD, null, null),
                        "{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"server_vad\"}}}}",
                        "{\"turn_detection\":{\"type\":\"server_vad\"}}"),
                Arguments.of(
                        config(TurnDetection.SEMANTIC_VAD, null, null),
                        "{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"semantic_vad\"}}}}",
                        "{\"turn_detection\":{\"type\":\"semantic_vad\"}}"),
                Arguments.of(
                        empty.withInstructions("Be brief.").withVoice("marin"),
                        "{\"type\":\"realtime\",\"instructions\":\"Be brief.\",\"audio\":{\"output\":{\"voice\":\"marin\"}}}",
                        "{\"instructions\":\"Be brief.\",\"voice\":\"marin\"}"),
                Arguments.of(
                        config(null, "whisper-1", true),
                        "{\"type\":\"realtime\",\"output_modalities\":[\"text\"],"
                                + "\"audio\":{\"input\":{\"transcription\":{\"model\":\"whisper-1\"}}}}",
                        "{\"modalities\":[\"text\"],\"input_audio_transcription\":{\"model\":\"whisper-1\"}}"),
                Arguments.of(
                        config(null, null, false),
                        "{\"type\":\"realtime\",\"output_modalities\":[\"audio\"]}",
                        "{\"modalities\":[\"text\",\"audio\"]}"),
                Arguments.of(
                        new SessionConfig(
                                "gpt-realtime", "I", "ash", TurnDetection.MANUAL, "w", false, JsonObject.EMPTY),
                        "{\"type\":\"realtime\",\"model\":\"gpt-realtime\",\"instructions\":\"I\","
                                + "\"output_modalities\":[\"audio\"],\"audio\":{\"input\":{\"transcription\":"
                                + "{\"model\":\"w\"},\"turn_detection\":null},\"output\":{\"voice\":\"ash\"}}}",
                        "{\"model\":\"gpt-realtime\",\"instructions\":\"I\",\"voice\":\"ash\","
                                + "\"modalities\":[\"text\",\"audio\"],\"input_audio_transcription\":"
                                + "{\"model\":\"w\"},\"turn_detection\":null}"));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void aSessionUpdateHasAShapeInEachDialect(SessionConfig config, String ga, String beta) {
        ClientEvent event = new ClientEvent.SessionUpdate("e", config);

        assertThat(GA.encode(event))
                .isEqualTo("{\"event_id\":\"e\",\"type\":\"session.update\",\"session\":" + ga + "}");
        assertThat(BETA.encode(event))
                .isEqualTo("{\"event_id\":\"e\",\"type\":\"session.update\",\"session\":" + beta + "}");
        assertThat(GA.decodeClient(GA.encode(event)).event()).isEqualTo(event);
        assertThat(BETA.decodeClient(BETA.encode(event)).event()).isEqualTo(event);
        assertThat(BETA.decodeClient(GA.encode(event)).event()).isEqualTo(event);
        assertThat(BETA.encodeClient(BETA.decodeClient(GA.encode(event)))).isEqualTo(BETA.encode(event));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"transcription\"} | {\"type\":\"transcription\"}",
                "{\"type\":\"realtime\",\"tools\":[]} | {\"tools\":[]}",
                "{\"type\":\"realtime\",\"audio\":{}} | {\"audio\":{}}",
                "{\"type\":\"realtime\",\"audio\":null} | {\"audio\":null}",
                "{\"type\":\"realtime\",\"instructions\":7} | {\"instructions\":7}",
                "{\"type\":\"realtime\",\"output_modalities\":[\"audio\",\"text\"]}"
                        + " | {\"output_modalities\":[\"audio\",\"text\"]}",
                "{\"type\":\"realtime\",\"audio\":{\"output\":{\"voice\":{\"id\":\"v\"}}}}"
                        + " | {\"audio\":{\"output\":{\"voice\":{\"id\":\"v\"}}}}",
                "{\"type\":\"realtime\",\"audio\":{\"input\":{\"transcription\":null}}}"
                        + " | {\"audio\":{\"input\":{\"transcription\":null}}}",
                "{\"type\":\"realtime\",\"audio\":{\"input\":{\"transcription\":{\"model\":\"w\",\"language\":\"en\"}}}}"
                        + " | {\"audio\":{\"input\":{\"transcription\":{\"language\":\"en\"}}}}",
                "{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"server_vad\","
                        + "\"threshold\":0.4}}}} | {\"audio\":{\"input\":{\"turn_detection\":{\"threshold\":0.4}}}}",
                "{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"azure_semantic_vad\"}}}}"
                        + " | {\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"azure_semantic_vad\"}}}}",
            })
    void whatASessionUpdateHasBesidesIsItsExtra(String session, String extra) {
        JsonObject update = JsonObject.EMPTY.with("type", "session.update").with("session", Samples.json(session));

        ClientEvent.SessionUpdate event =
                (ClientEvent.SessionUpdate) GA.decodeClient(update).event();

        assertThat(event.session().extra()).isEqualTo(Samples.json(extra));
        assertThat(GA.toJson(event)).isEqualTo(update);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"temperature\":0.8} | {\"temperature\":0.8}",
                "{\"modalities\":[\"audio\",\"text\"]} | {\"modalities\":[\"audio\",\"text\"]}",
                "{\"modalities\":[]} | {\"modalities\":[]}",
                "{\"turn_detection\":{\"type\":\"server_vad\",\"silence_duration_ms\":500}}"
                        + " | {\"turn_detection\":{\"silence_duration_ms\":500}}",
                "{\"input_audio_transcription\":{\"model\":\"w\",\"prompt\":\"p\"}}"
                        + " | {\"input_audio_transcription\":{\"prompt\":\"p\"}}",
            })
    void whatABetaSessionUpdateHasBesidesIsItsExtra(String session, String extra) {
        JsonObject update = JsonObject.EMPTY.with("type", "session.update").with("session", Samples.json(session));

        ClientEvent.SessionUpdate event =
                (ClientEvent.SessionUpdate) BETA.decodeClient(update).event();

        assertThat(event.session().extra()).isEqualTo(Samples.json(extra));
        assertThat(BETA.toJson(event)).isEqualTo(update);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MANUAL | {\"type\":\"server_vad\",\"threshold\":0.5} | null",
                "MANUAL | {\"type\":\"server_vad\"} | null",
                "MANUAL | {\"type\":\"server_vad\",\"eagerness\":\"low\"} | null",
                "MANUAL | {\"type\":\"azure_semantic_vad\",\"languages\":[\"en\"]} | null",
                "SEMANTIC_VAD | {\"type\":\"server_vad\",\"threshold\":0.5,\"create_response\":false}"
                        + " | {\"type\":\"semantic_vad\",\"create_response\":false}",
                "SERVER_VAD | {\"type\":\"semantic_vad\",\"eagerness\":\"low\"} | {\"type\":\"server_vad\"}",
                "SERVER_VAD | {\"type\":\"azure_semantic_vad\",\"languages\":[\"en\"]} | {\"type\":\"server_vad\"}",
                "SERVER_VAD | {\"type\":\"server_vad\",\"threshold\":0.5}"
                        + " | {\"type\":\"server_vad\",\"threshold\":0.5}",
                "SERVER_VAD | {\"type\":\"server_vad\",\"eagerness\":\"low\"}"
                        + " | {\"type\":\"server_vad\",\"eagerness\":\"low\"}",
            })
    void aSessionThatWasReadCanBeAskedForWithAnotherTurnDetection(TurnDetection wanted, String read, String written) {
        for (RealtimeCodec codec : List.of(GA, BETA)) {
            String detection = "{\"turn_detection\":%s,\"x\":1}";
            String session =
                    codec == GA ? "{\"type\":\"realtime\",\"audio\":{\"input\":" + detection + "}}" : detection;
            JsonObject update = JsonObject.EMPTY
                    .with("type", "session.update")
                    .with("session", Samples.json(session.formatted(read)));
            SessionConfig config =
                    ((ClientEvent.SessionUpdate) codec.decodeClient(update).event()).session();
            assertThat(codec.toJson(new ClientEvent.SessionUpdate(null, config)))
                    .as("unchanged")
                    .isEqualTo(update);

            SessionConfig changed = new SessionConfig(null, null, null, wanted, null, null, config.extra());

            assertThat(codec.toJson(new ClientEvent.SessionUpdate(null, changed))
                            .object("session"))
                    .isEqualTo(Samples.json(session.formatted(written)));
        }
    }

    @Test
    void modalitiesWithAudioInAnyOrderAreNotTextOnly() {
        JsonObject update =
                Samples.json("{\"type\":\"session.update\",\"session\":{\"modalities\":[\"audio\",\"text\"]}}");

        assertThat(((ClientEvent.SessionUpdate) BETA.decodeClient(update).event())
                        .session()
                        .outputText())
                .isFalse();
    }

    @Test
    void extraMembersAreLaidOverTheRest() {
        JsonObject extra = Samples.json(
                "{\"audio\":{\"input\":{\"turn_detection\":{\"threshold\":0.9}},\"output\":{\"speed\":1.2}},\"a\":1}");
        SessionConfig config = new SessionConfig(null, null, "ash", TurnDetection.SERVER_VAD, null, null, extra);

        assertThat(GA.toJson(new ClientEvent.SessionUpdate(null, config)).object("session"))
                .isEqualTo(Samples.json("{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":"
                        + "{\"type\":\"server_vad\",\"threshold\":0.9}},\"output\":{\"voice\":\"ash\",\"speed\":1.2}},"
                        + "\"a\":1}"));
    }

    private static SessionConfig config(
            @Nullable TurnDetection turns, @Nullable String transcription, @Nullable Boolean text) {
        return new SessionConfig(null, null, null, turns, transcription, text, JsonObject.EMPTY);
    }

    private static @Nullable String partType(JsonObject event) {
        JsonArray content = (JsonArray) event.object("item").members().get("content");
        return content == null ? null : ((JsonObject) content.values().get(0)).string("type");
    }
}
