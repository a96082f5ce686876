package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that call functions, and turns that answer what a function returned. */
class FunctionCallTest {
    private static final String ARGUMENTS = "{\"city\":\"Berlin\",\"unit\":\"celsius\"}";
    private static final Answer CALL = Answer.of(Answer.Part.ofCall("get_weather", ARGUMENTS));
    private static final Script ASK = Script.of(CALL, Answer.ofText("Anything else?"))
            .whenTool("get_weather", Answer.ofText("It is sunny in Berlin."));

    private static String callId(VirtualService service) {
        String id = service.stored(0).describe(false).callId();
        return id == null ? "" : id;
    }

    @Test
    void aCallIsToldInTheOrderOfTheWire() {
        VirtualService service = VirtualService.webSocket(ASK).forget().answering(5_000);
        assertThat(service.types())
                .containsExactly(
                        "response.created",
                        "response.output_item.added",
                        "conversation.item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "conversation.item.done",
                        "response.output_item.done",
                        "response.done",
                        "rate_limits.updated");
    }

    @Test
    void theItemGrowsFromEmptyArgumentsToWholeOnes() {
        VirtualService service = VirtualService.webSocket(ASK).answering(5_000);
        List<ServerEvent> events = service.take();
        String callId = callId(service);
        String itemId = service.stored(0).id;
        assertThat(callId).matches("call_[A-Za-z0-9]{16}");
        assertThat(events)
                .filteredOn(ServerEvent.ResponseOutputItemAdded.class::isInstance)
                .extracting(e -> ((ServerEvent.ResponseOutputItemAdded) e).item())
                .containsExactly(new Item(
                        itemId, "function_call", "in_progress", null, List.of(), callId, "get_weather", "", null));
        StringBuilder streamed = new StringBuilder();
        events.stream()
                .filter(ServerEvent.ResponseFunctionCallArgumentsDelta.class::isInstance)
                .map(ServerEvent.ResponseFunctionCallArgumentsDelta.class::cast)
                .peek(delta -> assertThat(delta.callId()).isEqualTo(callId))
                .forEach(delta -> streamed.append(delta.delta()));
        assertThat(streamed).hasToString(ARGUMENTS);
        assertThat(events)
                .filteredOn(ServerEvent.ResponseFunctionCallArgumentsDone.class::isInstance)
                .extracting(
                        e -> ((ServerEvent.ResponseFunctionCallArgumentsDone) e).name(),
                        e -> ((ServerEvent.ResponseFunctionCallArgumentsDone) e).arguments())
                .containsExactly(tuple("get_weather", ARGUMENTS));
        Item whole =
                new Item(itemId, "function_call", "completed", null, List.of(), callId, "get_weather", ARGUMENTS, null);
        assertThat(events)
                .filteredOn(ServerEvent.ResponseDone.class::isInstance)
                .extracting(e -> ((ServerEvent.ResponseDone) e).response().output())
                .containsExactly(List.of(whole));
    }

    @Test
    void betaTellsItWithoutTheEventsOfGa() {
        VirtualService service = VirtualService.onWebSocket()
                .brain(ASK)
                .dialect(Dialect.BETA)
                .open()
                .forget()
                .answering(5_000);
        assertThat(service.types())
                .containsExactly(
                        "response.created",
                        "rate_limits.updated",
                        "response.output_item.added",
                        "conversation.item.created",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.done");
    }

    @Test
    void aCallAloneIsNotHeardOnWebRtc() {
        VirtualService service = VirtualService.webRtc(ASK).forget().answering(5_000);
        assertThat(service.types()).contains("response.done").noneMatch(type -> type.startsWith("output_audio_buffer"));
    }

    @Test
    void speechAndCallsShareAResponse() {
        VirtualService service = VirtualService.webRtc(Script.of(Answer.of(
                        Answer.Part.ofDurationMs(600),
                        Answer.Part.ofCall("look", "{}"),
                        Answer.Part.ofCall("listen", "{}"),
                        Answer.Part.ofDurationMs(400))))
                .answering(5_000);
        List<ServerEvent> events = service.take();
        Response done = events.stream()
                .filter(ServerEvent.ResponseDone.class::isInstance)
                .map(e -> ((ServerEvent.ResponseDone) e).response())
                .findFirst()
                .orElseThrow();
        assertThat(done.output())
                .extracting(Item::type)
                .containsExactly("message", "function_call", "function_call", "message");
        assertThat(done.output().get(1).callId())
                .isNotEqualTo(done.output().get(2).callId());
        assertThat(events)
                .filteredOn(e -> e.type().startsWith("output_audio_buffer"))
                .extracting(ServerEvent::type)
                .containsExactly("output_audio_buffer.started", "output_audio_buffer.stopped");
        assertThat(service.item(0).sentMs() + service.item(3).sentMs()).isEqualTo(1_000);
    }

    @Test
    void theOutputOfAFunctionIsAnsweredByItsRule() {
        VirtualService service = VirtualService.webSocket(ASK).answering(5_000);
        service.send(new ClientEvent.ConversationItemCreate(
                null, null, Item.functionCallOutput("", callId(service), "{\"sky\":\"clear\"}")));
        service.answering(5_000);
        assertThat(service.item(2).text()).isEqualTo("It is sunny in Berlin.");
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", "Thanks")));
        service.answering(5_000);
        assertThat(service.item(4).text()).isEqualTo("Anything else?");
    }

    @Test
    void aCancelLeavesTheCallIncompleteWithWhatWasWritten() {
        VirtualService service = VirtualService.webSocket(ASK).answering(230);
        service.cancel();
        SimulatorItem item = service.item(0);
        assertThat(item.status()).isEqualTo("incomplete");
        assertThat(ARGUMENTS).startsWith(item.text());
        assertThat(item.text()).isNotEqualTo(ARGUMENTS).isNotEmpty();
        assertThat(service.last(ServerEvent.ResponseDone.class).response().output())
                .extracting(Item::arguments)
                .containsExactly(item.text());
    }

    @Test
    void toolChoiceNoneLeavesCallsOut() {
        VirtualService service = VirtualService.webSocket(
                Script.of(Answer.of(Answer.Part.ofText("I cannot."), Answer.Part.ofCall("look", "{}"))));
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"tool_choice\":\"none\"}}");
        service.run(5_000);
        assertThat(service.last(ServerEvent.ResponseDone.class).response().output())
                .extracting(Item::type)
                .containsExactly("message");
    }

