package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import org.junit.jupiter.api.Test;

/** {@code conversation.item.truncate} (docs/protocol.md, sections 4a to 4d). */
class TruncateTest {
    private static final Script FOUR_SECONDS = Script.of(Answer.ofDurationMs(4_000));

    private static VirtualService answered(VirtualService service) {
        service.answering(2_000).forget();
        return service;
    }

    private static ErrorDetails error(VirtualService service) {
        return service.last(ServerEvent.Error.class).error();
    }

    @Test
    void removesAudioAndTranscript() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        String id = service.stored(0).id;
        service.truncate(id, 1_234);
        ServerEvent.ConversationItemTruncated truncated = service.last(ServerEvent.ConversationItemTruncated.class);
        assertThat(truncated.itemId()).isEqualTo(id);
        assertThat(truncated.contentIndex()).isZero();
        assertThat(truncated.audioEndMs()).isEqualTo(1_234);
        assertThat(service.item(0).audioMs()).isEqualTo(1_234);
        assertThat(service.item(0).pcm()).hasSize(1_234 * 24);
        assertThat(service.item(0).text()).isEmpty();
        assertThat(service.item(0).generatedMs()).isEqualTo(4_000);
    }

    @Test
    void theRetrievedItemHasNoTranscriptAndLessAudio() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        String id = service.stored(0).id;
        service.truncate(id, 500);
        service.send(new ClientEvent.ConversationItemRetrieve(null, id));
        Item item = service.last(ServerEvent.ConversationItemRetrieved.class).item();
        assertThat(item.content().get(0).transcript()).isNull();
        assertThat(item.content().get(0).audio())
                .isNotNull()
                .satisfies(audio -> assertThat(audio.size()).isEqualTo(500 * 48));
    }

    @Test
    void theWholeLengthIsAllowedAndOneMoreIsNot() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        String id = service.stored(0).id;
        service.truncate(id, 4_001);
        ErrorDetails error = error(service);
        assertThat(error.code()).isEqualTo("invalid_value");
        assertThat(error.param()).isEqualTo("audio_end_ms");
        assertThat(error.message()).isEqualTo("Audio content of 4000ms is already shorter than 4001ms");
        service.truncate(id, 4_000);
        assertThat(service.types()).containsExactly("conversation.item.truncated");
    }

    @Test
    void aSecondTruncateMaySmallerNotLarger() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        String id = service.stored(0).id;
        service.truncate(id, 2_000);
        service.truncate(id, 1_000);
        assertThat(service.takeOf(ServerEvent.ConversationItemTruncated.class)).hasSize(2);
        service.truncate(id, 1_500);
        assertThat(error(service).message()).isEqualTo("Audio content of 1000ms is already shorter than 1500ms");
        assertThat(service.item(0).audioMs()).isEqualTo(1_000);
    }

    @Test
    void toZeroLeavesNothing() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        service.truncate(service.stored(0).id, 0);
        assertThat(service.item(0).audioMs()).isZero();
        assertThat(service.item(0).pcm()).isEmpty();
    }

    @Test
    void onWebSocketWhatWasGeneratedIsTheLimit() {
        VirtualService service =
                VirtualService.webSocket(FOUR_SECONDS).answering(400).forget();
        long generated = service.item(0).generatedMs();
        assertThat(generated).isEqualTo(750);
        service.truncate(service.stored(0).id, generated + 1);
        assertThat(error(service).message()).isEqualTo("Audio content of 750ms is already shorter than 751ms");
    }

    @Test
    void onWebRtcWhatWasSentIsTheLimit() {
        VirtualService service =
                VirtualService.webRtc(FOUR_SECONDS).answering(1_400).forget();
        assertThat(service.item(0).generatedMs()).isEqualTo(4_000);
        long sent = service.item(0).sentMs();
        assertThat(sent).isEqualTo(1_200);
        service.truncate(service.stored(0).id, sent + 1);
        assertThat(error(service).message()).isEqualTo("Audio content of 1200ms is already shorter than 1201ms");
        service.truncate(service.stored(0).id, sent);
        assertThat(service.types()).containsExactly("conversation.item.truncated");
    }

    @Test
    void onWebRtcTheVoiceTalksOnAfterATruncate() {
        VirtualService service = VirtualService.webRtc(FOUR_SECONDS).answering(1_400);
        service.truncate(service.stored(0).id, 1_000);
        service.run(4_000);
        assertThat(service.item(0).sentMs()).isEqualTo(4_000);
        assertThat(service.item(0).audioMs()).isEqualTo(1_000);
    }

    @Test
    void aTruncatedItemNoLongerGrows() {
        VirtualService service = VirtualService.webSocket(FOUR_SECONDS).answering(400);
        service.truncate(service.stored(0).id, 300);
        service.run(3_000);
        assertThat(service.item(0).audioMs()).isEqualTo(300);
        assertThat(service.item(0).generatedMs()).isEqualTo(4_000);
        assertThat(service.item(0).text()).isEmpty();
    }

    @Test
    void anUnknownItemIsAnError() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        service.truncate("item_none", 10);
        ErrorDetails error = error(service);
        assertThat(error.code()).isEqualTo("item_truncate_invalid_item_id");
        assertThat(error.message()).isEqualTo("Error truncating item: the item with id 'item_none' does not exist.");
    }

    @Test
    void aDeletedItemIsUnknown() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        String id = service.stored(0).id;
        service.send(new ClientEvent.ConversationItemDelete(null, id));
        service.truncate(id, 10);
        assertThat(error(service).code()).isEqualTo("item_truncate_invalid_item_id");
    }

    @Test
    void aUserItemIsAnError() {
        VirtualService service = VirtualService.webSocket(FOUR_SECONDS);
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("mine", "Hello")));
        service.truncate("mine", 0);
        ErrorDetails error = error(service);
        assertThat(error.code()).isEqualTo("unsupported_content_type");
        assertThat(error.message()).isEqualTo("Only model output audio messages can be truncated");
    }

    @Test
    void anItemWithoutAudioYetIsAnError() {
        VirtualService service = VirtualService.webSocket(FOUR_SECONDS).answering(170);
        service.truncate(service.stored(0).id, 0);
        assertThat(error(service).message()).isEqualTo("Only model output audio messages can be truncated");
    }

    @Test
    void anotherContentPartIsAnError() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        service.send(new ClientEvent.ConversationItemTruncate(null, service.stored(0).id, 1, 10));
        assertThat(error(service).param()).isEqualTo("content_index");
    }

    @Test
    void aPositionThatIsNoWholeNumberIsAnErrorAndCutsNothing() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        service.sendJson("{\"type\":\"conversation.item.truncate\",\"item_id\":\"" + service.stored(0).id
                + "\",\"content_index\":0,\"audio_end_ms\":12.5}");
        assertThat(error(service).param()).isEqualTo("audio_end_ms");
        assertThat(service.item(0).audioMs()).isEqualTo(4_000);
    }

    @Test
    void aNegativePositionIsAnErrorAndCutsNothing() {
        VirtualService service = answered(VirtualService.webSocket(FOUR_SECONDS));
        service.truncate(service.stored(0).id, -1);
        assertThat(error(service).code()).isIn("integer_below_min_value", "invalid_value");
        assertThat(service.item(0).audioMs()).isEqualTo(4_000);
    }
}
