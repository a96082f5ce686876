package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client lives on whatever a server sends. */
class TolerantServerDecodeTest {
    private static final RealtimeCodec CODEC = new RealtimeCodec(Dialect.GA);
    private static final List<JsonValue> WRONG = List.of(
            JsonValue.NULL,
            JsonValue.of(true),
            JsonValue.of("\u0000not base64"),
            new JsonValue.JsonNumber("-1.5e300"),
            JsonArray.EMPTY,
            JsonValue.array(JsonValue.NULL, JsonValue.of(1)),
            JsonObject.EMPTY,
            JsonObject.EMPTY.with("type", 1));

    /** The field without which an event says nothing. */
    private static final Map<String, String> SUBJECT = Map.ofEntries(
            Map.entry("conversation.item.added", "item"),
            Map.entry("conversation.item.created", "item"),
            Map.entry("conversation.item.done", "item"),
            Map.entry("conversation.item.retrieved", "item"),
            Map.entry("conversation.item.deleted", "item_id"),
            Map.entry("conversation.item.truncated", "item_id audio_end_ms"),
            Map.entry("conversation.item.input_audio_transcription.completed", "transcript"),
            Map.entry("input_audio_buffer.committed", "item_id"),
            Map.entry("response.created", "response"),
            Map.entry("response.done", "response"),
            Map.entry("response.output_item.added", "item"),
            Map.entry("response.output_item.done", "item"),
            Map.entry("response.content_part.added", "part"),
            Map.entry("response.content_part.done", "part"),
            Map.entry("response.output_text.delta", "delta"),
            Map.entry("response.output_text.done", "text"),
            Map.entry("response.output_audio.delta", "delta"),
            Map.entry("response.output_audio_transcript.delta", "delta"),
            Map.entry("response.output_audio_transcript.done", "transcript"),
            Map.entry("response.function_call_arguments.delta", "delta"),
            Map.entry("response.function_call_arguments.done", "arguments"));

