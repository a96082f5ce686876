package dev.bargein.simulator.internal.session;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.limits.SessionMemory;
import dev.bargein.simulator.internal.model.ConversationItems;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.response.Responses;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.values.Footprint;
import org.jspecify.annotations.Nullable;

/**
 * What a client does with the items of the conversation: adds, looks at and deletes them.
 *
 * <p>Not thread-safe: used only by its session.
 */
final class ClientItems {
    private final EventQueue out;
    private final ConversationItems conversation;
    private final Responses responses;
    private final SessionMemory memory;
    private final Pcm.Budget budget;

    ClientItems(
            EventQueue out,
            ConversationItems conversation,
            Responses responses,
            SessionMemory memory,
            Pcm.Budget budget) {
        this.out = out;
        this.conversation = conversation;
        this.responses = responses;
        this.memory = memory;
        this.budget = budget;
    }

    /** The client gives an item; its sound is in that format. */
    void create(ClientEvent.ConversationItemCreate event, AudioFormat format) {
        conversation.requireRoom();
        Item given = event.item();
        if (given.content().stream().anyMatch(ContentPart::isOutputAudio)) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE, "Assistant audio cannot be created by a client.", "item.content");
        }
        String callId = given.callId() == null ? "" : given.callId();
        if (given.type().equals("function_call_output") && conversation.findCall(callId) == null) {
            throw EventRefusal.noCall(callId);
        }
        String itemId = given.id().isEmpty() ? out.id("item") : given.id();
        memory.requireText(Footprint.of(given));
        conversation.requirePlace(event.previousItemId(), itemId);
        StoredItem item = StoredItem.given(withId(given, itemId), format, budget);
        if (given.type().equals("function_call_output") && responses.activeDefault() != null) {
            // The real service takes it, and says so when the response is done.
            responses.whenDone(() -> place(event.previousItemId(), item));
            conversation.reserve(itemId);
        } else {
            place(event.previousItemId(), item);
        }
        memory.addText(item.textBytes());
    }

    /** The user has said something. */
    StoredItem commit(String itemId, Pcm audio) {
        StoredItem item = StoredItem.committed(itemId, audio);
        memory.addText(item.textBytes());
        String previous = conversation.append(item);
        out.add(new ServerEvent.InputAudioBufferCommitted(out.eventId(), previous, itemId));
        tell(previous, item);
        return item;
    }

    /** The client deletes an item. */
    void delete(ClientEvent.ConversationItemDelete event) {
        conversation.delete(require(event.itemId(), ErrorCodes.ITEM_DELETE_INVALID_ITEM_ID, "deleting"));
        out.add(new ServerEvent.ConversationItemDeleted(out.eventId(), event.itemId()));
    }

    /** The item that the client wants to see. */
    StoredItem retrieve(ClientEvent.ConversationItemRetrieve event) {
        return require(event.itemId(), ErrorCodes.ITEM_RETRIEVE_INVALID_ITEM_ID, "retrieving");
    }

    private StoredItem require(String itemId, String code, String doing) {
        StoredItem item = conversation.find(itemId);
        if (item == null) {
            throw EventRefusal.noItem(code, doing, itemId);
        }
        return item;
    }

    private void place(@Nullable String previousId, StoredItem item) {
        tell(conversation.insertAfter(previousId, item), item);
    }

    private void tell(@Nullable String previous, StoredItem item) {
        out.itemAdded(previous, item.describe(false));
        out.itemDone(previous, item.describe(false));
    }

    private static Item withId(Item item, String id) {
        return new Item(
                id,
                item.type(),
                item.status(),
                item.role(),
                item.content(),
                item.callId(),
                item.name(),
                item.arguments(),
                item.output(),
                item.phase());
    }
}
