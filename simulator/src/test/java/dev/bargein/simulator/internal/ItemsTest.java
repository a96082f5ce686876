package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.ConversationItems;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Creating, retrieving and deleting items (docs/protocol.md, sections 1a and 4d). */
class ItemsTest {
    private final VirtualService service = VirtualService.webSocket(Script.of(Answer.ofDurationMs(400)));

    private void create(String id, String after) {
        String previous = after.isEmpty() ? null : after;
        service.send(new ClientEvent.ConversationItemCreate("e", previous, Item.userText(id, "text of " + id)));
    }

    private List<String> order() {
        return service.session.conversation().items().stream()
                .map(item -> item.id)
                .toList();
    }

    private ErrorDetails error() {
        return service.last(ServerEvent.Error.class).error();
    }

    @Test
    void anItemIsAddedAndDone() {
        service.take();
        create("a", "");
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactly("conversation.item.added", "conversation.item.done");
        Item item = ((ServerEvent.ConversationItemAdded) events.get(0)).item();
        assertThat(item.id()).isEqualTo("a");
        assertThat(item.status()).isEqualTo("completed");
        assertThat(item.content()).containsExactly(ContentPart.inputText("text of a"));
    }

    @Test
    void aConversationOfTenThousandItemsTakesNoMore() {
        ConversationItems conversation = new ConversationItems();
        Pcm.Budget budget = new Pcm.Budget(0);
        for (int i = 0; i < 10_000; i++) {
            conversation.requireRoom();
            conversation.append(StoredItem.given(Item.userText("item" + i, "Hi"), AudioFormat.PCM, budget));
        }
        assertThatThrownBy(conversation::requireRoom)
                .isInstanceOf(EventRefusal.class)
                .hasMessageContaining("The conversation is full")
                .hasMessageContaining("10000");
    }

    @Test
    void noMoreThanEightResponsesAreMadeAtATime() {
        VirtualService silent = VirtualService.webSocket((turn, reply) -> {});
        String aside = "{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\"}}";
        for (int i = 0; i < 9; i++) {
            silent.sendJson(aside);
        }
        List<ServerEvent> events = silent.take();
        assertThat(events.stream().filter(ServerEvent.ResponseCreated.class::isInstance))
                .hasSize(8);
        ServerEvent last = events.get(events.size() - 1);
        assertThat(((ServerEvent.Error) last).error().message()).contains("Too many responses");
    }

    @Test
    void theServiceNamesAnItemThatHasNoId() {
        service.take();
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", "Hello")));
        assertThat(service.last(ServerEvent.ConversationItemAdded.class).item().id())
                .startsWith("item_")
                .hasSize(26);
    }

    @Test
    void itemsGoWhereTheClientWants() {
        create("a", "");
        create("b", "");
        create("c", "a");
        create("d", "root");
        assertThat(order()).containsExactly("d", "a", "c", "b");
    }

    @Test
    void theEventTellsTheItemBefore() {
        create("a", "");
        create("b", "");
        service.take();
        create("c", "a");
        assertThat(service.last(ServerEvent.ConversationItemAdded.class).previousItemId())
                .isEqualTo("a");
        create("d", "root");
        assertThat(service.last(ServerEvent.ConversationItemAdded.class).previousItemId())
                .isNull();
    }

    @Test
    void anUnknownPreviousItemIsAnError() {
        create("a", "nobody");
        assertThat(error().param()).isEqualTo("previous_item_id");
        assertThat(order()).isEmpty();
    }

    @Test
    void anIdThatIsTakenIsAnError() {
        create("a", "");
        create("a", "");
        assertThat(error().message()).contains("'a' already exists");
        assertThat(order()).containsExactly("a");
    }

    @Test
    void assistantAudioCannotBeCreated() {
        Item item = Item.message("x", "assistant", null, List.of(new ContentPart("output_audio", null, "Hi", null)));
        service.send(new ClientEvent.ConversationItemCreate(null, null, item));
        assertThat(error().code()).isEqualTo("invalid_value");
        assertThat(order()).isEmpty();
    }

    @Test
    void aFunctionsOutputIsAnItem() {
        service.sendJson("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call\","
                + "\"call_id\":\"call_1\",\"name\":\"sum\",\"arguments\":\"{}\"}}");
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.functionCallOutput("f", "call_1", "42")));
        Item item = service.last(ServerEvent.ConversationItemDone.class).item();
        assertThat(item.type()).isEqualTo("function_call_output");
        assertThat(item.output()).isEqualTo("42");
        assertThat(item.callId()).isEqualTo("call_1");
    }

    @Test
    void theOutputOfACallThatNobodyMadeIsRefused() {
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.functionCallOutput("f", "call_9", "42")));
        ErrorDetails error = error();
        assertThat(error.code()).isEqualTo("invalid_tool_call_id");
        assertThat(error.message()).isEqualTo("Tool call ID 'call_9' not found in conversation.");
        assertThat(order()).isEmpty();
    }

    @Test
    void aDeletedItemIsGoneFromTheConversationButNotFromTheBooks() {
        create("a", "");
        create("b", "");
        service.take();
        service.send(new ClientEvent.ConversationItemDelete(null, "a"));
        assertThat(service.last(ServerEvent.ConversationItemDeleted.class).itemId())
                .isEqualTo("a");
        assertThat(order()).containsExactly("b");
        assertThat(service.item(0).deleted()).isTrue();
    }

    @Test
    void deletingOrRetrievingTheUnknownIsAnError() {
        service.send(new ClientEvent.ConversationItemDelete("e9", "yo"));
        ErrorDetails delete = error();
        assertThat(delete.code()).isEqualTo("item_delete_invalid_item_id");
        assertThat(delete.message()).isEqualTo("Error deleting item: the item with id 'yo' does not exist.");
        assertThat(delete.eventId()).isEqualTo("e9");
        service.send(new ClientEvent.ConversationItemRetrieve(null, "yo"));
        ErrorDetails retrieve = error();
        assertThat(retrieve.code()).isEqualTo("item_retrieve_invalid_item_id");
        assertThat(retrieve.message()).isEqualTo("Error retrieving item: the item with id 'yo' does not exist.");
    }

    @Test
    void aRetrievedAnswerCarriesItsAudio() {
        service.answering(2_000);
        service.send(new ClientEvent.ConversationItemRetrieve(null, service.stored(0).id));
        ContentPart part = service.last(ServerEvent.ConversationItemRetrieved.class)
                .item()
                .content()
                .get(0);
        assertThat(part.type()).isEqualTo("output_audio");
        assertThat(part.audio())
                .isNotNull()
                .satisfies(audio -> assertThat(audio.size()).isEqualTo(400 * 48));
    }

    @Test
    void deletingAnItemThatIsBeingSpokenDoesNotDisturbTheRest() {
        service.answering(250);
        service.send(new ClientEvent.ConversationItemDelete(null, service.stored(0).id));
        service.run(2_000);
        assertThat(service.types()).contains("conversation.item.deleted", "response.done");
        assertThat(order()).isEmpty();
    }
}