    static Stream<String> types() {
        return Samples.byType(Samples.GA_SERVER).keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void withoutAFieldAnEventReadsWithADefaultUnlessItIsAboutThatField(String type) {
        JsonObject whole = Samples.server(type);
        List<String> subject = List.of(SUBJECT.getOrDefault(type, "").split(" ", -1));
        for (String name : whole.members().keySet()) {
            if (!name.equals("type")) {
                JsonObject part = without(whole, name);
                checkRead(type, part, subject.contains(name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void noValueOfAnyFieldMakesReadingFailOrLosesIt(String type) {
        JsonObject whole = Samples.server(type);
        for (String name : whole.members().keySet()) {
            for (JsonValue wrong : WRONG) {
                JsonObject json = whole.with(name, wrong);
                Message<ServerEvent> message = CODEC.decodeServer(json);
                assertThat(CODEC.serverJson(message)).isEqualTo(json);
                assertThat(message.json()).isSameAs(json);
            }
        }
    }

    private static void checkRead(String type, JsonObject json, boolean unusable) {
        ServerEvent event = CODEC.decodeServer(json).event();
        assertThat(event.type()).isEqualTo(type);
        assertThat(event instanceof ServerEvent.Unknown)
                .as("%s is unknown", json)
                .isEqualTo(unusable);
        if (event instanceof ServerEvent.Unknown unknown) {
            assertThat(unknown.json()).isEqualTo(json);
            assertThat(unknown.eventId()).isEqualTo(json.string("event_id"));
        }
    }

    @Test
    void absentIdsAndNumbersReadAsEmptyAndZero() {
        assertThat(read("{\"type\":\"response.output_audio.done\"}"))
                .isEqualTo(new ServerEvent.ResponseOutputAudioDone("", "", "", 0, 0));
        assertThat(read("{\"type\":\"input_audio_buffer.speech_started\"}"))
                .isEqualTo(new ServerEvent.InputAudioBufferSpeechStarted("", 0, ""));
        assertThat(read("{\"type\":\"output_audio_buffer.cleared\"}"))
                .isEqualTo(new ServerEvent.OutputAudioBufferCleared("", ""));
        assertThat(read("{\"type\":\"session.created\"}"))
                .isEqualTo(new ServerEvent.SessionCreated("", JsonObject.EMPTY));
        assertThat(read("{\"type\":\"rate_limits.updated\"}"))
                .isEqualTo(new ServerEvent.RateLimitsUpdated("", JsonArray.EMPTY));
        assertThat(read("{\"type\":\"response.function_call_arguments.done\",\"arguments\":\"\"}"))
                .isEqualTo(new ServerEvent.ResponseFunctionCallArgumentsDone("", "", "", 0, "", null, ""));
        assertThat(read("{\"type\":\"conversation.item.added\",\"item\":{}}"))
                .isEqualTo(new ServerEvent.ConversationItemAdded(
                        "", null, new Item("", "", null, null, List.of(), null, null, null, null)));
        assertThat(read("{\"type\":\"response.created\",\"response\":{}}"))
                .isEqualTo(
                        new ServerEvent.ResponseCreated("", new Response("", "", null, List.of(), null, null, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "1e10,2147483647",
        "-1e10,-2147483648",
        "2147483648,2147483647",
        "2147483647,2147483647",
        "-2147483649,-2147483648",
        "1.9,1",
        "true,0",
        "'\"1\"',0"
    })
    void anIndexStaysWithinItsRange(String literal, int index) {
        assertThat(read("{\"type\":\"response.output_audio.done\",\"content_index\":" + literal + "}"))
                .isEqualTo(new ServerEvent.ResponseOutputAudioDone("", "", "", 0, index));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"AA=A\"", "\"A\"", "\"AAEC\\n\"", "\"\u00e4AEC\"", "\"AAE=C\"", "5", "null", "[]"})
    void audioThatIsNotBase64IsAnUnknownEvent(String delta) {
        assertThat(read("{\"type\":\"response.output_audio.delta\",\"delta\":" + delta + "}"))
                .isInstanceOf(ServerEvent.Unknown.class);
    }

    @Test
    void audioWithoutPaddingIsReadAndKeptAsItWas() {
        String text = "{\"type\":\"response.output_audio.delta\",\"delta\":\"AAECAw\"}";

        assertThat(((ServerEvent.ResponseOutputAudioDelta) read(text)).delta())
                .isEqualTo(AudioBytes.of(new byte[] {0, 1, 2, 3}));
        assertThat(CODEC.encodeServer(CODEC.decodeServer(text))).isEqualTo(text);
    }

    @Test
    void aTruncationOfFractionalLengthIsCutOff() {
        assertThat(read("{\"type\":\"conversation.item.truncated\",\"item_id\":\"i\",\"audio_end_ms\":1680.9}"))
                .isEqualTo(new ServerEvent.ConversationItemTruncated("", "i", 0, 1680));
    }

    @Test
    void contentThatCannotBeReadKeepsThePlacesOfTheRest() {
        ServerEvent.ConversationItemDone done = (ServerEvent.ConversationItemDone) read("""
                {"type":"conversation.item.done","item":{"content":[7,null,{"type":"input_text","text":"Hi"},\
                {"audio":"?","transcript":5}]}}""");

        ContentPart nothing = new ContentPart("", null, null, null);
        assertThat(done.item().content()).containsExactly(nothing, nothing, ContentPart.inputText("Hi"), nothing);
    }

    @Test
    void valuesThatAreNewOnTheWireAreKeptAsTheyAre() {
        ServerEvent.ResponseDone done = (ServerEvent.ResponseDone) read("""
                {"type":"response.done","response":{"id":"r","status":"paused","status_details":\
                {"type":"paused","reason":"new_reason","error":{"type":"t","code":"c"}},"output":[{"type":"mcp_call"}]}}""");

        assertThat(done.response().status()).isEqualTo("paused");
        assertThat(done.response().statusDetails())
                .isEqualTo(new Response.StatusDetails("paused", "new_reason", "t", "c", null));
        assertThat(done.response().output().get(0).type()).isEqualTo("mcp_call");
    }

    @Test
    void aBareReasonIsUnderstood() {
        ServerEvent.ResponseDone done = (ServerEvent.ResponseDone)
                read("{\"type\":\"response.done\",\"response\":{\"status_details\":\"turn_detected\"}}");

        assertThat(done.response().statusDetails())
                .isEqualTo(new Response.StatusDetails(null, "turn_detected", null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"error\",\"error\":{\"type\":\"t\",\"code\":\"c\",\"message\":\"m\",\"param\":\"p\","
                        + "\"event_id\":\"e\"}} | t | c | m | p | e",
                "{\"type\":\"error\",\"error\":{\"message\":\"m\",\"code\":null}} | | | m | |",
                "{\"type\":\"error\",\"error\":\"m\"} | | | m | |",
                "{\"type\":\"error\",\"message\":\"m\"} | | | m | |",
                "{\"type\":\"error\",\"message\":\"other\",\"error\":{\"message\":\"m\"}} | | | m | |",
                "{\"type\":\"error\",\"error\":5} | | | `` | |",
                "{\"type\":\"error\"} | | | `` | |",
            })
    void anErrorIsHeardWhateverItsForm(
            String text,
            @Nullable String type,
            @Nullable String code,
            String message,
            @Nullable String param,
            @Nullable String eventId) {
        assertThat(read(text))
                .isEqualTo(new ServerEvent.Error(
                        "", new ErrorDetails(type == null ? "" : type, code, message, param, eventId)));
    }

    @Test
    void aFailedTranscriptionSaysWhy() {
        assertThat(read("{\"type\":\"conversation.item.input_audio_transcription.failed\",\"item_id\":\"i\","
                        + "\"error\":{\"code\":\"audio_unintelligible\",\"message\":\"m\"}}"))
                .isEqualTo(new ServerEvent.ConversationItemInputAudioTranscriptionFailed(
                        "", "i", 0, new ErrorDetails("", "audio_unintelligible", "m", null, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":null}", "{\"type\":7}", "{\"type\":\"\"}"})
    void anEventWithoutATypeIsUnknown(String text) {
        assertThat(read(text)).isEqualTo(new ServerEvent.Unknown("", "", Samples.json(text)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"[] | invalid_event", "7 | invalid_event", "{ | invalid_json", "`` | invalid_json"})
    void onlyWhatIsNoObjectIsRefused(String text, String code) {
        ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> CODEC.decodeServer(text));

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.param()).isNull();
    }

    private static ServerEvent read(String text) {
        return CODEC.decodeServer(text).event();
    }

    private static JsonObject without(JsonObject json, String name) {
        Map<String, JsonValue> members = new LinkedHashMap<>(json.members());
        members.remove(name);
        return new JsonObject(members);
    }
}
