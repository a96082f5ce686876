package dev.bargein.core.internal;

import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Asks for responses, one at a time: the server refuses a second one while the first is active. */
public final class Requests {
    /** Requests that may wait; a plain one joins a waiting plain one. */
    static final int MAX_WAITING = 8;

    static final int MAX_RETRIES = 5;
    static final long CREATED_TIMEOUT_NANOS = 10_000_000_000L;
    static final long RETRY_NANOS = 250_000_000L;

    private final Outbox out;
    private final Deadlines deadlines;
    private final Book book;
    private final Deque<ClientEvent.ResponseCreate> waiting = new ArrayDeque<>();
    private ClientEvent.@Nullable ResponseCreate inFlight;
    private boolean interruptInFlight;
    private boolean heldForRetry;
    private int retries;
    private boolean up;

    /** Requests of one conversation. */
    public Requests(Outbox out, Deadlines deadlines, Book book) {
        this.out = out;
        this.deadlines = deadlines;
        this.book = book;
    }

    /** The transport came up. */
    public void transportUp() {
        up = true;
        pump();
    }

    /** The transport is gone, and with it all requests. */
    public void transportDown() {
        up = false;
        waiting.clear();
        settleInFlight();
    }

    /** Wants a response with the session's own options. */
    public void request() {
        request(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
    }

    /** Wants a response. */
    public void request(ClientEvent.ResponseCreate create) {
        boolean plain = create.response().isEmpty();
        boolean joins =
                plain && !waiting.isEmpty() && waiting.getLast().response().isEmpty();
        if (joins) {
            return;
        }
        if (waiting.size() == MAX_WAITING) {
            waiting.removeFirst();
        }
        waiting.add(create);
        pump();
    }

    /** Whether anything was asked for that did not begin yet. */
    public boolean pending() {
        return !waiting.isEmpty() || inFlight != null && !interruptInFlight;
    }

    /** Forgets what was not sent, and remembers to interrupt what was. */
    public void interrupt() {
        waiting.clear();
        interruptInFlight |= inFlight != null;
    }

    /**
     * A response began.
     *
     * @return whether it was interrupted before it began
     */
    public boolean began(ResponseState response) {
        boolean interrupted = interruptInFlight;
        ClientEvent.ResponseCreate create = inFlight;
        if (create != null) {
            response.outOfBand = "none".equals(create.response().string("conversation"));
        }
        retries = 0;
        settleInFlight();
        return interrupted;
    }

    /** A response is over: the next may be asked for. */
    public void ended() {
        heldForRetry = false;
        deadlines.clear(WakeReason.RESPONSE_RETRY);
        pump();
    }

    /** The server refused something; returns whether it was the request in flight. */
    public boolean refused(ErrorDetails error) {
        ClientEvent.ResponseCreate create = inFlight;
        boolean activeOne = "conversation_already_has_active_response".equals(error.code());
        boolean ours = create != null
                && (error.eventId() == null ? activeOne : error.eventId().equals(create.eventId()));
        if (!ours || create == null) {
            return false;
        }
        boolean again = activeOne && !interruptInFlight && retries < MAX_RETRIES;
        settleInFlight();
        if (again) {
            waiting.addFirst(create);
            heldForRetry = true;
            deadlines.set(WakeReason.RESPONSE_RETRY, out.now() + (RETRY_NANOS << retries));
            retries++;
        } else {
            retries = 0;
            pump();
        }
        return true;
    }

    /** The wait after a refusal is over. */
    public void retry() {
        heldForRetry = false;
        pump();
    }

    /** The request in flight got no answer in time. */
    public void createdTimedOut() {
        settleInFlight();
        out.notify(new Notice.TimedOut(WakeReason.RESPONSE_CREATED, "the server did not answer response.create"));
        pump();
    }

    private void settleInFlight() {
        inFlight = null;
        interruptInFlight = false;
        deadlines.clear(WakeReason.RESPONSE_CREATED);
    }

    private void pump() {
        if (!up || heldForRetry || inFlight != null || waiting.isEmpty() || book.active() != null) {
            return;
        }
        ClientEvent.ResponseCreate next = waiting.removeFirst();
        String eventId = next.eventId() == null ? out.nextEventId() : next.eventId();
        ClientEvent.ResponseCreate create = new ClientEvent.ResponseCreate(eventId, next.response());
        inFlight = create;
        deadlines.set(WakeReason.RESPONSE_CREATED, out.now() + CREATED_TIMEOUT_NANOS);
        out.send(create);
    }
}
