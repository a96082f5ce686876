package dev.bargein.core.internal;

import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for responses, one at a time: the server refuses a second one while the first is active. Those outside the
 * conversation ({@code "conversation": "none"}) wait for nothing but for each other.
 *
 * <p>The server makes responses of its own, and a {@code response.created} does not say whose it is. It answers the request
 * in flight unless its conversation or its metadata say otherwise; where they say nothing, the request is remembered until
 * it can no longer be refused.
 */
public final class ResponseQueue {
    /** Requests that may wait; a plain one joins a waiting plain one. */
    static final int MAX_WAITING = 8;

    static final int MAX_RETRIES = 5;
    static final long CREATED_TIMEOUT_NANOS = 10_000_000_000L;
    static final long RETRY_NANOS = 250_000_000L;

    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ConversationState state;
    private final Deque<ClientEvent.ResponseCreate> waiting = new ArrayDeque<>();
    private ClientEvent.@Nullable ResponseCreate inFlight;
    /** The id of the one in flight is ours to choose. */
    private boolean idIsOurs;

    private boolean interruptInFlight;
    /** The last request that a response was taken to answer: it can still turn out to be refused. */
    private ClientEvent.@Nullable ResponseCreate answered;

    private boolean answeredIdIsOurs;
    private @Nullable ResponseState answer;
    private boolean heldForRetry;
    private long asked;
    private int retries;
    private boolean up;
    /** The server says of which conversation a response is when it begins, so that no word means none. */
    private boolean serverNamesConversations;

    private boolean serverReturnsMetadata;
    /** The server takes no request at all while a response is active. */
    private boolean serverTakesOneAtATime;

    /** Requests of one conversation. */
    public ResponseQueue(CommandBuffer out, Deadlines deadlines, ConversationState state) {
        this.out = out;
        this.deadlines = deadlines;
        this.state = state;
    }

    /** The transport came up. */
    public void transportUp() {
        up = true;
        pump();
    }

    /** The transport is gone, and with it all requests and what was known of the server. */
    public void transportDown() {
        up = false;
        waiting.clear();
        settleInFlight();
        forgetAnswered();
        endRetry();
        retries = 0;
        serverNamesConversations = false;
        serverReturnsMetadata = false;
        serverTakesOneAtATime = false;
    }

