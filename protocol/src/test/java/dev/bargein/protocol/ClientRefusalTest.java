package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server refuses in the words of the real service (docs/protocol.md, section 4d). */
class ClientRefusalTest {
    private static final RealtimeCodec GA = new RealtimeCodec(Dialect.GA);
    private static final RealtimeCodec BETA = new RealtimeCodec(Dialect.BETA);

    private static final String SUPPORTED = "'session.update', 'session.close', 'input_audio_buffer.append',"
            + " 'session.input_audio_buffer.append', 'input_audio_buffer.commit', 'input_audio_buffer.clear',"
            + " 'conversation.item.create', 'conversation.item.truncate', 'conversation.item.delete',"
            + " 'conversation.item.retrieve', 'response.create', and 'response.cancel'.";

    @Test
    void anUnknownTypeIsRefusedWithTheListOfSupportedOnes() {
        ProtocolException refusal = refusal("{\"type\":\"nope\",\"event_id\":\"e1\"}");

        assertThat(refusal.details())
                .isEqualTo(new ErrorDetails(
                        "invalid_request_error",
                        "invalid_value",
                        "Invalid value: 'nope'. Supported values are: " + SUPPORTED,
                        "type",
                        "e1"));
    }

    @Test
    void aTransportMayRefuseATypeInTheSameWords() {
        assertThat(RealtimeCodec.unsupportedType("output_audio_buffer.clear").details())
                .isEqualTo(new ErrorDetails(
                        "invalid_request_error",
                        "invalid_value",
                        "Invalid value: 'output_audio_buffer.clear'. Supported values are: " + SUPPORTED,
                        "type",
                        null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"session.close", "session.input_audio_buffer.append", "transcription_session.update"})
    void typesOfOtherSessionsAreTakenWhole(String type) {
        String text = "{\"type\":\"" + type + "\",\"event_id\":\"e1\",\"x\":[1]}";
        Message<ClientEvent> message = GA.decodeClient(text);

        assertThat(message.event()).isEqualTo(new ClientEvent.Unknown("e1", type, Samples.json(text)));
        assertThat(GA.encodeClient(message)).isEqualTo(text);
        assertThat(GA.encode(message.event())).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "session.update | {} | session",
                "session.update | {\"session\":{}} | session.type",
                "session.update | {\"session\":{\"modalities\":[\"text\"]}} | session.type",
                "input_audio_buffer.append | {} | audio",
                "conversation.item.create | {} | item",
                "conversation.item.create | {\"item\":{}} | item.type",
                "conversation.item.create | {\"item\":{\"type\":\"message\"}} | item.role",
                "conversation.item.create | {\"item\":{\"type\":\"message\",\"role\":\"user\"}} | item.content",
                "conversation.item.create | {\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[{}]}}"
                        + " | item.content[0].type",
                "conversation.item.create | {\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":["
                        + "{\"type\":\"input_audio\"},{\"type\":\"input_text\"}]}} | item.content[1].text",
                "conversation.item.create | {\"item\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                        + "{\"type\":\"output_text\"}]}} | item.content[0].text",
                "conversation.item.create | {\"item\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                        + "{\"type\":\"text\"}]}} | item.content[0].text",
                "conversation.item.create | {\"item\":{\"type\":\"function_call\"}} | item.name",
                "conversation.item.create | {\"item\":{\"type\":\"function_call\",\"name\":\"f\"}} | item.arguments",
                "conversation.item.create | {\"item\":{\"type\":\"function_call_output\"}} | item.call_id",
                "conversation.item.create | {\"item\":{\"type\":\"function_call_output\",\"call_id\":\"c\"}}"
                        + " | item.output",
                "conversation.item.retrieve | {} | item_id",
                "conversation.item.delete | {} | item_id",
                "conversation.item.truncate | {} | item_id",
                "conversation.item.truncate | {\"item_id\":\"i\"} | content_index",
                "conversation.item.truncate | {\"item_id\":\"i\",\"content_index\":0} | audio_end_ms",
            })
    void aMissingFieldIsNamedWithItsPath(String type, String rest, String param) {
        ProtocolException refusal = refusal(Json.write(Samples.json(rest).with("type", type)));

        assertThat(refusal.details())
                .isEqualTo(new ErrorDetails(
                        "invalid_request_error",
                        "missing_required_parameter",
                        "Missing required parameter: '" + param + "'.",
                        param,
                        null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "session.update | {\"session\":7} | session | an object | an integer",
                "session.update | {\"session\":{\"type\":null}} | session.type | a string | null",
                "input_audio_buffer.append | {\"audio\":[]} | audio | a string | an array",
                "conversation.item.create | {\"item\":\"i\"} | item | an object | a string",
                "conversation.item.create | {\"item\":{\"type\":{}}} | item.type | a string | an object",
                "conversation.item.create | {\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":{}}}"
                        + " | item.content | an array of objects | an object",
                "conversation.item.create | {\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":["
                        + "{\"type\":\"input_audio\"},\"x\"]}} | item.content[1] | an object | a string",
                "conversation.item.create | {\"item\":{\"type\":\"function_call_output\",\"call_id\":\"c\","
                        + "\"output\":{}}} | item.output | a string | an object",
                "conversation.item.delete | {\"item_id\":true} | item_id | a string | a boolean",
                "conversation.item.truncate | {\"item_id\":\"i\",\"content_index\":0,\"audio_end_ms\":1500.5}"
                        + " | audio_end_ms | an integer | a decimal number",
                "conversation.item.truncate | {\"item_id\":\"i\",\"content_index\":0,\"audio_end_ms\":1500.0}"
                        + " | audio_end_ms | an integer | a decimal number",
                "conversation.item.truncate | {\"item_id\":\"i\",\"content_index\":0,\"audio_end_ms\":\"1\"}"
                        + " | audio_end_ms | an integer | a string",
                "conversation.item.truncate | {\"item_id\":\"i\",\"content_index\":0.5,\"audio_end_ms\":1}"
                        + " | content_index | an integer | a decimal number",
            })
    void aFieldOfTheWrongTypeIsNamedWithWhatWasExpected(
            String type, String rest, String param, String expected, String actual) {
        ProtocolException refusal =
                refusal(Json.write(Samples.json(rest).with("type", type).with("event_id", "e1")));

        assertThat(refusal.details())
                .isEqualTo(new ErrorDetails(
                        "invalid_request_error",
                        "invalid_type",
                        "Invalid type for '" + param + "': expected " + expected + ", but got " + actual + " instead.",
                        param,
                        "e1"));
    }

    @Test
    void audioThatIsNotBase64IsRefused() {
        assertThat(refusal("{\"type\":\"input_audio_buffer.append\",\"audio\":\"?\"}")
                        .details())
                .isEqualTo(new ErrorDetails(
                        "invalid_request_error",
                        "invalid_value",
                        "Invalid 'audio'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz) but got an invalid"
                                + " value.",
                        "audio",
                        null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":null}"})
    void anEventWithoutATypeIsRefused(String text) {
        assertThat(refusal(text).details())
                .isEqualTo(new ErrorDetails(
                        "invalid_request_error", "invalid_event", "The 'type' field is missing.", null, null));
    }

    @Test
    void aTypeThatIsNoStringIsRefused() {
        assertThat(refusal("{\"type\":7}").details())
                .isEqualTo(new ErrorDetails(
                        "invalid_request_error",
                        "invalid_type",
                        "Invalid type for 'type': expected a string, but got an integer instead.",
                        "type",
                        null));
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThat(refusal("{").code()).isEqualTo("invalid_json");
        assertThat(refusal("{")).hasMessageStartingWith("Invalid event: failed to parse JSON value. ");
        assertThat(refusal("[]").code()).isEqualTo("invalid_event");
    }

    @Test
    void anIdOfAnEventHasAtMost512Characters() {
        String longest = "e".repeat(512);

        assertThat(GA.decodeClient(create(longest)).event().eventId()).isEqualTo(longest);
        ProtocolException refusal = refusal(create(longest + "e"));
        assertThat(refusal.code()).isEqualTo("string_above_max_length");
        assertThat(refusal.param()).isEqualTo("event_id");
        assertThat(refusal)
                .hasMessage("Invalid 'event_id': string too long. Expected a string with maximum length 512,"
                        + " but got a string with length 513 instead.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"response.cancel\",\"response_id\":5,\"event_id\":[]}",
                "{\"type\":\"response.cancel\",\"response_id\":null}",
                "{\"type\":\"response.cancel\"}"
            })
    void optionalFieldsOfAnotherTypeReadAsAbsent(String text) {
        Message<ClientEvent> message = GA.decodeClient(text);

        assertThat(message.event()).isEqualTo(new ClientEvent.ResponseCancel(null, null));
        assertThat(GA.encodeClient(message)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"response\":7}", "{\"response\":{}}", "{\"response\":null}"})
    void aResponseWithoutOptionsHasNone(String rest) {
        JsonObject json = Samples.json(rest).with("type", "response.create");

        assertThat(GA.decodeClient(json).event()).isEqualTo(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
        assertThat(GA.clientJson(GA.decodeClient(json))).isEqualTo(json);
        assertThat(GA.encode(GA.decodeClient(json).event())).isEqualTo("{\"type\":\"response.create\"}");
    }

    @Test
    void aWholeNumberBeyondTheRangeStaysWithinIt() {
        ClientEvent event = GA.decodeClient("{\"type\":\"conversation.item.truncate\",\"item_id\":\"i\","
                        + "\"content_index\":99999999999,\"audio_end_ms\":99999999999999999999}")
                .event();

        assertThat(event)
                .isEqualTo(new ClientEvent.ConversationItemTruncate(null, "i", Integer.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void aKindOfItemThatIsNewIsNotOursToRefuse() {
        String text = "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"mcp_approval_response\","
                + "\"approve\":true}}";

        assertThat(GA.encodeClient(GA.decodeClient(text))).isEqualTo(text);
    }

    @Test
    void aFlatSessionIsRefusedByGaAndTakenByBeta() {
        String flat = "{\"type\":\"session.update\",\"session\":{\"voice\":\"ash\"}}";

        assertThat(refusal(flat).param()).isEqualTo("session.type");
        assertThat(BETA.decodeClient(flat).event())
                .isEqualTo(new ClientEvent.SessionUpdate(null, SessionConfig.EMPTY.withVoice("ash")));
    }

    @Test
    void aMessageThatWouldBeRefusedIsStillWritten() {
        JsonObject flat = Samples.json("{\"type\":\"session.update\",\"x\":1,\"session\":{\"type\":7}}");
        ClientEvent event = new ClientEvent.SessionUpdate(null, SessionConfig.PUSH_TO_TALK);

        assertThat(GA.clientJson(new Message<>(event, flat)))
                .isEqualTo(Samples.json("{\"type\":\"session.update\",\"x\":1,\"session\":{\"type\":\"realtime\","
                        + "\"audio\":{\"input\":{\"turn_detection\":null}}}}"));
    }

    private static String create(String eventId) {
        return Json.write(JsonObject.EMPTY.with("type", "response.create").with("event_id", eventId));
    }

    private static ProtocolException refusal(String text) {
        @Nullable
        ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> GA.decodeClient(text));
        if (refusal == null) {
            throw new AssertionError("taken: " + text);
        }
        return refusal;
    }
}
