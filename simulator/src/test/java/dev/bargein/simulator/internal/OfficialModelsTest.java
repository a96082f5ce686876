package dev.bargein.simulator.internal;

import static com.openai.core.ObjectMappers.jsonMapper;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.openai.models.realtime.RealtimeServerEvent;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Answer;
import dev.bargein.simulator.Script;
import dev.bargein.simulator.SimulatorTransport;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The models of the official SDK read and validate everything that the service sends. */
class OfficialModelsTest {
    private static final Script SCRIPT = Script.of(Answer.ofDurationMs(600), Answer.ofDurationMs(5_000))
            .when("weather", Answer.of(Answer.Part.ofText("Let me look."), Answer.Part.ofCall("sky", "{\"a\":1}")))
            .when("fail", Answer.failed("server_error", "inference_rate_limit_exceeded"))
            .when("filter", Answer.ofText("No.").withEnding(Answer.Ending.incomplete("content_filter")));

    private static Set<String> judge(VirtualService service) {
        Set<String> types = new TreeSet<>();
        for (ServerEvent event : service.take()) {
            String json = service.codec().encode(event);
            assertThatCode(() -> jsonMapper()
                            .readValue(json, RealtimeServerEvent.class)
                            .validate())
                    .as(json)
                    .doesNotThrowAnyException();
            types.add(event.type());
        }
        return types;
    }

    private static VirtualService eventful(SimulatorTransport transport) {
        VirtualService service = new VirtualService(transport, SCRIPT);
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\"x\"}}");
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("mine", "Hello")));
        service.sendJson("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call\",\"id\":\"asked\","
                + "\"call_id\":\"call_1\",\"name\":\"sum\",\"arguments\":\"{}\"}}");
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.functionCallOutput("", "call_1", "42")));
        if (transport == SimulatorTransport.WEBSOCKET) {
            service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[9_600])));
        } else {
            service.speak(200);
        }
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        service.send(new ClientEvent.InputAudioBufferClear(null));
        service.create();
        service.run(2_000);
        String spoken = service.stored(4).id;
        service.truncate(spoken, 100);
        service.send(new ClientEvent.ConversationItemRetrieve(null, spoken));
        service.send(new ClientEvent.ConversationItemRetrieve(null, "mine"));
        service.send(new ClientEvent.ConversationItemDelete(null, "mine"));
        service.cancel();
        service.create();
        service.run(1_000);
        service.cancel();
        service.clear();
        service.create();
        service.run(50);
        service.cancel();
        service.create();
        service.run(800);
        service.speechStarted();
        service.speak(500);
        service.speechStopped();
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"output_modalities\":[\"text\"],"
                + "\"conversation\":\"none\",\"metadata\":{\"a\":\"b\"}}}");
        service.run(10_000);
        for (String words : List.of("The weather", "Please fail", "Please filter")) {
            service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", words)));
            service.create();
            service.run(5_000);
        }
        service.sendJson(
                "{\"type\":\"response.create\",\"response\":{\"max_output_tokens\":5,\"conversation\":\"none\","
                        + "\"input\":[{\"type\":\"item_reference\",\"id\":\"asked\"}],\"tool_choice\":\"required\"}}");
        service.run(5_000);
        service.sendJson("nonsense");
        return service;
    }

    @Test
    void onWebSocket() {
        assertThat(judge(eventful(SimulatorTransport.WEBSOCKET)))
                .containsAll(List.of(
                        "error",
                        "session.created",
                        "session.updated",
                        "conversation.item.added",
                        "conversation.item.done",
                        "conversation.item.truncated",
                        "conversation.item.retrieved",
                        "conversation.item.deleted",
                        "input_audio_buffer.committed",
                        "input_audio_buffer.cleared",
                        "input_audio_buffer.speech_started",
                        "input_audio_buffer.speech_stopped",
                        "response.created",
                        "response.done",
                        "response.output_item.added",
                        "response.output_item.done",
                        "response.content_part.added",
                        "response.content_part.done",
                        "response.output_audio.delta",
                        "response.output_audio.done",
                        "response.output_audio_transcript.delta",
                        "response.output_audio_transcript.done",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "rate_limits.updated"));
    }

    @Test
    void onWebRtc() {
        assertThat(judge(eventful(SimulatorTransport.WEBRTC)))
                .containsAll(List.of(
                        "output_audio_buffer.started",
                        "output_audio_buffer.stopped",
                        "output_audio_buffer.cleared",
                        "conversation.item.truncated"))
                .doesNotContain("response.output_audio.delta");
    }
}
