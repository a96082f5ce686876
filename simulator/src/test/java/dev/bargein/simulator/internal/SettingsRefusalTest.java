package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.model.DefaultSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every parameter of a session: what is taken, and in which words the rest is refused (docs/protocol.md, section 3). */
class SettingsRefusalTest {
    private final VirtualService ga = VirtualService.onWebSocket().open();
    private final VirtualService beta =
            VirtualService.onWebSocket().dialect(Dialect.BETA).open();

    private static JsonObject json(String text) {
        return Json.parseObject(text.replace('\'', '"'), CodecLimits.SERVER_INBOUND);
    }

    private static void update(VirtualService service, String session) {
        service.take();
        service.sendJson(
                "{\"type\":\"session.update\",\"event_id\":\"u1\",\"session\":" + Json.write(json(session)) + "}");
    }

    /** The error, after making sure that nothing else happened. */
    private static ErrorDetails refused(VirtualService service, String session) {
        JsonObject before = service.session.shownSettings();
        update(service, session);
        assertThat(service.session.shownSettings()).isEqualTo(before);
        ErrorDetails error = service.last(ServerEvent.Error.class).error();
        assertThat(error.type()).isEqualTo("invalid_request_error");
        assertThat(error.eventId()).isEqualTo("u1");
        return error;
    }

