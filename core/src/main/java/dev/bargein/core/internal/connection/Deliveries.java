package dev.bargein.core.internal.connection;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The items that were sent, and that the server was not seen to take. */
public final class Deliveries {
    static final int MAX_ITEMS = 64;

    private final Map<String, ClientEvent.ConversationItemCreate> unconfirmed = new LinkedHashMap<>();

    /** Nothing was sent. */
    public Deliveries() {}

    /** An item was sent under an id of the client's. */
    public void sent(ClientEvent.ConversationItemCreate create) {
        unconfirmed.put(create.item().id(), create);
        if (unconfirmed.size() > MAX_ITEMS) {
            unconfirmed.remove(unconfirmed.keySet().iterator().next());
        }
    }

    /** The server has an item. */
    public void confirmed(Item item) {
        unconfirmed.remove(item.id());
    }

    /** The server has refused something. */
    public void refused(ErrorDetails error) {
        String id = error.eventId();
        if (id != null) {
            unconfirmed.values().removeIf(create -> id.equals(create.eventId()));
        }
    }

    /** The connection is gone: what the server was not seen to take, oldest first. It will not be asked for again. */
    public List<ClientEvent> takeUndelivered() {
        List<ClientEvent> all = new ArrayList<>(unconfirmed.values());
        unconfirmed.clear();
        return all;
    }
}
