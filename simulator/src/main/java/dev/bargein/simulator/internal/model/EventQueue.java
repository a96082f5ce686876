package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events that a session wants sent, in order, with their ids. Not thread-safe. */
public final class EventQueue {
    private final Ids ids;
    private final Dialect dialect;
    private List<ServerEvent> events = new ArrayList<>();
    private long epochSeconds;

    public EventQueue(Ids ids, Dialect dialect) {
        this.ids = ids;
        this.dialect = dialect;
    }

    /** What the time of day is, for ids. */
    public void setEpochSeconds(long seconds) {
        epochSeconds = seconds;
    }

    public String id(String prefix) {
        return ids.mint(prefix, epochSeconds);
    }

    public String eventId() {
        return id("event");
    }

    public String mediaEventId() {
        return ids.mintMediaEvent();
    }

    Dialect dialect() {
        return dialect;
    }

    public void add(ServerEvent event) {
        events.add(event);
    }

    /** An item joined the conversation; the beta dialect says so with another event. */
    public void itemAdded(@Nullable String previousId, Item item) {
        if (dialect == Dialect.BETA) {
            add(new ServerEvent.ConversationItemCreated(eventId(), previousId, item));
        } else {
            add(new ServerEvent.ConversationItemAdded(eventId(), previousId, item));
        }
    }

    /** An item is complete; the beta dialect has no event for that. */
    public void itemDone(@Nullable String previousId, Item item) {
        if (dialect == Dialect.GA) {
            add(new ServerEvent.ConversationItemDone(eventId(), previousId, item));
        }
    }

    public List<ServerEvent> take() {
        List<ServerEvent> taken = events;
        events = new ArrayList<>();
        return taken;
    }
}
