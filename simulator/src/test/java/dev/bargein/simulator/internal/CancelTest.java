package dev.bargein.simulator.internal;

import static dev.bargein.simulator.internal.EventOrder.ANSWER_DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.internal.response.Usage;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code response.cancel} (docs/protocol.md, sections 4b and 4d). */
class CancelTest {
    private static final Script TEN_SECONDS = Script.of(Answer.ofDurationMs(10_000));

    @Test
    void aCancelBeforeAnyOutputEndsTheResponseEmpty() {
        VirtualService service =
                VirtualService.webRtc(TEN_SECONDS).answering(50).forget();
        service.cancel();
        List<ServerEvent> events = service.take();
        assertThat(events).hasSize(1);
        Response response = ((ServerEvent.ResponseDone) events.get(0)).response();
        assertThat(response.status()).isEqualTo("cancelled");
        assertThat(response.output()).isEmpty();
        assertThat(response.usage()).isEqualTo(Usage.none());
        service.run(5_000);
        assertThat(service.types()).isEmpty();
    }

    @Test
    void aCancelBetweenTheFirstTextAndTheFirstSoundClosesTheItem() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS).answering(170);
        assertThat(service.types()).contains("response.output_audio_transcript.delta");
        service.cancel();
        assertThat(service.types()).containsExactlyElementsOf(ANSWER_DONE);
        assertThat(service.item(0).generatedMs()).isZero();
    }

    @Test
    void aCancelInTheMiddleClosesEverythingAsIncomplete() {
        VirtualService service =
                VirtualService.webSocket(TEN_SECONDS).answering(1_000).forget();
        service.cancel();
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type)).containsExactlyElementsOf(ANSWER_DONE);
        Response response = ((ServerEvent.ResponseDone) events.get(5)).response();
        assertThat(response.status()).isEqualTo("cancelled");
        assertThat(response.statusDetails())
                .isEqualTo(new Response.StatusDetails("cancelled", "client_cancelled", null, null, null));
        assertThat(response.output().get(0).status()).isEqualTo("incomplete");
    }

    @Test
    void theTranscriptOfACancelledAnswerRunsAheadOfItsSound() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS).answering(1_000);
        service.cancel();
        SimulatorItem item = service.item(0);
        String whole = TEN_SECONDS.answer(0).parts().get(0).text();
        assertThat(whole).startsWith(item.text());
        assertThat(item.text().length() * 10_000L / whole.length()).isGreaterThan(item.generatedMs());
        assertThat(item.text().length()).isLessThan(whole.length());
    }

    @Test
    void nothingIsGeneratedAfterACancel() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS).answering(1_000);
        service.cancel();
        long generated = service.item(0).generatedMs();
        service.take();
        service.run(5_000);
        assertThat(service.types()).isEmpty();
        assertThat(service.item(0).generatedMs()).isEqualTo(generated);
    }

    @Test
    void onWebRtcACancelLeavesTheBufferPlaying() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS).answering(1_000);
        service.cancel();
        assertThat(service.types()).doesNotContain("output_audio_buffer.cleared");
        long generated = service.item(0).generatedMs();
        service.run(500);
        assertThat(service.types()).isEmpty();
        service.run(5_000);
        assertThat(service.types()).containsExactly("output_audio_buffer.stopped");
        assertThat(service.item(0).sentMs()).isEqualTo(generated);
    }

    @Test
    void aCancelWithNothingToCancelIsAnError() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.send(new ClientEvent.ResponseCancel("mine", null));
        ServerEvent.Error error = service.last(ServerEvent.Error.class);
        assertThat(error.error().code()).isEqualTo("response_cancel_not_active");
        assertThat(error.error().message()).isEqualTo("Cancellation failed: no active response found");
        assertThat(error.error().type()).isEqualTo("invalid_request_error");
        assertThat(error.error().eventId()).isEqualTo("mine");
    }

    @Test
    void aCancelAfterTheEndIsAnErrorAndChangesNothing() {
        VirtualService service = VirtualService.webSocket(Script.of(Answer.ofDurationMs(500)))
                .answering(5_000)
                .forget();
        service.cancel();
        assertThat(service.types()).containsExactly("error");
        assertThat(service.item(0).status()).isEqualTo("completed");
    }

    @Test
    void aCancelNamesItsResponse() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.create();
        String id = service.last(ServerEvent.ResponseCreated.class).response().id();
        service.run(500);
        service.send(new ClientEvent.ResponseCancel(null, "resp_other"));
        assertThat(service.last(ServerEvent.Error.class).error().code()).isEqualTo("response_cancel_not_active");
        service.send(new ClientEvent.ResponseCancel(null, id));
        assertThat(service.last(ServerEvent.ResponseDone.class).response().id()).isEqualTo(id);
    }

    @Test
    void aCancelWithoutAnIdDoesNotReachOutOfBandResponses() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\"}}");
        String id = service.last(ServerEvent.ResponseCreated.class).response().id();
        service.cancel();
        assertThat(service.last(ServerEvent.Error.class).error().code()).isEqualTo("response_cancel_not_active");
        service.send(new ClientEvent.ResponseCancel(null, id));
        assertThat(service.last(ServerEvent.ResponseDone.class).response().conversationId())
                .isNull();
    }

    @Test
    void aResponseWhileOneIsActiveIsAnErrorThatNamesTheActiveOne() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.create();
        String id = service.last(ServerEvent.ResponseCreated.class).response().id();
        service.create();
        ServerEvent.Error error = service.last(ServerEvent.Error.class);
        assertThat(error.error().code()).isEqualTo("conversation_already_has_active_response");
        assertThat(error.error().message())
                .isEqualTo("Conversation already has an active response in progress: " + id
                        + ". Wait until the response is finished before creating a new one.");
    }

    @Test
    void theNextResponseStartsAfterACancel() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS).answering(1_000);
        service.cancel();
        service.answering(6_000);
        assertThat(service.last(ServerEvent.ResponseDone.class).response().status())
                .isEqualTo("completed");
    }

    @Test
    void aCancelWhenAllItemsAreDoneLeavesThemCompleted() {
        VirtualService service = VirtualService.webSocket(
                Script.of(Answer.ofDurationMs(900).withSpeed(3).withFirstAudioDelayMs(0)));
        service.create();
        while (!service.types().contains("response.output_item.done")) {
            service.run(1);
        }
        service.cancel();
        Response response = service.last(ServerEvent.ResponseDone.class).response();
        assertThat(response.status()).isEqualTo("cancelled");
        assertThat(response.output().get(0).status()).isEqualTo("completed");
    }

    @Test
    void aFaultyServiceGoesOnForAWhileAndIsBusyUntilThen() {
        VirtualService service = VirtualService.webSocket(
                        Script.of(Answer.ofDurationMs(10_000).withLateMs(600)))
                .answering(1_000)
                .forget();
        service.cancel();
        assertThat(service.types()).isEmpty();
        service.run(500);
        assertThat(service.takeOf(ServerEvent.ResponseOutputAudioDelta.class)).hasSizeBetween(6, 9);
        service.create();
        assertThat(service.last(ServerEvent.Error.class).error().code())
                .isEqualTo("conversation_already_has_active_response");
        service.run(101);
        assertThat(service.last(ServerEvent.ResponseDone.class).response().status())
                .isEqualTo("cancelled");
        service.run(5_000);
        assertThat(service.types()).isEmpty();
    }

    @Test
    void aCancelWithMetadataStillEchoesIt() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        JsonObject metadata = JsonObject.EMPTY.with("k", "v");
        service.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("metadata", metadata)));
        service.run(1_000);
        service.cancel();
        assertThat(service.last(ServerEvent.ResponseDone.class).response().metadata())
                .isEqualTo(metadata);
    }
}