    /**
     * The transport is gone, and another one will come: what was asked for and did not begin is asked for again there.
     *
     * @param turnFollows whether a turn of the user is sent again, which asks for its answer by itself
     */
    public void transportLost(boolean turnFollows) {
        ClientEvent.ResponseCreate create = interruptInFlight ? null : inFlight;
        boolean ours = idIsOurs;
        List<ClientEvent.ResponseCreate> again = new ArrayList<>(waiting);
        if (create != null) {
            again.add(0, ours ? new ClientEvent.ResponseCreate(null, create.response()) : create);
        }
        transportDown();
        for (ClientEvent.ResponseCreate next : again) {
            if (!turnFollows || !next.response().isEmpty()) {
                request(next);
            }
        }
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

    /** Whether a response that has just begun was taken for the answer to a request of ours. */
    public boolean answersRequest(ResponseState response) {
        return answer == response;
    }

    /** How many responses of the conversation were asked for and sent so far. */
    public long asked() {
        return asked;
    }

    /** Whether anything was asked of the conversation that did not begin yet. */
    public boolean pending() {
        return waiting.stream().anyMatch(c -> !outOfBand(c))
                || inFlight != null && !outOfBand(inFlight) && !interruptInFlight;
    }

    /** Forgets what was not sent, and remembers to interrupt what was; what is outside the conversation goes on. */
    public void interrupt() {
        waiting.removeIf(c -> !outOfBand(c));
        interruptInFlight |= inFlight != null;
        if (answered != null && !outOfBand(answered)) {
            forgetAnswered();
        }
        if (waiting.isEmpty()) {
            endRetry();
        }
    }

    /**
     * A response began.
     *
     * @param response what is made of it here
     * @param wire what the server says of it; null when an event of it came without its announcement
     * @return whether it was interrupted before it began
     */
    public boolean began(ResponseState response, @Nullable Response wire) {
        placed(response, wire);
        ClientEvent.ResponseCreate create = inFlight;
        if (create == null || !mayAnswer(create, wire)) {
            return false;
        }
        boolean interrupted = interruptInFlight;
        boolean aside = outOfBand(create);
        answered = (aside || !interrupted) && !carriesItsMetadata(create, wire) ? create : null;
        answeredIdIsOurs = idIsOurs;
        answer = response;
        settleInFlight();
        retries = 0;
        if (aside) {
            response.outOfBand = true;
            response.textOnly = textOnly(create.response());
            response.silenced = interrupted && !response.textOnly;
        }
        pump();
        return interrupted && !aside;
    }

    /** A response that began was announced late, or once more. */
    public void announced(ResponseState response, Response wire) {
        placed(response, wire);
        pump();
    }

    /** What an announcement says of the conversation that a response is of. */
    private void placed(ResponseState response, @Nullable Response wire) {
        if (wire == null) {
            return;
        }
        if (wire.conversationId() != null) {
            serverNamesConversations |= "in_progress".equals(wire.status());
            response.outOfBand = false;
        } else if (serverNamesConversations) {
            response.outOfBand = true;
        }
    }

    /** A response is over: the next may be asked for. */
    public void ended(ResponseState response) {
        if (!response.outOfBand) {
            endRetry();
        }
        pump();
    }

    /** The server refused something; returns whether it was a request for a response. */
    public boolean refused(ErrorDetails error) {
        boolean activeOne = "conversation_already_has_active_response".equals(error.code());
        ClientEvent.ResponseCreate create = inFlight;
        if (create != null && isAbout(error, create, activeOne)) {
            boolean again = activeOne && (!interruptInFlight || outOfBand(create));
            boolean ours = idIsOurs;
            settleInFlight();
            if (again) {
                askAgain(create, ours);
            } else {
                retries = 0;
            }
            pump();
            return true;
        }
        ClientEvent.ResponseCreate before = answered;
        ResponseState other = answer;
        if (before != null && other != null && isAbout(error, before, activeOne && other.active)) {
            // What began was not its answer, but the server's own.
            boolean ours = answeredIdIsOurs;
            other.outOfBand &= serverNamesConversations || !outOfBand(before);
            forgetAnswered();
            if (activeOne) {
                askAgain(before, ours);
            }
            pump();
            return true;
        }
        return false;
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

    /** A refused request waits for the end of the response that is in its way; where that is unknown, for a while. */
    private void askAgain(ClientEvent.ResponseCreate create, boolean ours) {
        boolean known = state.active() != null;
        serverTakesOneAtATime |= known && outOfBand(create);
        if (!known && retries == MAX_RETRIES) {
            retries = 0;
            return;
        }
        if (waiting.size() < MAX_WAITING) {
            waiting.addFirst(ours ? new ClientEvent.ResponseCreate(null, create.response()) : create);
        }
        if (!known) {
            heldForRetry = true;
            deadlines.set(WakeReason.RESPONSE_RETRY, out.now() + (RETRY_NANOS << retries));
            retries++;
        }
    }

    private static boolean isAbout(ErrorDetails error, ClientEvent.ResponseCreate create, boolean withoutId) {
        return error.eventId() == null ? withoutId : error.eventId().equals(create.eventId());
    }

    /** Whether a response can be the answer to a request, as far as the server says. */
    private boolean mayAnswer(ClientEvent.ResponseCreate create, @Nullable Response wire) {
        if (wire == null) {
            return true;
        }
        boolean aside = outOfBand(create);
        boolean none = wire.conversationId() == null;
        if (aside ? !none : none && serverNamesConversations) {
            return false;
        }
        if (carriesItsMetadata(create, wire)) {
            serverReturnsMetadata = true;
            return true;
        }
        JsonObject given = create.response().object("metadata");
        JsonObject told = wire.metadata() == null ? JsonObject.EMPTY : wire.metadata();
        return told.isEmpty() && (given.isEmpty() || !serverReturnsMetadata);
    }

    /** Whether a response is the answer to a request for certain, so that the request cannot be refused any more. */
    private static boolean carriesItsMetadata(ClientEvent.ResponseCreate create, @Nullable Response wire) {
        JsonObject given = create.response().object("metadata");
        return wire != null && !given.isEmpty() && given.equals(wire.metadata());
    }

    private static boolean outOfBand(ClientEvent.ResponseCreate create) {
        return "none".equals(create.response().string("conversation"));
    }

    /** Whether a request asks for text alone, in either dialect. */
    private static boolean textOnly(JsonObject options) {
        JsonValue asked = options.get("output_modalities");
        JsonValue modalities = asked == null ? options.get("modalities") : asked;
        return modalities instanceof JsonArray list
                && list.values().contains(JsonValue.of("text"))
                && !list.values().contains(JsonValue.of("audio"));
    }

    private void settleInFlight() {
        inFlight = null;
        interruptInFlight = false;
        deadlines.clear(WakeReason.RESPONSE_CREATED);
    }

    private void forgetAnswered() {
        answered = null;
        answer = null;
    }

    private void endRetry() {
        heldForRetry = false;
        deadlines.clear(WakeReason.RESPONSE_RETRY);
    }

    private void pump() {
        if (!up || heldForRetry || inFlight != null) {
            return;
        }
        ClientEvent.ResponseCreate next = takeNext();
        if (next == null) {
            return;
        }
        idIsOurs = next.eventId() == null;
        String eventId = next.eventId() == null ? out.nextEventId() : next.eventId();
        ClientEvent.ResponseCreate create = new ClientEvent.ResponseCreate(eventId, next.response());
        inFlight = create;
        if (!outOfBand(create)) {
            asked++;
        }
        deadlines.set(WakeReason.RESPONSE_CREATED, out.now() + CREATED_TIMEOUT_NANOS);
        out.send(create);
    }

    private ClientEvent.@Nullable ResponseCreate takeNext() {
        boolean busy = state.active() != null;
        for (Iterator<ClientEvent.ResponseCreate> it = waiting.iterator(); it.hasNext(); ) {
            ClientEvent.ResponseCreate next = it.next();
            if (!busy || outOfBand(next) && !serverTakesOneAtATime) {
                it.remove();
                return next;
            }
        }
        return null;
    }
}
