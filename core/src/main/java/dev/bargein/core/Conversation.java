package dev.bargein.core;

import dev.bargein.core.internal.CommandBuffer;
import dev.bargein.core.internal.ConversationState;
import dev.bargein.core.internal.Deadlines;
import dev.bargein.core.internal.FunctionCalls;
import dev.bargein.core.internal.HandsFree;
import dev.bargein.core.internal.InterruptionHandler;
import dev.bargein.core.internal.MicrophoneUplink;
import dev.bargein.core.internal.PushToTalk;
import dev.bargein.core.internal.ResponseAudio;
import dev.bargein.core.internal.ResponseQueue;
import dev.bargein.core.internal.ServerEvents;
import dev.bargein.core.internal.SessionUpdates;
import dev.bargein.core.internal.connection.Deliveries;
import dev.bargein.core.internal.connection.KeptInputs;
import dev.bargein.core.internal.connection.Reconnection;
import dev.bargein.core.internal.heard.SpeakingRate;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.TokenUsage;
import java.util.List;

/**
 * A conversation with a Realtime service: input and time go in, commands come out.
 *
 * <p>Hand every input in with the time at which it happened, carry out the commands of the step in order, and hand in
 * {@link Input.Wake} when its wake time has come. Before an input that {@link Input#needsPlayed() needs it} hand in what
 * was played, so that the answer rests on facts. Any input is accepted at any time; none throws.
 *
 * <p>Not thread-safe; drive it together with its {@link Playout} under one lock.
 */
public final class Conversation {
    private static final long CONFIRMATION_NANOS = 5_000_000_000L;

    private final ConversationConfig config;
    private final CommandBuffer out = new CommandBuffer();
    private final Deadlines deadlines = new Deadlines();
    private final ConversationState state = new ConversationState();
    private final ResponseQueue responseQueue = new ResponseQueue(out, deadlines, state);
    private final InterruptionHandler interruption;
    private final ResponseAudio responseAudio;
    private final PushToTalk pushToTalk;
    private final HandsFree handsFree;
    private final FunctionCalls functionCalls;
    private final SessionUpdates sessionUpdates;
    private final ServerEvents serverEvents;
    private final KeptInputs kept;
    private final Deliveries deliveries = new Deliveries();
    private final Reconnection reconnection;
    private boolean up;
    /** A connection is being made, and what the application wants meanwhile is kept. */
    private boolean connecting;

    private boolean closed;
    private boolean ready;
    /** The event that asked for the session; empty when there was none. */
    private String updateEventId = "";

    /** A conversation whose transport is not up yet. */
    public Conversation(ConversationConfig config) {
        this.config = config;
        connecting = config.connection().keepsUntilReady();
        kept = new KeptInputs(out);
        reconnection = new Reconnection(config.connection().reconnect(), out, deadlines);
        SpeakingRate rate = new SpeakingRate();
        MicrophoneUplink uplink = new MicrophoneUplink(config, out);
        interruption = new InterruptionHandler(config, out, deadlines, state, responseQueue, rate);
        responseAudio = new ResponseAudio(config, out, deadlines, state, interruption, rate);
        pushToTalk = new PushToTalk(config, out, deadlines, responseQueue, uplink);
        handsFree = new HandsFree(config, out, deadlines, state, interruption, responseAudio, uplink);
        sessionUpdates = new SessionUpdates(out, config.session());
        functionCalls = new FunctionCalls(out, deadlines, state, responseQueue, pushToTalk, handsFree);
        serverEvents = new ServerEvents(
                out, deadlines, state, responseQueue, interruption, responseAudio, handsFree, uplink, functionCalls);
    }

    /**
     * Takes an input.
     *
     * @param input what happened
     * @param nowNanos when, on a monotonic clock; a time before the last one counts as the last one
     */
    public Step handle(Input input, long nowNanos) {
        out.begin(nowNanos);
        if (!closed) {
            if (!(input instanceof Input.TransportDown)) {
                // What was due comes first, as if the wake had been in time; without a transport it cannot.
                wake();
            }
            dispatch(input);
            handsFree.settle();
            functionCalls.settle();
        }
        WakeReason reason = deadlines.next();
        long at = deadlines.at(reason);
        return new Step(
                out.commands(),
                at == Long.MAX_VALUE ? at : Math.max(at, out.now() + 1),
                at == Long.MAX_VALUE ? WakeReason.NONE : reason);
    }

    /** Whether a press is accepted now; false only under strategies that lock the user out, and without a connection. */
    public boolean pressAccepted() {
        return (up || connecting) && !closed && !interruption.lockedOut();
    }

    /** Whether a connection is being made, the first or another one, and what comes meanwhile is kept. */
    public boolean connecting() {
        return connecting && !closed;
    }

    /** The items of the conversation, in order. */
    public List<ConversationItem> items() {
        return state.view();
    }

    /** The tokens that responses took until now, over all transports, as far as servers say. */
    public TokenUsage usage() {
        return serverEvents.usage();
    }

