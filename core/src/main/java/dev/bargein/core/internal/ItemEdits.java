package dev.bargein.core.internal;

import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ClientEvent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks the server to shorten or remove its items, each once. */
final class ItemEdits {
    static final long UNHEARD_DELETE_NANOS = 3_000_000_000L;

    /** Items whose deletion waits for the end of their response. */
    static final int MAX_UNSETTLED = 64;

    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final Map<String, ItemState> undeleted = new LinkedHashMap<>();

    ItemEdits(CommandBuffer out, Deadlines deadlines) {
        this.out = out;
        this.deadlines = deadlines;
    }

    /** Shortens an item. */
    void truncate(ItemState item, long ms) {
        if (!item.truncateSent && item.changeable()) {
            item.truncateSent = true;
            out.send(new ClientEvent.ConversationItemTruncate(out.nextEventId(), item.id, item.contentIndex, ms));
        }
    }

    /** Removes what nobody heard; while its response runs the server still works on it. */
    void deleteUnheard(ItemState item, ResponseState response) {
        if (response.active) {
            if (undeleted.size() < MAX_UNSETTLED) {
                undeleted.put(item.id, item);
                deadlines.set(WakeReason.UNHEARD_DELETED, out.now() + UNHEARD_DELETE_NANOS);
            }
        } else {
            delete(item);
        }
    }

    private void delete(ItemState item) {
        if (item.changeable()) {
            item.deleteSent = true;
            out.send(new ClientEvent.ConversationItemDelete(out.nextEventId(), item.id));
        }
    }

    /** A response is over. */
    void responseEnded(ResponseState response) {
        Iterator<ItemState> it = undeleted.values().iterator();
        while (it.hasNext()) {
            ItemState item = it.next();
            if (item.responseId.equals(response.id)) {
                it.remove();
                delete(item);
            }
        }
        if (undeleted.isEmpty()) {
            deadlines.clear(WakeReason.UNHEARD_DELETED);
        }
    }

    /** The responses of what nobody heard did not end in time. */
    void deleteTimedOut() {
        undeleted.values().forEach(this::delete);
        undeleted.clear();
    }

    /** Nothing is left to settle. */
    void reset() {
        undeleted.clear();
    }
}