    private static JsonObject taken(VirtualService service, String session) {
        update(service, session);
        return service.last(ServerEvent.SessionUpdated.class).session();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'instructions':7 | invalid_type | session.instructions | Invalid type for 'session.instructions': expected a string, but got an integer instead.",
                "'instructions':null | invalid_type | session.instructions | Invalid type for 'session.instructions': expected a string, but got null instead.",
                "'temperature':0.8 | unknown_parameter | session.temperature | Unknown parameter: 'session.temperature'.",
                "'voice':'ash' | unknown_parameter | session.voice | Unknown parameter: 'session.voice'.",
                "'id':'sess_1' | unknown_parameter | session.id | Unknown parameter: 'session.id'.",
                "'output_modalities':['text','audio'] | invalid_value | session.output_modalities | Invalid modalities: ['text', 'audio']. Supported combinations are: ['text'] and ['audio'].",
                "'output_modalities':[] | invalid_value | session.output_modalities | Invalid modalities: []. Supported combinations are: ['text'] and ['audio'].",
                "'output_modalities':['video'] | invalid_value | session.output_modalities[0] | Invalid value: 'video'. Supported values are: 'text' and 'audio'.",
                "'output_modalities':'text' | invalid_type | session.output_modalities | Invalid type for 'session.output_modalities': expected an array, but got a string instead.",
                "'max_output_tokens':0 | integer_below_min_value | session.max_output_tokens | Invalid 'session.max_output_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.",
                "'max_output_tokens':4097 | integer_above_max_value | session.max_output_tokens | Invalid 'session.max_output_tokens': integer above maximum value. Expected a value <= 4096, but got 4097 instead.",
                "'max_output_tokens':1.5 | invalid_type | session.max_output_tokens | Invalid type for 'session.max_output_tokens': expected an integer, but got a decimal number instead.",
                "'max_output_tokens':'infinite' | invalid_value | session.max_output_tokens | Invalid value: 'infinite'. Supported values are: 'inf'.",
                "'truncation':'sometimes' | invalid_value | session.truncation | Invalid value: 'sometimes'. Supported values are: 'auto' and 'disabled'.",
                "'truncation':{'type':'retention_ratio'} | missing_required_parameter | session.truncation.retention_ratio | Missing required parameter: 'session.truncation.retention_ratio'.",
                "'truncation':{'type':'retention_ratio','retention_ratio':1.1} | decimal_above_max_value | session.truncation.retention_ratio | Invalid 'session.truncation.retention_ratio': decimal above maximum value. Expected a value <= 1, but got 1.1 instead.",
                "'tools':{} | invalid_type | session.tools | Invalid type for 'session.tools': expected an array, but got an object instead.",
                "'tools':[{'type':'function'}] | missing_required_parameter | session.tools[0].name | Missing required parameter: 'session.tools[0].name'.",
                "'tools':[{'name':'f'}] | missing_required_parameter | session.tools[0].type | Missing required parameter: 'session.tools[0].type'.",
                "'tools':[{'type':'function','name':'f'},{'type':'shell'}] | invalid_value | session.tools[1].type | Invalid value: 'shell'. Supported values are: 'function' and 'mcp'.",
                "'tools':[{'type':'function','name':'get weather'}] | invalid_value | session.tools[0].name | Invalid 'session.tools[0].name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
                "'tools':[{'type':'function','name':'f','strict':true}] | unknown_parameter | session.tools[0].strict | Unknown parameter: 'session.tools[0].strict'.",
                "'tools':[{'type':'mcp'}] | missing_required_parameter | session.tools[0].server_label | Missing required parameter: 'session.tools[0].server_label'.",
                "'tool_choice':'maybe' | invalid_value | session.tool_choice | Invalid value: 'maybe'. Supported values are: 'auto', 'none', and 'required'.",
                "'tool_choice':{'type':'function'} | missing_required_parameter | session.tool_choice.name | Missing required parameter: 'session.tool_choice.name'.",
                "'parallel_tool_calls':'yes' | invalid_type | session.parallel_tool_calls | Invalid type for 'session.parallel_tool_calls': expected a boolean, but got a string instead.",
                "'reasoning':{'effort':'huge'} | invalid_value | session.reasoning.effort | Invalid value: 'huge'. Supported values are: 'minimal', 'low', 'medium', 'high', and 'xhigh'.",
                "'prompt':{'version':'1'} | missing_required_parameter | session.prompt.id | Missing required parameter: 'session.prompt.id'.",
                "'include':['everything'] | invalid_value | session.include[0] | Invalid value: 'everything'. Supported values are: 'item.input_audio_transcription.logprobs'.",
                "'tracing':'on' | invalid_value | session.tracing | Invalid value: 'on'. Supported values are: 'auto'.",
                "'audio':[] | invalid_type | session.audio | Invalid type for 'session.audio': expected an object, but got an array instead.",
                "'audio':{'output':{'voice':'nobody'}} | invalid_value | session.audio.output.voice | Invalid value: 'nobody'. Supported values are: 'alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar', and 'tone'.",
                "'audio':{'output':{'voice':{}}} | missing_required_parameter | session.audio.output.voice.id | Missing required parameter: 'session.audio.output.voice.id'.",
                "'audio':{'output':{'speed':0.2}} | decimal_below_min_value | session.audio.output.speed | Invalid 'session.audio.output.speed': decimal below minimum value. Expected a value >= 0.25, but got 0.2 instead.",
                "'audio':{'output':{'speed':1.6}} | decimal_above_max_value | session.audio.output.speed | Invalid 'session.audio.output.speed': decimal above maximum value. Expected a value <= 1.5, but got 1.6 instead.",
                "'audio':{'input':{'format':{'type':'audio/pcm','rate':16000}}} | integer_below_min_value | session.audio.input.format.rate | Invalid 'session.audio.input.format.rate': integer below minimum value. Expected a value >= 24000, but got 16000 instead.",
                "'audio':{'input':{'format':'pcm16'}} | invalid_type | session.audio.input.format | Invalid type for 'session.audio.input.format': expected an object, but got a string instead.",
                "'audio':{'input':{'format':{'type':'audio/pcmu','rate':8000}}} | unknown_parameter | session.audio.input.format.rate | Unknown parameter: 'session.audio.input.format.rate'.",
                "'audio':{'input':{'format':{'type':'audio/opus'}}} | invalid_value | session.audio.input.format.type | Invalid value: 'audio/opus'. Supported values are: 'audio/pcm', 'audio/pcmu', and 'audio/pcma'.",
                "'audio':{'input':{'noise_reduction':{'type':'strong'}}} | invalid_value | session.audio.input.noise_reduction.type | Invalid value: 'strong'. Supported values are: 'near_field' and 'far_field'.",
                "'audio':{'input':{'transcription':{'delay':'none'}}} | invalid_value | session.audio.input.transcription.delay | Invalid value: 'none'. Supported values are: 'minimal', 'low', 'medium', 'high', and 'xhigh'.",
                "'audio':{'input':{'transcription':'whisper-1'}} | invalid_type | session.audio.input.transcription | Invalid type for 'session.audio.input.transcription': expected an object, but got a string instead.",
                "'audio':{'input':{'turn_detection':{}}} | missing_required_parameter | session.audio.input.turn_detection.type | Missing required parameter: 'session.audio.input.turn_detection.type'.",
                "'audio':{'input':{'turn_detection':{'type':'none'}}} | invalid_value | session.audio.input.turn_detection.type | Invalid value: 'none'. Supported values are: 'server_vad' and 'semantic_vad'.",
                "'audio':{'input':{'turn_detection':{'type':'server_vad','threshold':1.01}}} | decimal_above_max_value | session.audio.input.turn_detection.threshold | Invalid 'session.audio.input.turn_detection.threshold': decimal above maximum value. Expected a value <= 1, but got 1.01 instead.",
                "'audio':{'input':{'turn_detection':{'type':'server_vad','silence_duration_ms':-1}}} | integer_below_min_value | session.audio.input.turn_detection.silence_duration_ms | Invalid 'session.audio.input.turn_detection.silence_duration_ms': integer below minimum value. Expected a value >= 0, but got -1 instead.",
                "'audio':{'input':{'turn_detection':{'type':'server_vad','idle_timeout_ms':100}}} | integer_below_min_value | session.audio.input.turn_detection.idle_timeout_ms | Invalid 'session.audio.input.turn_detection.idle_timeout_ms': integer below minimum value. Expected a value >= 5000, but got 100 instead.",
                "'audio':{'input':{'turn_detection':{'type':'server_vad','eagerness':'low'}}} | unknown_parameter | session.audio.input.turn_detection.eagerness | Unknown parameter: 'session.audio.input.turn_detection.eagerness'.",
                "'audio':{'input':{'turn_detection':{'type':'semantic_vad','eagerness':'keen'}}} | invalid_value | session.audio.input.turn_detection.eagerness | Invalid value: 'keen'. Supported values are: 'low', 'medium', 'high', and 'auto'."
            })
    void aGaSessionRefuses(String member, String code, String param, String message) {
        ErrorDetails error = refused(ga, "{'type':'realtime','model':'lost'," + member + "}");
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'temperature':0.5 | decimal_below_min_value | session.temperature",
                "'temperature':1.3 | decimal_above_max_value | session.temperature",
                "'modalities':['audio'] | invalid_value | session.modalities",
                "'voice':'nobody' | invalid_value | session.voice",
                "'max_response_output_tokens':5000 | integer_above_max_value | session.max_response_output_tokens",
                "'max_output_tokens':50 | unknown_parameter | session.max_output_tokens",
                "'input_audio_format':'opus' | invalid_value | session.input_audio_format",
                "'output_audio_format':7 | invalid_type | session.output_audio_format",
                "'input_audio_transcription':{'model':'sphinx'} | invalid_value | session.input_audio_transcription.model",
                "'input_audio_noise_reduction':{} | missing_required_parameter | session.input_audio_noise_reduction.type",
                "'turn_detection':{'type':'server_vad','threshold':'high'} | invalid_type | session.turn_detection.threshold",
                "'truncation':'auto' | unknown_parameter | session.truncation",
                "'speed':2 | decimal_above_max_value | session.speed",
                "'tools':[{'type':'function'}] | missing_required_parameter | session.tools[0].name"
            })
    void aBetaSessionRefusesWithThePathsOfItsFlatShape(String member, String code, String param) {
        ErrorDetails error = refused(beta, "{'instructions':'lost'," + member + "}");
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'max_output_tokens':1",
                "'max_output_tokens':4096",
                "'max_output_tokens':'inf'",
                "'truncation':'disabled'",
                "'truncation':{'type':'retention_ratio','retention_ratio':0.8,'token_limits':{'post_instructions':8000}}",
                "'tools':[{'type':'mcp','server_label':'x','server_url':'https://x.test','require_approval':'never'}]",
                "'tool_choice':{'type':'function','name':'f'}",
                "'parallel_tool_calls':false",
                "'reasoning':{'effort':'xhigh'}",
                "'prompt':{'id':'pmpt_1','version':'2','variables':{'city':'Bern'}}",
                "'include':['item.input_audio_transcription.logprobs']",
                "'tracing':{'workflow_name':'w','group_id':'g','metadata':{'a':1}}"
            })
    void aGaSessionShowsWhatItTook(String member) {
        JsonObject wanted = json("{" + member + "}");
        JsonObject session = taken(ga, "{'type':'realtime'," + member + "}");
        wanted.members().forEach((name, value) -> assertThat(session.get(name)).isEqualTo(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'voice':{'id':'voice_1'}",
                "'temperature':1.2",
                "'temperature':0.6",
                "'max_response_output_tokens':17",
                "'input_audio_transcription':{'model':'whisper-1','language':'de'}",
                "'input_audio_noise_reduction':{'type':'near_field'}",
                "'turn_detection':null",
                "'speed':1.5",
                "'tracing':'auto'"
            })
    void aBetaSessionShowsWhatItTook(String member) {
        JsonObject wanted = json("{" + member + "}");
        JsonObject session = taken(beta, "{" + member + "}");
        wanted.members().forEach((name, value) -> assertThat(session.get(name)).isEqualTo(value));
    }

    @Test
    void whatIsEmptyClears() {
        taken(
                ga,
                "{'type':'realtime','instructions':'x','tools':[{'type':'function','name':'f'}],'prompt':{'id':'p'},"
                        + "'audio':{'input':{'transcription':{'model':'whisper-1'},"
                        + "'noise_reduction':{'type':'near_field'}}}}");
        JsonObject session = taken(
                ga,
                "{'type':'realtime','instructions':'','tools':[],'prompt':null,"
                        + "'audio':{'input':{'transcription':null,'noise_reduction':null,'turn_detection':null}}}");
        assertThat(session.string("instructions")).isEmpty();
        assertThat(Json.write(session)).contains("\"tools\":[]", "\"prompt\":null", "\"transcription\":null");
        assertThat(Json.write(session)).contains("\"noise_reduction\":null", "\"turn_detection\":null");
    }

    @Test
    void objectsMergeAndArraysReplace() {
        taken(
                ga,
                "{'type':'realtime','tools':[{'type':'function','name':'f'},{'type':'function','name':'g'}],"
                        + "'audio':{'input':{'turn_detection':{'type':'server_vad','threshold':0.9}}}}");
        JsonObject session = taken(
                ga,
                "{'type':'realtime','tools':[{'type':'function','name':'h'}],"
                        + "'audio':{'input':{'turn_detection':{'type':'server_vad','silence_duration_ms':700}}}}");
        assertThat(Json.write(session)).contains("\"name\":\"h\"").doesNotContain("\"name\":\"f\"");
        JsonObject turns = session.object("audio").object("input").object("turn_detection");
        assertThat(Json.write(turns))
                .contains("\"threshold\":0.9", "\"silence_duration_ms\":700", "\"prefix_padding_ms\":300");
    }

    @Test
    void tracingCannotChangeOnceItIsOn() {
        taken(ga, "{'type':'realtime','tracing':null}");
        taken(ga, "{'type':'realtime','tracing':'auto'}");
        taken(ga, "{'type':'realtime','tracing':'auto'}");
        for (String other : new String[] {"null", "{'group_id':'g'}"}) {
            assertThat(refused(ga, "{'type':'realtime','tracing':" + other + "}")
                            .param())
                    .isEqualTo("session.tracing");
        }
    }

    @Test
    void theVoiceIsLockedAlsoForASingleResponse() {
        ga.answering(1_000);
        ga.cancel();
        ga.take();
        ga.sendJson("{\"type\":\"response.create\",\"response\":{\"audio\":{\"output\":{\"voice\":\"ash\"}}}}");
        ErrorDetails error = ga.last(ServerEvent.Error.class).error();
        assertThat(error.code()).isEqualTo("cannot_update_voice");
        assertThat(error.param()).isEqualTo("response.audio.output.voice");
        assertThat(refused(ga, "{'type':'realtime','audio':{'output':{'voice':{'id':'voice_1'}}}}")
                        .code())
                .isEqualTo("cannot_update_voice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'modalities':['text'] | unknown_parameter | response.modalities",
                "'temperature':1 | unknown_parameter | response.temperature",
                "'output_modalities':['text','audio'] | invalid_value | response.output_modalities",
                "'conversation':'other' | invalid_value | response.conversation",
                "'metadata':{'a':1} | invalid_type | response.metadata.a",
                "'max_output_tokens':-1 | integer_below_min_value | response.max_output_tokens",
                "'tool_choice':7 | invalid_type | response.tool_choice",
                "'input':'hello' | invalid_type | response.input",
                "'audio':{'output':{'format':{'type':'audio/mp3'}}} | invalid_value | response.audio.output.format.type",
                "'audio':{'input':{}} | unknown_parameter | response.audio.input"
            })
    void aResponseRefuses(String member, String code, String param) {
        ga.take();
        ga.sendJson(Json.write(json("{'type':'response.create','event_id':'r1','response':{" + member + "}}")));
        ErrorDetails error = ga.last(ServerEvent.Error.class).error();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.eventId()).isEqualTo("r1");
        assertThat(ga.session.generations()).isEmpty();
    }

    @Test
    void metadataHasSixteenPairsAtMost() {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            pairs.append(i == 0 ? "" : ",").append("'k").append(i).append("':'v'");
        }
        ga.take();
        ga.sendJson(Json.write(json("{'type':'response.create','response':{'metadata':{" + pairs + "}}}")));
        assertThat(ga.last(ServerEvent.Error.class).error().code()).isEqualTo("object_above_max_properties");
    }

    @Test
    void aReasoningModelBeginsWithLowEffort() {
        assertThat(DefaultSettings.realtime("s", "gpt-realtime-2.1", 0)
                        .object("reasoning")
                        .string("effort"))
                .isEqualTo("low");
        assertThat(DefaultSettings.realtime("s", "gpt-realtime", 0).get("reasoning"))
                .isNull();
    }
}
