package dev.bargein.core.internal.connection;

import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.core.internal.CommandBuffer;
import dev.bargein.core.internal.ConversationState;
import dev.bargein.core.internal.Deadlines;
import dev.bargein.core.internal.FunctionCalls;
import dev.bargein.core.internal.HandsFree;
import dev.bargein.core.internal.InterruptionHandler;
import dev.bargein.core.internal.PushToTalk;
import dev.bargein.core.internal.ResponseAudio;
import dev.bargein.core.internal.ResponseQueue;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import java.util.List;
import java.util.function.Consumer;

/**
 * The connection of a conversation: being made, carrying events, with a session that is confirmed, and lost; and what that
 * means for all that goes on.
 */
public final class ConnectionLifecycle {
    private static final long CONFIRMATION_NANOS = 5_000_000_000L;

    private final ConversationConfig config;
    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ConversationState state;
    private final ResponseQueue responseQueue;
    private final InterruptionHandler interruption;
    private final ResponseAudio responseAudio;
    private final PushToTalk pushToTalk;
    private final HandsFree handsFree;
    private final FunctionCalls functionCalls;
    private final SessionUpdates sessionUpdates;
    private final Consumer<Input> ask;
    private final KeptInputs kept;
    private final Deliveries deliveries = new Deliveries();
    private final Reconnection reconnection;

    private boolean up;
    /** A connection is being made, and what the application wants meanwhile is kept. */
    private boolean connecting;

    private boolean ready;
    /** The event that asked for the session; empty when there was none. */
    private String updateEventId = "";

    /**
     * That of a conversation whose transport is not up yet.
     *
     * @param ask does what the application wanted while there was no session
     */
    public ConnectionLifecycle(
            ConversationConfig config,
            CommandBuffer out,
            Deadlines deadlines,
            ConversationState state,
            ResponseQueue responseQueue,
            InterruptionHandler interruption,
            ResponseAudio responseAudio,
            PushToTalk pushToTalk,
            HandsFree handsFree,
            FunctionCalls functionCalls,
            SessionUpdates sessionUpdates,
            Consumer<Input> ask) {
        this.config = config;
        this.out = out;
        this.deadlines = deadlines;
        this.state = state;
        this.responseQueue = responseQueue;
        this.interruption = interruption;
        this.responseAudio = responseAudio;
        this.pushToTalk = pushToTalk;
        this.handsFree = handsFree;
        this.functionCalls = functionCalls;
        this.sessionUpdates = sessionUpdates;
        this.ask = ask;
        this.kept = new KeptInputs(out);
        this.reconnection = new Reconnection(config.connection().reconnect(), out, deadlines);
        this.connecting = config.connection().keepsUntilReady();
    }

    /** Whether events can be sent. */
    public boolean isUp() {
        return up;
    }

    /** Whether a connection is being made, the first or another one, and what the application wants is kept. */
    public boolean connecting() {
        return connecting;
    }

    /** Whether one connection is gone and the next cannot carry events yet. */
    public boolean isBetween() {
        return connecting && !up && reconnection.wasReady();
    }

    /** Whether what the user says and does reaches the server, now or later. */
    public boolean usable() {
        return up || connecting;
    }

    /** Keeps what the application wants until the session is ready. */
    public void keep(Input input) {
        kept.add(input);
    }

    /** The user wants silence: nothing of what is kept is to be answered. */
    public void unanswered() {
        kept.unanswered();
    }

    /** Sends an item; under an id of ours where it may have to be sent again. */
    public void create(ClientEvent.ConversationItemCreate create) {
        ClientEvent.ConversationItemCreate named = create;
        if (reconnection.enabled()) {
            Item item = create.item();
            String eventId = create.eventId() == null ? out.nextEventId() : create.eventId();
            named = new ClientEvent.ConversationItemCreate(
                    eventId, create.previousItemId(), item.id().isEmpty() ? item.withId("item_" + eventId) : item);
            deliveries.sent(named);
        }
        out.send(named);
    }

    /**
     * An event came from the server, and was handled.
     *
     * @param confirms whether it confirms the session
     */
    public void fromServer(ServerEvent event, boolean confirms) {
        if (event instanceof ServerEvent.SessionCreated && updateEventId.isEmpty()) {
            confirmed();
        } else if (confirms) {
            confirmed();
            if (event instanceof ServerEvent.SessionUpdated updated) {
                sessionUpdates.confirmed(updated.session());
            }
        } else if (event instanceof ServerEvent.Error error) {
            deliveries.refused(error.error());
            refused(error.error());
        } else if (event instanceof ServerEvent.ConversationItemAdded added) {
            deliveries.confirmed(added.item());
        } else if (event instanceof ServerEvent.ConversationItemCreated created) {
            deliveries.confirmed(created.item());
        }
    }

