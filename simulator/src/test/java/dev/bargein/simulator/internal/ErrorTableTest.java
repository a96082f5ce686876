package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients do wrong, row by row of docs/protocol.md, section 4d; after each the session lives on. */
class ErrorTableTest {
    private final VirtualService service = VirtualService.webSocket(Script.of(Answer.ofDurationMs(1_000)));

    @AfterEach
    void theSessionLivesOn() {
        service.take();
        service.send(new ClientEvent.InputAudioBufferClear(null));
        assertThat(service.types()).containsExactly("input_audio_buffer.cleared");
    }

    private ErrorDetails error(String json) {
        service.take();
        service.sendJson(json.replace('\'', '"'));
        return service.last(ServerEvent.Error.class).error();
    }

    private static void is(ErrorDetails error, String code, String message, String param) {
        assertThat(error.type()).isEqualTo("invalid_request_error");
        assertThat(error.message()).isEqualTo(message);
        assertThat(String.valueOf(error.code())).isEqualTo(code);
        assertThat(String.valueOf(error.param())).isEqualTo(param);
    }

    private String spoken() {
        service.answering(3_000);
        return service.stored(0).id;
    }

    @Test
    void aCancelWhileNothingIsActive() {
        is(
                error("{'type':'response.cancel'}"),
                "response_cancel_not_active",
                "Cancellation failed: no active response found",
                "null");
    }

    @Test
    void aResponseWhileOneRuns() {
        service.create();
        String id = service.session.generations().get(0).id;
        is(
                error("{'type':'response.create'}"),
                "conversation_already_has_active_response",
                "Conversation already has an active response in progress: " + id
                        + ". Wait until the response is finished before creating a new one.",
                "null");
        service.run(5_000);
        assertThat(service.types()).contains("response.done");
    }

    @Test
    void aTruncatePastTheEnd() {
        String item = spoken();
        is(
                error("{'type':'conversation.item.truncate','item_id':'" + item
                        + "','content_index':0,'audio_end_ms':1060}"),
                "invalid_value",
                "Audio content of 1000ms is already shorter than 1060ms",
                "audio_end_ms");
    }