    private void dispatch(Input input) {
        if (input instanceof Input.FromServer server) {
            fromServer(server.event());
        } else if (input instanceof Input.MicrophoneFrame frame) {
            if (handsFree.isOpen()) {
                handsFree.frame(frame.pcm());
            } else {
                pushToTalk.frame(frame.pcm());
            }
        } else if (input instanceof Input.UserSpeech speech) {
            handsFree.speech(speech.speaking());
        } else if (input instanceof Input.Listen listen) {
            listen(listen.open());
        } else if (input instanceof Input.Played played) {
            responseAudio.played(played.report());
        } else if (input instanceof Input.Stop) {
            interruption.stop();
            pushToTalk.stop();
            functionCalls.stop();
            kept.unanswered();
        } else if (input instanceof Input.Discard) {
            handsFree.discard();
            pushToTalk.discard();
        } else if (input instanceof Input.OutputLatency latency) {
            interruption.outputLatency(latency.latency());
        } else if (input instanceof Input.Press) {
            press();
        } else if (input instanceof Input.Release) {
            release();
        } else if (input instanceof Input.ToolOutput tool) {
            functionCalls.output(tool.callId(), tool.output(), tool.answer());
        } else if (input instanceof Input.Say
                || input instanceof Input.Respond
                || input instanceof Input.UpdateSession
                || input instanceof Input.SendEvent) {
            if (connecting) {
                kept.add(input);
            } else {
                ask(input);
            }
        } else if (input instanceof Input.TransportUp) {
            transportUp();
        } else if (input instanceof Input.TransportDown down) {
            transportDown(down.reason(), down.retryable());
        } else if (input instanceof Input.SessionExpires expires) {
            reconnection.expiresIn(expires.inNanos());
        } else if (input instanceof Input.Close) {
            close();
        }
    }

