package dev.bargein.simulator.internal;

import static dev.bargein.simulator.internal.EventOrder.ANSWER_ADDED;
import static dev.bargein.simulator.internal.EventOrder.ANSWER_DONE;
import static dev.bargein.simulator.internal.EventOrder.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of events of an undisturbed answer (docs/protocol.md, section 5). */
class AnswerOrderTest {
    private static final Script TWO_SECONDS = Script.of(Answer.ofDurationMs(2_000));

    private static VirtualService beta() {
        return VirtualService.onWebSocket()
                .brain(TWO_SECONDS)
                .dialect(Dialect.BETA)
                .open();
    }

    @Test
    void theFirstEventIsSessionCreated() {
        assertThat(VirtualService.webSocket(TWO_SECONDS).types()).containsExactly("session.created");
    }

    @Test
    void anAnswerOnWebSocketComesInTheOrderOfTheRealWire() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS).forget().answering(5_000);
        assertThat(service.types().stream()
                        .filter(type -> !type.endsWith(".delta"))
                        .toList())
                .containsExactlyElementsOf(order(ANSWER_ADDED, ANSWER_DONE));
    }

    @Test
    void threeTranscriptDeltasComeBeforeTheFirstAudio() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS).answering(5_000);
        List<String> deltas = service.take().stream()
                .map(ServerEvent::type)
                .filter(type -> type.endsWith(".delta"))
                .toList();
        assertThat(deltas.subList(0, 3)).containsOnly("response.output_audio_transcript.delta");
        assertThat(deltas).contains("response.output_audio.delta");
    }

    @Test
    void theTranscriptDeltasAddUpToTheTranscript() {
        VirtualService service = VirtualService.webSocket(Script.of(Answer.ofText("One two  three, four.")))
                .answering(5_000);
        List<ServerEvent> events = service.take();
        StringBuilder text = new StringBuilder();
        for (ServerEvent event : events) {
            if (event instanceof ServerEvent.ResponseOutputAudioTranscriptDelta delta) {
                text.append(delta.delta());
            } else if (event instanceof ServerEvent.ResponseOutputAudioTranscriptDone done) {
                assertThat(done.transcript()).isEqualTo("One two  three, four.");
            }
        }
        assertThat(text).hasToString("One two  three, four.");
    }

    @Test
    void audioDeltasAre250MsAndAddUp() {
        VirtualService service =
                VirtualService.webSocket(Script.of(Answer.ofDurationMs(1_100))).answering(5_000);
        List<Integer> sizes = service.takeOf(ServerEvent.ResponseOutputAudioDelta.class).stream()
                .map(delta -> delta.delta().size())
                .toList();
        assertThat(sizes).containsExactly(12_000, 12_000, 12_000, 12_000, 4_800);
    }

    @Test
    void webRtcCarriesNoAudioDeltasButBufferEvents() {
        VirtualService service = VirtualService.webRtc(TWO_SECONDS).forget().answering(5_000);
        List<String> types = service.types().stream()
                .filter(type -> !type.equals("response.output_audio_transcript.delta"))
                .toList();
        assertThat(types)
                .containsExactlyElementsOf(
                        order(ANSWER_ADDED, "output_audio_buffer.started", ANSWER_DONE, "output_audio_buffer.stopped"));
    }

    @Test
    void transcriptDeltasPrecedeTheStartOfTheBuffer() {
        VirtualService service = VirtualService.webRtc(TWO_SECONDS).answering(5_000);
        List<String> types = service.take().stream().map(ServerEvent::type).toList();
        long before = types.subList(0, types.indexOf("output_audio_buffer.started")).stream()
                .filter(type -> type.equals("response.output_audio_transcript.delta"))
                .count();
        assertThat(before).isBetween(3L, 6L);
    }

    @Test
    void severalItemsOfOneResponseFollowEachOther() {
        Script script = Script.of(Answer.of(List.of(Answer.Part.ofDurationMs(500), Answer.Part.ofDurationMs(700))));
        VirtualService service = VirtualService.webSocket(script).answering(5_000);
        ServerEvent.ResponseDone done = service.last(ServerEvent.ResponseDone.class);
        assertThat(done.response().output()).extracting(Item::status).containsExactly("completed", "completed");
        assertThat(service.item(0).audioMs()).isEqualTo(500);
        assertThat(service.item(1).audioMs()).isEqualTo(700);
    }

    @Test
    void theSecondItemFollowsTheFirstInTheConversation() {
        Script script = Script.of(Answer.of(List.of(Answer.Part.ofDurationMs(500), Answer.Part.ofDurationMs(700))));
        VirtualService service = VirtualService.webSocket(script).answering(5_000);
        List<ServerEvent.ConversationItemAdded> added = service.takeOf(ServerEvent.ConversationItemAdded.class);
        assertThat(added.get(0).previousItemId()).isNull();
        assertThat(added.get(1).previousItemId()).isEqualTo(added.get(0).item().id());
    }

    @Test
    void theDoneEventOfAnAssistantItemNamesNoPreviousItem() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS);
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", "Hello")));
        service.take();
        service.answering(5_000);
        assertThat(service.last(ServerEvent.ConversationItemDone.class).previousItemId())
                .isNull();
    }

    @Test
    void anItemIsInProgressAndEmptyWhenAddedAndCompleteWhenDone() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS).answering(5_000);
        List<ServerEvent> events = service.take();
        for (ServerEvent event : events) {
            if (event instanceof ServerEvent.ConversationItemAdded added) {
                assertThat(added.item().status()).isEqualTo("in_progress");
                assertThat(added.item().content()).isEmpty();
            } else if (event instanceof ServerEvent.ResponseOutputItemDone done) {
                assertThat(done.item().status()).isEqualTo("completed");
                ContentPart part = done.item().content().get(0);
                assertThat(part.type()).isEqualTo("output_audio");
                assertThat(part.transcript()).startsWith("Every evening");
                assertThat(part.audio()).isNull();
            } else if (event instanceof ServerEvent.ResponseContentPartAdded added) {
                assertThat(added.part().type()).isEqualTo("audio");
                assertThat(added.part().transcript()).isEmpty();
            }
        }
    }

    @Test
    void aCompletedResponseTellsWhatItCost() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS).answering(5_000);
        Response response = service.last(ServerEvent.ResponseDone.class).response();
        assertThat(response.status()).isEqualTo("completed");
        assertThat(response.statusDetails()).isNull();
        JsonObject usage = response.usage();
        assertThat(usage).isNotNull();
        if (usage != null) {
            assertThat(usage.object("output_token_details").number("audio_tokens", -1))
                    .isEqualTo(40);
            assertThat(usage.number("total_tokens", 0))
                    .isEqualTo(usage.number("input_tokens", 0) + usage.number("output_tokens", 0));
        }
    }

    @Test
    void aTextAnswerHasNoAudioAndNoBufferEvents() {
        VirtualService service = VirtualService.webRtc(TWO_SECONDS);
        service.take();
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"output_modalities\":[\"text\"]}}");
        service.run(5_000);
        assertThat(service.types())
                .containsExactlyElementsOf(order(
                        ANSWER_ADDED,
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "conversation.item.done",
                        "response.output_item.done",
                        "response.done",
                        "rate_limits.updated"));
        assertThat(service.item(0).generatedMs()).isZero();
    }

    @Test
    void metadataIsEchoed() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS);
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"metadata\":{\"client_event_id\":\"x1\"}}}");
        JsonObject metadata =
                service.last(ServerEvent.ResponseCreated.class).response().metadata();
        assertThat(metadata).isEqualTo(JsonObject.EMPTY.with("client_event_id", "x1"));
        service.run(5_000);
        assertThat(service.last(ServerEvent.ResponseDone.class).response().metadata())
                .isEqualTo(metadata);
    }

    @Test
    void anOutOfBandResponseLeavesTheConversationAlone() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS);
        service.take();
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\"}}");
        service.create();
        assertThat(service.takeOf(ServerEvent.Error.class)).isEmpty();
        service.run(5_000);
        assertThat(service.takeOf(ServerEvent.ConversationItemAdded.class)).hasSize(1);
        assertThat(service.session.conversation().items()).hasSize(1);
        assertThat(service.session.conversation().history()).hasSize(2);
    }

    @Test
    void theBetaDialectSendsLimitsFirstAndOneEventPerItem() {
        VirtualService service = beta().forget().answering(5_000);
        assertThat(service.types().stream()
                        .filter(type -> !type.endsWith(".delta"))
                        .toList())
                .containsExactly(
                        "response.created",
                        "rate_limits.updated",
                        "response.output_item.added",
                        "conversation.item.created",
                        "response.content_part.added",
                        "response.output_audio.done",
                        "response.output_audio_transcript.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.done");
    }

    @Test
    void answersFollowTheScriptAndTheLastRepeats() {
        VirtualService service =
                VirtualService.webSocket(Script.of(Answer.ofDurationMs(300), Answer.ofDurationMs(600)));
        for (int turn = 0; turn < 3; turn++) {
            service.answering(5_000);
        }
        assertThat(service.item(0).audioMs()).isEqualTo(300);
        assertThat(service.item(1).audioMs()).isEqualTo(600);
        assertThat(service.item(2).audioMs()).isEqualTo(600);
    }

    @Test
    void everyResponseHasTheNextSignature() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS);
        for (int turn = 0; turn < 3; turn++) {
            service.answering(5_000);
        }
        int first = service.item(0).signature();
        assertThat(first).isBetween(0, 63);
        assertThat(service.item(1).signature()).isEqualTo((first + 1) % 64);
        assertThat(service.item(2).signature()).isEqualTo((first + 2) % 64);
    }

    @Test
    void theSameSeedGivesTheSameEvents() {
        List<List<ServerEvent>> runs = List.of(0, 1).stream()
                .map(run -> {
                    VirtualService service = VirtualService.webRtc(TWO_SECONDS).answering(1_000);
                    service.clear();
                    service.cancel();
                    service.run(3_000);
                    return service.take();
                })
                .toList();
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }
}
