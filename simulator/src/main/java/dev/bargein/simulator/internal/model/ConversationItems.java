package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.simulator.internal.rules.EventRefusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items of a session in their order, and those that were deleted, which tests may still want to see.
 *
 * <p>Not thread-safe.
 */
public final class ConversationItems {
    private static final int MAX_ITEMS = 10_000;
    private static final String ROOT = "root";

    private final List<StoredItem> order = new ArrayList<>();
    private final List<StoredItem> every = new ArrayList<>();
    private final Map<String, StoredItem> byId = new HashMap<>();
    /** The ids of items that are about to join. */
    private final Set<String> reserved = new HashSet<>();

    /** Refuses what a client asks for when there have been too many items already. */
    public void requireRoom() {
        if (every.size() >= MAX_ITEMS) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE, "The conversation is full: it has had " + MAX_ITEMS + " items.");
        }
    }

    /** The item of that id that is part of the conversation, null when there is none. */
    @Nullable
    public StoredItem find(String id) {
        return byId.get(id);
    }

    /** The function call of that call id that is part of the conversation, null when there is none. */
    @Nullable
    public StoredItem findCall(String callId) {
        for (int i = order.size() - 1; i >= 0; i--) {
            StoredItem item = order.get(i);
            if (item.type().equals("function_call") && item.callId().equals(callId)) {
                return item;
            }
        }
        return null;
    }

    /** Puts the item last; returns the id of the one before it. */
    @Nullable
    public String append(StoredItem item) {
        return insert(order.size(), item);
    }

    /** Refuses a place that is not there, and an id that is taken. */
    public void requirePlace(@Nullable String previousId, String itemId) {
        if (byId.containsKey(itemId) || reserved.contains(itemId)) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE,
                    "Error creating item: an item with id '" + itemId + "' already exists.",
                    "item.id");
        }
        if (previousId != null && !previousId.equals(ROOT) && !byId.containsKey(previousId)) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE,
                    "Error creating item: the previous item with id '" + previousId + "' does not exist.",
                    "previous_item_id");
        }
    }

    /** Keeps an id for an item that joins later. */
    public void reserve(String itemId) {
        reserved.add(itemId);
    }

    /**
     * Puts the item where the client asked for, or last when the item before it has been deleted since; returns the id of
     * the one before it.
     */
    @Nullable
    public String insertAfter(@Nullable String previousId, StoredItem item) {
        if (previousId == null) {
            return append(item);
        }
        if (previousId.equals(ROOT)) {
            return insert(0, item);
        }
        StoredItem previous = byId.get(previousId);
        return previous == null ? append(item) : insert(order.indexOf(previous) + 1, item);
    }

    public void delete(StoredItem item) {
        item.delete();
        order.remove(item);
        byId.remove(item.id);
    }

    /** The last item's id, null when the conversation is empty. */
    @Nullable
    String lastId() {
        return order.isEmpty() ? null : order.get(order.size() - 1).id;
    }

    /** Keeps sight of an item that is not part of the conversation: the output of an out-of-band response. */
    public void remember(StoredItem item) {
        every.add(item);
    }

    /** The conversation in its order. */
    public List<StoredItem> items() {
        return Collections.unmodifiableList(order);
    }

    /** All items that ever were, in the order of their creation. */
    public List<StoredItem> history() {
        return Collections.unmodifiableList(every);
    }

    private @Nullable String insert(int index, StoredItem item) {
        reserved.remove(item.id);
        order.add(index, item);
        every.add(item);
        byId.put(item.id, item);
        return index == 0 ? null : order.get(index - 1).id;
    }
}