    @Test
    void aTruncateOfAUsersItem() {
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("mine", "Hi")));
        is(
                error("{'type':'conversation.item.truncate','item_id':'mine','content_index':0,'audio_end_ms':0}"),
                "unsupported_content_type",
                "Only model output audio messages can be truncated",
                "null");
    }

    @ParameterizedTest
    @CsvSource({
        "conversation.item.truncate, item_truncate_invalid_item_id, truncating",
        "conversation.item.delete, item_delete_invalid_item_id, deleting",
        "conversation.item.retrieve, item_retrieve_invalid_item_id, retrieving"
    })
    void anItemThatDoesNotExist(String type, String code, String doing) {
        String rest = type.endsWith("truncate") ? ",'content_index':0,'audio_end_ms':0" : "";
        is(
                error("{'type':'" + type + "','item_id':'yo'" + rest + "}"),
                code,
                "Error " + doing + " item: the item with id 'yo' does not exist.",
                "item_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.5", "'100'", "null", "true"})
    void aTruncateAtWhatIsNoWholeNumber(String ms) {
        ErrorDetails error = error(
                "{'type':'conversation.item.truncate','item_id':'x','content_index':0,'audio_end_ms':" + ms + "}");
        assertThat(error.code()).isEqualTo("invalid_type");
        assertThat(error.param()).isEqualTo("audio_end_ms");
    }

    @Test
    void aTruncateBeforeTheBeginning() {
        is(
                error("{'type':'conversation.item.truncate','item_id':'" + spoken()
                        + "','content_index':0,'audio_end_ms':-1}"),
                "integer_below_min_value",
                "Invalid 'audio_end_ms': integer below minimum value. Expected a value >= 0, but got -1 instead.",
                "audio_end_ms");
    }

    @Test
    void aCommitOfLessThan100Ms() {
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[48 * 40])));
        is(
                error("{'type':'input_audio_buffer.commit'}"),
                "input_audio_buffer_commit_empty",
                "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer"
                        + " only has 40.00ms of audio.",
                "null");
    }

    @Test
    void anotherVoiceAfterTheAssistantSpoke() {
        spoken();
        is(
                error("{'type':'session.update','session':{'type':'realtime','audio':{'output':{'voice':'ash'}}}}"),
                "cannot_update_voice",
                "Cannot update a conversation's voice if assistant audio is present.",
                "session.audio.output.voice");
    }

    @Test
    void anEventOfAnUnknownType() {
        ErrorDetails error = error("{'type':'nope'}");
        assertThat(error.code()).isEqualTo("invalid_value");
        assertThat(error.param()).isEqualTo("type");
        assertThat(error.message())
                .startsWith("Invalid value: 'nope'. Supported values are: 'session.update', 'session.close',");
    }

    @Test
    void anEventOfTheOtherTransport() {
        ErrorDetails error = error("{'type':'output_audio_buffer.clear'}");
        assertThat(error.code()).isEqualTo("invalid_value");
        assertThat(error.param()).isEqualTo("type");
        assertThat(error.message()).startsWith("Invalid value: 'output_audio_buffer.clear'. Supported values are: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'session.update','session':{'type':'realtime','bogus_field':1}} | session.bogus_field",
                "{'type':'response.create','bogus':1} | bogus",
                "{'type':'input_audio_buffer.commit','final':true} | final",
                "{'type':'response.cancel','response_id':'r','why':'x'} | why",
                "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':[],'mood':'x'}} | item.mood",
                "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':[{'type':'input_text','text':'x','n':1}]}} | item.content[0].n",
                "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'c','output':'x','name':'f'}} | item.name"
            })
    void aFieldThatNobodyKnows(String json, String param) {
        is(error(json), "unknown_parameter", "Unknown parameter: '" + param + "'.", param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'session.update','session':{}} | session.type",
                "{'type':'session.update'} | session",
                "{'type':'input_audio_buffer.append'} | audio",
                "{'type':'conversation.item.create'} | item",
                "{'type':'conversation.item.create','item':{'role':'user','content':[]}} | item.type",
                "{'type':'conversation.item.create','item':{'type':'message','content':[]}} | item.role",
                "{'type':'conversation.item.create','item':{'type':'message','role':'user'}} | item.content",
                "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'c'}} | item.output",
                "{'type':'conversation.item.delete'} | item_id",
                "{'type':'conversation.item.truncate','item_id':'x','audio_end_ms':0} | content_index"
            })
    void aFieldThatIsMissing(String json, String param) {
        is(error(json), "missing_required_parameter", "Missing required parameter: '" + param + "'.", param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'conversation.item.create','item':{'type':'song'}} | item.type",
                "{'type':'conversation.item.create','item':{'type':'message','role':'robot','content':[]}} | item.role",
                "{'type':'conversation.item.create','item':{'type':'message','role':'assistant','content':[{'type':'text','text':'x'}]}} | item.content[0].type",
                "{'type':'conversation.item.create','item':{'type':'message','role':'system','content':[{'type':'input_audio','audio':'AAAA'}]}} | item.content[0].type",
                "{'type':'conversation.item.create','item':{'type':'message','status':'new','role':'user','content':[]}} | item.status",
                "{'type':'conversation.item.create','previous_item_id':'nobody','item':{'type':'message','role':'user','content':[]}} | previous_item_id",
                "{'type':'input_audio_buffer.append','audio':'not base64!'} | audio"
            })
    void aValueThatIsNotAllowed(String json, String param) {
        ErrorDetails error = error(json);
        assertThat(error.code()).isEqualTo("invalid_value");
        assertThat(error.param()).isEqualTo(param);
        assertThat(service.session.conversation().items()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'response.create','response':7} | response",
                "{'type':'session.update','session':'x'} | session",
                "{'type':'input_audio_buffer.clear','event_id':7} | event_id",
                "{'type':'response.cancel','response_id':7} | response_id",
                "{'type':'conversation.item.create','item':{'id':7,'type':'message','role':'user','content':[]}} | item.id",
                "{'type':'conversation.item.create','item':[]} | item"
            })
    void aValueOfTheWrongType(String json, String param) {
        ErrorDetails error = error(json);
        assertThat(error.code()).isEqualTo("invalid_type");
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.message()).startsWith("Invalid type for '" + param + "': expected ");
    }

    @Test
    void textThatIsNoJsonAndJsonThatIsNoEvent() {
        assertThat(error("{'type':").code()).isEqualTo("invalid_json");
        assertThat(error("[1,2]").code()).isEqualTo("invalid_event");
        is(error("{'event_id':'x'}"), "invalid_event", "The 'type' field is missing.", "null");
    }

    @Test
    void anErrorRepeatsTheClientsIdOfTheEventAndIsSilentAboutOneThatItHadNot() {
        assertThat(error("{'type':'response.cancel','event_id':'mine'}").eventId())
                .isEqualTo("mine");
        assertThat(error("{'type':'nope','event_id':'mine'}").eventId()).isEqualTo("mine");
        assertThat(error("{'type':'response.cancel'}").eventId()).isNull();
        assertThat(error("{'type':'response.cancel','event_id':'").eventId()).isNull();
    }

    @Test
    void anIdOf512CharactersIsTakenAndOneOf513IsNot() {
        assertThat(error("{'type':'response.cancel','event_id':'" + "x".repeat(512) + "'}")
                        .code())
                .isEqualTo("response_cancel_not_active");
        ErrorDetails error = error("{'type':'response.cancel','event_id':'" + "x".repeat(513) + "'}");
        assertThat(error.code()).isEqualTo("string_above_max_length");
        assertThat(error.param()).isEqualTo("event_id");
    }

    @Test
    void itemsAndSettingsChangeWhileAResponseRunsAndDoNotDisturbIt() {
        service.answering(300).forget();
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\"x\"}}");
        service.send(new ClientEvent.ConversationItemCreate(null, "root", Item.userText("first", "Hi")));
        service.send(new ClientEvent.ConversationItemDelete(null, "first"));
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[9_600])));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.types())
                .contains("session.updated", "conversation.item.deleted", "input_audio_buffer.committed")
                .doesNotContain("error", "response.done");
        service.run(5_000);
        assertThat(service.last(ServerEvent.ResponseDone.class).response().status())
                .isEqualTo("completed");
    }

    @Test
    void aBetaClientWritesTheAssistantsWordsInItsOwnWay() {
        VirtualService beta = VirtualService.onWebSocket().dialect(Dialect.BETA).open();
        beta.take();
        beta.sendJson("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"assistant\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}}");
        assertThat(beta.types()).containsExactly("conversation.item.created");
    }
}
