package dev.bargein.core.internal.connection;

import dev.bargein.core.Notice;
import dev.bargein.core.internal.CommandBuffer;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.SessionConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What the application has asked of the session so far, and whether the server keeps to it. */
public final class SessionUpdates {
    /** Updates that may wait for their confirmation; the oldest then counts as confirmed. */
    static final int MAX_PENDING = 16;

    private record Update(String eventId, SessionConfig change) {}

    private final CommandBuffer out;
    private final Deque<Update> pending = new ArrayDeque<>();
    private SessionConfig asked;
    private List<String> told = List.of();

    /** With what is asked when the transport is up. */
    public SessionUpdates(CommandBuffer out, SessionConfig initial) {
        this.out = out;
        this.asked = initial;
    }

    /** All that was asked and not refused. */
    public SessionConfig asked() {
        return asked;
    }

    /** The application wants parts of it otherwise. */
    public void update(SessionConfig change) {
        String eventId = out.nextEventId();
        out.send(new ClientEvent.SessionUpdate(eventId, change));
        sent(eventId, change);
    }

    /** The application sent an update by itself. */
    public void sent(String eventId, SessionConfig change) {
        if (pending.size() == MAX_PENDING) {
            apply();
        }
        pending.add(new Update(eventId, change));
    }

    /** The server told of its session after an update. */
    public void confirmed(JsonObject session) {
        apply();
        List<String> differs = asked.contradictedBy(session);
        if (!differs.equals(told)) {
            told = differs;
            if (!differs.isEmpty()) {
                out.notify(new Notice.SessionDiffers(differs));
            }
        }
    }

    /** The server refused something: an update, where the error says so. */
    public void refused(ErrorDetails error) {
        String eventId = error.eventId();
        boolean named = eventId != null && pending.removeIf(u -> u.eventId().equals(eventId));
        if (named || isUnnamed(error) && pending.poll() != null) {
            out.notify(new Notice.SessionRefused(error));
        }
    }

    /** Whether an error is about an event that asked for a session: it names it, or is what servers that name none say. */
    public static boolean isAbout(ErrorDetails error, String eventId) {
        return eventId.equals(error.eventId()) || isUnnamed(error);
    }

    private static boolean isUnnamed(ErrorDetails error) {
        return error.eventId() == null && error.param() != null && error.param().startsWith("session");
    }

    /** The session is gone; another one is asked for as a whole. */
    public void transportDown() {
        while (!pending.isEmpty()) {
            apply();
        }
        told = List.of();
    }

    private void apply() {
        Update update = pending.poll();
        if (update != null) {
            asked = asked.overlaidBy(update.change());
        }
    }
}
