package dev.bargein.core.world;

import dev.bargein.core.ConversationItem;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the list of items that an application sees: what was deleted is gone for good, and all else is there. */
final class ItemInvariants {
    private final ModelServer server;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> deleted = new HashSet<>();
    private boolean changed;

    ItemInvariants(ModelServer server) {
        this.server = server;
    }

    void arrived(ServerEvent event) {
        if (event instanceof ServerEvent.ConversationItemDeleted e) {
            deleted.add(e.itemId());
            known.remove(e.itemId());
            changed = true;
        } else if (event instanceof ServerEvent.ConversationItemAdded e) {
            know(e.item().id());
        } else if (event instanceof ServerEvent.ConversationItemCreated e) {
            know(e.item().id());
        } else {
            changed |= !deleted.isEmpty() && !event.type().endsWith(".delta");
        }
    }

    private void know(String id) {
        ServerItem item = server.item(id);
        if (item != null && !deleted.contains(id)) {
            known.add(id);
        }
        changed = true;
    }

    /** The items that the client was told of and that were not deleted. */
    List<String> known() {
        return known.stream().filter(id -> remembered(server.item(id))).toList();
    }

    private static boolean remembered(@Nullable ServerItem item) {
        return item != null && item.remembered();
    }

    private static boolean isAside(@Nullable ServerItem item) {
        return item != null && item.aside;
    }

    void after(Machine machine, long now) {
        if (changed) {
            changed = false;
            for (ConversationItem item : machine.items()) {
                if (!item.id().isEmpty() && deleted.contains(item.id())) {
                    throw new Violation("I9", now, "item " + item.id() + " is there although it was deleted");
                }
            }
        }
    }

    /** I11: at rest the client's list is the server's. */
    void end(List<ConversationItem> items, long now) {
        List<String> expected = new ArrayList<>();
        for (ServerItem item : server.items()) {
            if (item.remembered()) {
                expected.add(item.id);
            }
        }
        List<String> here = items.stream()
                .map(ConversationItem::id)
                .filter(id -> remembered(server.item(id)) || isAside(server.item(id)))
                .toList();
        if (!here.equals(expected)) {
            throw new Violation("items", now, "the server has " + expected + ", the client " + here);
        }
    }
}
