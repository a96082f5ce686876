package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.internal.session.WireWriter;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Answer.Part;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What gpt-realtime-2 and its successors do on the wire, and the models before them do not. */
class ReasoningModelTest {
    private static final String REASONING = "gpt-realtime-2.1";
    private static final Script PREAMBLE_AND_ANSWER =
            Script.of(Answer.of(Part.ofDurationMs(1_000), Part.ofDurationMs(3_000)));
    private static final Script PREAMBLE_AND_CALL =
            Script.of(Answer.of(Part.ofDurationMs(1_000), Part.ofCall("look_up", "{\"what\":\"it\"}")));

    private static VirtualService reasoning(Script script) {
        return webSocket(REASONING, script);
    }

    private static VirtualService webSocket(String model, Script script) {
        return VirtualService.onWebSocket().model(model).brain(script).open().forget();
    }

    private static VirtualService webSocket(String model, SessionDeviations.Overlap overlap) {
        return VirtualService.onWebSocket()
                .model(model)
                .brain(PREAMBLE_AND_ANSWER)
                .deviations(SessionDeviations.REAL.withOverlap(overlap))
                .open()
                .forget();
    }

    private static List<JsonObject> written(VirtualService service) {
        WireWriter writer = service.session.writer(service.codec());
        List<JsonObject> out = new ArrayList<>();
        service.take().forEach(event -> out.add(Json.parseObject(writer.write(event), CodecLimits.CLIENT_INBOUND)));
        return out;
    }

    private static List<String> order(VirtualService service) {
        return written(service).stream()
                .filter(event -> !String.valueOf(event.string("type")).endsWith(".delta"))
                .filter(event -> event.get("output_index") != null)
                .map(event -> event.string("type") + " " + event.number("output_index", -1))
                .toList();
    }

    @Test
    void messagesSayWhetherTheyArePreambleOrAnswerInEveryEventThatShowsThem() {
        VirtualService service = reasoning(PREAMBLE_AND_ANSWER).answering(10_000);
        List<String> phases = new ArrayList<>();
        for (JsonObject event : written(service)) {
            if (event.get("item") instanceof JsonObject item) {
                phases.add(event.string("type") + " " + item.string("phase"));
            } else if ("response.done".equals(event.string("type"))
                    && event.object("response").get("output") instanceof JsonArray items) {
                items.values().forEach(item -> phases.add("in done " + ((JsonObject) item).string("phase")));
            }
        }
        assertThat(phases)
                .containsExactly(
                        "response.output_item.added commentary",
                        "conversation.item.added commentary",
                        "response.output_item.added final_answer",
                        "conversation.item.added final_answer",
                        "conversation.item.done commentary",
                        "response.output_item.done commentary",
                        "conversation.item.done final_answer",
                        "response.output_item.done final_answer",
                        "in done commentary",
                        "in done final_answer");
    }

    @Test
    void callsAndOtherModelsSayNothingOfThat() {
        for (String model : List.of(REASONING, "gpt-realtime")) {
            VirtualService service = webSocket(model, PREAMBLE_AND_CALL).answering(10_000);
            assertThat(written(service).stream()
                            .filter(event -> event.get("item") instanceof JsonObject item
                                    && item.get("phase") != null
                                    && ("function_call".equals(item.string("type")) || !model.equals(REASONING)))
                            .toList())
                    .isEmpty();
        }
    }

    @Test
    void theEndsOfAllItemsComeTogetherBehindTheSoundOfTheLast() {
        VirtualService service = reasoning(PREAMBLE_AND_ANSWER).answering(10_000);
        assertThat(order(service))
                .containsExactly(
                        "response.output_item.added 0",
                        "response.content_part.added 0",
                        "response.output_item.added 1",
                        "response.content_part.added 1",
                        "response.output_audio.done 0",
                        "response.output_audio_transcript.done 0",
                        "response.content_part.done 0",
                        "response.output_item.done 0",
                        "response.output_audio.done 1",
                        "response.output_audio_transcript.done 1",
                        "response.content_part.done 1",
                        "response.output_item.done 1");
    }

    @Test
    void aPreambleIsDoneBehindTheArgumentsOfTheCallAfterIt() {
        VirtualService service = reasoning(PREAMBLE_AND_CALL).answering(10_000);
        List<String> types = service.take().stream().map(ServerEvent::type).toList();
        assertThat(types.lastIndexOf("response.function_call_arguments.delta"))
                .isLessThan(types.indexOf("response.output_audio.done"));
        assertThat(types.indexOf("response.output_audio.done"))
                .isLessThan(types.indexOf("response.function_call_arguments.done"));
    }