    private void fromServer(ServerEvent event) {
        boolean confirms = serverEvents.handle(event);
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
        } else if (event instanceof ServerEvent.InputAudioBufferCommitted committed) {
            pushToTalk.committed(committed.itemId());
        }
    }

    private void transportUp() {
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

    /** An error is about the session when it names its event, or what servers that name none say of a session. */
    private void refused(ErrorDetails error) {
        boolean named = error.eventId() != null && error.eventId().equals(updateEventId);
        boolean unnamed = error.eventId() == null
                && error.param() != null
                && error.param().startsWith("session");
        if (up && !ready && !updateEventId.isEmpty() && (named || unnamed)) {
            out.notify(new Notice.SessionRefused(error));
            if (connecting) {
                // Nobody knows what a server does with it that has other settings.
                dropKept("the server did not take the session");
            }
            confirmed();
        } else if (up) {
            sessionUpdates.refused(error);
        }
    }

    private void confirmed() {
        if (up && !ready) {
            ready = true;
            deadlines.clear(WakeReason.SESSION_CONFIRMATION);
            out.notify(new Notice.Ready());
            boolean again = reconnection.wasReady();
            reconnection.ready();
            if (connecting && again) {
                state.history(!config.traits().audioTaggedWithItem())
                        .forEach(item ->
                                out.send(new ClientEvent.ConversationItemCreate(out.nextEventId(), null, item)));
            }
            if (connecting) {
                connecting = false;
                deliverKept();
                // After all that is to be answered.
                responseQueue.transportUp();
            }
        }
    }

    /** Does what the application wanted while there was no session, in its order. */
    private void deliverKept() {
        for (Input input : kept.take()) {
            if (input instanceof Input.Release) {
                pushToTalk.ready();
            } else {
                ask(input);
            }
        }
        pushToTalk.ready();
        handsFree.ready();
    }

    /** Another connection will be made: what the server had not taken is kept for it, with what comes meanwhile. */
    private void connectionLost() {
        boolean owed = responseQueue.pending() || state.answerUnheard();
        boolean unheard = state.answerUnheard();
        deadlines.clearAll();
        List<Input> waited = kept.take();
        deliveries.takeUndelivered().forEach(event -> kept.add(new Input.SendEvent(event)));
        waited.forEach(kept::add);
        String again = pushToTalk.transportLost(owed, state);
        if (again != null) {
            state.remove(again);
        }
        handsFree.transportLost();
        responseQueue.transportLost(again != null);
        functionCalls.transportDown("the connection was lost");
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

    private void expiring() {
        if (!up || !ready) {
            return;
        }
        if (!responseQueue.pending() && !state.busy() && !pushToTalk.busy() && handsFree.quiet()) {
            up = false;
            ready = false;
            out.connected(false);
            connectionLost();
            reconnection.rollOver();
        } else {
            reconnection.notNow();
        }
    }

    private void dropKept(String reason) {
        pushToTalk.abort(reason);
        kept.abort(reason);
    }

    private void transportDown(String reason, boolean retryable) {
        if (!up && !connecting) {
            return;
        }
        boolean first = up && ready;
        if (reconnection.lost(first, retryable)) {
            boolean wasUp = up;
            up = false;
            ready = false;
            out.connected(false);
            if (wasUp) {
                connectionLost();
            }
            reconnection.schedule(reason);
            return;
        }
        up = false;
        connecting = false;
        out.connected(false);
        ready = false;
        pushToTalk.abort(reason);
        handsFree.transportDown();
        responseQueue.transportDown();
        functionCalls.transportDown(reason);
        sessionUpdates.transportDown();
        responseAudio.transportDown();
        state.cutOff();
        interruption.reset();
        deadlines.clearAll();
        List<Input> waited = kept.take();
        deliveries.takeUndelivered().forEach(event -> kept.add(new Input.SendEvent(event)));
        waited.forEach(kept::add);
        kept.abort(reason);
        out.notify(new Notice.Closed(reason));
    }

    private void close() {
        boolean told = up || connecting;
        if (config.traits().audioTaggedWithItem()) {
            out.add(new Command.Flush(out.cause()));
        } else {
            out.add(new Command.ShutGate(out.cause()));
        }
        transportDown("closed", false);
        closed = true;
        if (!told) {
            out.notify(new Notice.Closed("closed"));
        }
        out.add(new Command.Disconnect(out.cause(), "closed"));
    }

    private void press() {
        if (!up && !connecting) {
            out.notify(new Notice.TurnDropped("not connected"));
        } else if (interruption.lockedOut()) {
            out.notify(new Notice.LockedOut(true));
        } else if (!pushToTalk.pressed()) {
            interruption.stop();
            kept.unanswered();
            if (handsFree.isOpen()) {
                // It hears the user already, and the server finds the end of the turn by itself: this is a Stop.
                functionCalls.stop();
            } else if (!interruption.lockedOut()) {
                pushToTalk.press();
            }
        }
    }

    private void release() {
        if (connecting && pushToTalk.pressed()) {
            // Its place among what else is kept.
            kept.add(new Input.Release());
        }
        pushToTalk.release();
    }

    private void ask(Input input) {
        if (input instanceof Input.Say say) {
            say(say.text());
        } else if (input instanceof Input.UpdateSession update) {
            if (up) {
                sessionUpdates.update(update.change());
            }
        } else if (input instanceof Input.Respond) {
            responseQueue.request();
        } else if (input instanceof Input.SendEvent send) {
            sendEvent(send.event());
        }
    }

    private void listen(boolean open) {
        if (up || connecting) {
            if (open) {
                release();
            }
            handsFree.listen(open);
        }
    }

    private void say(String text) {
        if (up) {
            create(new ClientEvent.ConversationItemCreate(out.nextEventId(), null, Item.userText("", text)));
            responseQueue.request();
        }
    }

    /** Requests for responses wait for their turn; all else goes straight through. */
    private void sendEvent(ClientEvent event) {
        if (!up) {
            return;
        }
        if (event instanceof ClientEvent.ResponseCreate create) {
            responseQueue.request(create);
        } else {
            if (event instanceof ClientEvent.ConversationItemCreate create) {
                state.made(create.item().id());
                functionCalls.sentByApplication(create.item());
                create(create);
                return;
            } else if (event instanceof ClientEvent.SessionUpdate update) {
                sessionUpdates.sent(update.eventId() == null ? "" : update.eventId(), update.session());
            } else if (event instanceof ClientEvent.ConversationItemDelete delete) {
                state.deleting(delete.itemId());
            }
            out.send(event);
        }
    }

    /** Sends an item; under an id of ours where it may have to be sent again. */
    private void create(ClientEvent.ConversationItemCreate create) {
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

    private void wake() {
        for (WakeReason due = deadlines.takeDue(out.now());
                due != WakeReason.NONE;
                due = deadlines.takeDue(out.now())) {
            timedOut(due);
        }
    }

    private void timedOut(WakeReason reason) {
        switch (reason) {
            case SESSION_CONFIRMATION -> {
                out.notify(new Notice.TimedOut(reason, "the server did not confirm the session"));
                confirmed();
            }
            case RECONNECT -> reconnection.connect();
            case SESSION_EXPIRES -> expiring();
            case RESPONSE_CREATED -> responseQueue.createdTimedOut();
            case CANCELLED_RESPONSE_DONE, RESPONSE_STALLED -> serverEvents.activeResponseLost(reason);
            case RESPONSE_RETRY -> responseQueue.retry();
            case TRUNCATION_REFINED -> interruption.refineTimedOut();
            case STARTED_ANNOUNCED -> responseAudio.announceTimedOut();
            case LAST_WORD_ARRIVED -> pushToTalk.lastWordArrived();
            case PRESS_LIMIT -> release();
            case SPEECH_DECIDED -> handsFree.speechLasted();
            case USER_PAUSED -> handsFree.speechEnded();
            case PAUSE_LIMIT -> handsFree.pauseLimit();
            case TOOL_OUTPUTS_GATHERED -> functionCalls.gathered();
            case TOOL_ANSWER_LIMIT -> functionCalls.quietLimit();
            case LOCK_OUT_LIMIT, LOCK_OUT_TAIL -> interruption.unlock();
            case UNHEARD_DELETED -> interruption.deleteTimedOut();
            case NONE, WARM_UP_OVER -> {}
        }
    }
}