    /** The transport can carry events: asks for the session. */
    public void transportUp() {
        if (up) {
            return;
        }
        up = true;
        out.connected(true);
        deadlines.clear(WakeReason.RECONNECT);
        updateEventId = "";
        if (!sessionUpdates.asked().equals(SessionConfig.EMPTY)) {
            updateEventId = out.nextEventId();
            out.send(new ClientEvent.SessionUpdate(updateEventId, sessionUpdates.asked()));
        }
        deadlines.set(WakeReason.SESSION_CONFIRMATION, out.now() + CONFIRMATION_NANOS);
        if (!connecting) {
            responseQueue.transportUp();
        }
    }

    private void refused(ErrorDetails error) {
        if (up && !ready && !updateEventId.isEmpty() && SessionUpdates.isAbout(error, updateEventId)) {
            out.notify(new Notice.SessionRefused(error));
            if (connecting) {
                // Nobody knows what a server does with it that has other settings.
                pushToTalk.abort("the server did not take the session");
                kept.abort("the server did not take the session");
            }
            confirmed();
        } else if (up) {
            sessionUpdates.refused(error);
        }
    }

    /** The session is as it was asked for, or as good as it gets. */
    public void confirmed() {
        if (!up || ready) {
            return;
        }
        ready = true;
        deadlines.clear(WakeReason.SESSION_CONFIRMATION);
        out.notify(new Notice.Ready());
        boolean again = reconnection.wasReady();
        reconnection.ready();
        if (connecting) {
            if (again) {
                replayHistory();
                functionCalls.ready();
            }
            connecting = false;
            deliverKept();
            // After all that is to be answered.
            responseQueue.transportUp();
        }
    }

    private void replayHistory() {
        for (Item item : state.history(!config.traits().audioTaggedWithItem())) {
            out.send(new ClientEvent.ConversationItemCreate(out.nextEventId(), null, item));
        }
    }

    /** Does what the application wanted while there was no session, in its order. */
    private void deliverKept() {
        for (Input input : kept.take()) {
            if (input instanceof Input.Release) {
                pushToTalk.ready();
            } else {
                ask.accept(input);
            }
        }
        pushToTalk.ready();
        handsFree.ready();
    }

    /** The transport is gone, or could not be had: for good, or until another one is. */
    public void transportDown(String reason, boolean retryable) {
        if (!up && !connecting) {
            return;
        }
        boolean wasUp = up;
        boolean another = reconnection.lost(up && ready, retryable);
        up = false;
        ready = false;
        out.connected(false);
        if (another) {
            if (wasUp) {
                lost();
            }
            reconnection.schedule(reason);
        } else {
            over(reason);
        }
    }

    /** Another connection will be made: what the server had not taken is kept for it, with what comes meanwhile. */
    private void lost() {
        // What a response with calls leads to comes of their outputs.
        boolean unheard = state.answerUnheard() && !functionCalls.calledBy(state.active());
        boolean owed = responseQueue.pending() || unheard;
        deadlines.clearAll();
        keepUndelivered();
        String again = pushToTalk.transportLost(owed, state);
        if (again != null) {
            state.remove(again);
        }
        handsFree.transportLost();
        responseQueue.transportLost(again != null);
        functionCalls.transportLost();
        sessionUpdates.transportDown();
        if (unheard && again == null) {
            if (state.lastTurnHasWords()) {
                responseQueue.request();
            } else {
                out.notify(new Notice.TurnDropped("the connection was lost before it was answered"));
            }
        }
        responseAudio.transportDown();
        state.cutOff();
        interruption.reset();
        connecting = true;
    }

    private void over(String reason) {
        connecting = false;
        pushToTalk.transportDown(reason);
        handsFree.transportDown();
        responseQueue.transportDown();
        functionCalls.transportDown(reason);
        sessionUpdates.transportDown();
        responseAudio.transportDown();
        state.cutOff();
        interruption.reset();
        deadlines.clearAll();
        keepUndelivered();
        kept.abort(reason);
        out.notify(new Notice.Closed(reason));
    }

    /** What the server was not seen to take waits again, before what waits already. */
    private void keepUndelivered() {
        List<Input> waited = kept.take();
        deliveries.takeUndelivered().forEach(event -> kept.add(new Input.SendEvent(event)));
        waited.forEach(kept::add);
    }

    /** The wait for another connection is over. */
    public void connect() {
        reconnection.connect();
    }

    /** The service ends the session in so long. */
    public void expiresIn(long nanos) {
        reconnection.expiresIn(nanos);
    }

    /** The service will end the session soon: leaves it for another one, if nobody speaks. */
    public void expiring() {
        if (!up || !ready) {
            return;
        }
        if (!responseQueue.pending() && !state.busy() && !pushToTalk.busy() && handsFree.quiet()) {
            up = false;
            ready = false;
            out.connected(false);
            lost();
            reconnection.rollOver();
        } else {
            reconnection.notNow();
        }
    }
}