    @Test
    void toolChoiceTakesAnAnswerThatCalls() {
        Script script = Script.of(Answer.ofText("Hello."), CALL, Answer.of(Answer.Part.ofCall("look", "{}")));
        VirtualService service = VirtualService.webSocket(script);
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"tool_choice\":\"required\"}}");
        service.run(5_000);
        assertThat(service.stored(0).functionName()).isEqualTo("get_weather");
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"tool_choice\":"
                + "{\"type\":\"function\",\"name\":\"look\"}}}");
        service.answering(5_000);
        assertThat(service.stored(1).functionName()).isEqualTo("look");
    }

    @Test
    void anOutputThatComesWhileTheResponseGoesOnIsTakenAndToldWhenItIsDone() {
        VirtualService service = VirtualService.webSocket(Script.of(Answer.of(
                                Answer.Part.ofCall("get_weather", ARGUMENTS), Answer.Part.ofDurationMs(3_000)))
                        .whenTool("get_weather", Answer.ofText("It is sunny in Berlin.")))
                .answering(600);
        String callId = callId(service);
        assertThat(service.session.generations().get(0).isActive()).isTrue();
        service.take();
        service.send(
                new ClientEvent.ConversationItemCreate(null, null, Item.functionCallOutput("out_1", callId, "sunny")));
        assertThat(service.types()).isEmpty();
        service.send(new ClientEvent.ConversationItemCreate(
                null, null, Item.functionCallOutput("out_2", "call_of_nobody", "sunny")));
        assertThat(service.last(ServerEvent.Error.class).error().code()).isEqualTo("invalid_tool_call_id");
        service.send(new ClientEvent.ConversationItemCreate(
                null, null, Item.functionCallOutput("out_1", callId, "sunny again")));
        assertThat(service.last(ServerEvent.Error.class).error().message()).contains("'out_1' already exists");
        service.run(5_000);
        List<ServerEvent> events = service.take();
        List<String> types = events.stream().map(ServerEvent::type).toList();
        assertThat(types.subList(types.indexOf("response.done"), types.size()))
                .containsExactly(
                        "response.done", "rate_limits.updated", "conversation.item.added", "conversation.item.done");
        ServerEvent.ConversationItemDone told = (ServerEvent.ConversationItemDone) events.get(events.size() - 1);
        assertThat(told.item().id()).isEqualTo("out_1");
        assertThat(told.item().status()).isNull();
        assertThat(told.previousItemId()).isEqualTo(service.stored(1).id);
        service.answering(5_000);
        assertThat(service.item(3).text()).isEqualTo("It is sunny in Berlin.");
    }

    @Test
    void anOutputThatWaitsForTheEndOfAResponseComesAlsoWhenThatIsCancelled() {
        VirtualService service = VirtualService.webSocket(Script.of(
                        Answer.of(Answer.Part.ofCall("get_weather", ARGUMENTS), Answer.Part.ofDurationMs(30_000))))
                .answering(2_000);
        String root = service.stored(1).id;
        service.send(new ClientEvent.ConversationItemCreate(
                null, root, Item.functionCallOutput("out_1", callId(service), "sunny")));
        service.send(new ClientEvent.ConversationItemDelete(null, root));
        service.cancel();
        service.run(100);
        assertThat(service.session.conversation().items())
                .extracting(item -> item.id)
                .containsExactly(service.stored(0).id, "out_1");
    }
}