    @Test
    void aCancelLeavesTheWholeItemWholeAndTheOpenOneIncomplete() {
        VirtualService service = reasoning(PREAMBLE_AND_ANSWER).answering(1_000);
        service.cancel();
        assertThat(service.last(ServerEvent.ResponseDone.class).response().output())
                .extracting(Item::status)
                .containsExactly("completed", "incomplete");
    }

    @Test
    void whetherItemsOverlapCanBeChosenForAnyModel() {
        VirtualService apart = webSocket(REASONING, SessionDeviations.Overlap.NEVER);
        VirtualService together = webSocket("sim", SessionDeviations.Overlap.ALWAYS);
        apart.create();
        together.create();
        apart.run(10_000);
        together.run(10_000);
        List<String> one = order(apart);
        List<String> other = order(together);
        assertThat(one.indexOf("response.output_item.done 0")).isLessThan(one.indexOf("response.output_item.added 1"));
        assertThat(other.indexOf("response.output_item.done 0"))
                .isGreaterThan(other.indexOf("response.output_item.added 1"));
    }

    @Test
    void aPauseBetweenTwoItemsStopsTheOutputBufferAndTheNextItemStartsItAgain() {
        Script pausing =
                Script.of(Answer.of(Part.ofDurationMs(1_000), new Answer.Pause(6_000), Part.ofDurationMs(2_000)));
        VirtualService service = VirtualService.webRtc(pausing).forget().answering(15_000);
        assertThat(service.take().stream()
                        .map(ServerEvent::type)
                        .filter(type -> type.startsWith("output_audio_buffer.") || type.equals("response.done"))
                        .toList())
                .containsExactly(
                        "output_audio_buffer.started",
                        "output_audio_buffer.stopped",
                        "output_audio_buffer.started",
                        "response.done",
                        "output_audio_buffer.stopped");
    }

    @Test
    void defaultsDependOnTheModel() {
        JsonObject old = webSocket("gpt-realtime", PREAMBLE_AND_CALL)
                .session
                .shownSettings()
                .object("audio");
        JsonObject reasoning =
                reasoning(PREAMBLE_AND_CALL).session.shownSettings().object("audio");
        assertThat(old.object("output").string("voice")).isEqualTo("alloy");
        assertThat(old.object("input").object("turn_detection").number("silence_duration_ms", 0))
                .isEqualTo(200);
        assertThat(reasoning.object("output").string("voice")).isEqualTo("marin");
        assertThat(reasoning.object("input").object("turn_detection").number("silence_duration_ms", 0))
                .isEqualTo(500);
    }

    @Test
    void aDeltaAndItsPaddingHaveALengthThatIsAMultipleOfSixteen() {
        VirtualService service = reasoning(PREAMBLE_AND_CALL).answering(10_000);
        WireWriter writer = new WireWriter(service.codec(), false, new SplittableRandom(3), WireWriter.ItemPhases.NONE);
        List<JsonObject> padded = service.take().stream()
                .map(event -> Json.parseObject(writer.write(event), CodecLimits.CLIENT_INBOUND))
                .filter(event -> event.get("obfuscation") != null)
                .toList();
        assertThat(padded)
                .hasSizeGreaterThan(3)
                .allSatisfy(event -> assertThat(
                                (String.valueOf(event.string("delta")) + event.string("obfuscation")).length() % 16)
                        .isZero());
    }

    @Test
    void aCallTakesAppendedSoundOnlyWhereThatWasChosenAndNeverNone() {
        ClientEvent sound = new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(new short[4_800], 0, 4_800));
        ClientEvent none = new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(new short[0], 0, 0));
        VirtualService strict = VirtualService.webRtc(PREAMBLE_AND_CALL).forget();
        strict.send(sound);
        assertThat(strict.last(ServerEvent.Error.class).error().code()).isEqualTo("invalid_event_for_transport");
        VirtualService open = VirtualService.onWebRtc()
                .brain(PREAMBLE_AND_CALL)
                .deviations(SessionDeviations.REAL
                        .withOverlap(SessionDeviations.Overlap.NEVER)
                        .withAppendOnCalls(true))
                .open()
                .forget();
        open.turnDetection("null");
        open.send(sound);
        assertThat(open.take()).isEmpty();
        open.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(open.types()).startsWith("input_audio_buffer.committed");
        assertThat(open.item(0).audioMs()).isEqualTo(200);
        open.send(none);
        assertThat(open.last(ServerEvent.Error.class).error().code()).isEqualTo("invalid_value");
    }
}
