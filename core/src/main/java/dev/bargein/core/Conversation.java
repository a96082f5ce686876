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
    private boolean up;
    private boolean closed;
    private boolean ready;
    /** The event that asked for the session; empty when there was none. */
    private String updateEventId = "";

    /** A conversation whose transport is not up yet. */
    public Conversation(ConversationConfig config) {
        this.config = config;
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

    /** Whether a press is accepted now; false only under strategies that lock the user out, and without a transport. */
    public boolean pressAccepted() {
        return up && !closed && !interruption.lockedOut();
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
            if (serverEvents.handle(server.event())) {
                confirmed();
                if (server.event() instanceof ServerEvent.SessionUpdated updated) {
                    sessionUpdates.confirmed(updated.session());
                }
            } else if (server.event() instanceof ServerEvent.Error error) {
                refused(error.error());
            }
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
        } else if (input instanceof Input.Discard) {
            handsFree.discard();
            pushToTalk.discard();
        } else if (input instanceof Input.OutputLatency latency) {
            interruption.outputLatency(latency.latency());
        } else if (input instanceof Input.Press) {
            press();
        } else if (input instanceof Input.Release) {
            pushToTalk.release();
        } else if (input instanceof Input.Say say) {
            say(say.text());
        } else if (input instanceof Input.UpdateSession update) {
            if (up) {
                sessionUpdates.update(update.change());
            }
        } else if (input instanceof Input.ToolOutput tool) {
            functionCalls.output(tool.callId(), tool.output(), tool.answer());
        } else if (input instanceof Input.Respond) {
            responseQueue.request();
        } else if (input instanceof Input.SendEvent send) {
            sendEvent(send.event());
        } else if (input instanceof Input.TransportUp) {
            transportUp();
        } else if (input instanceof Input.TransportDown down) {
            transportDown(down.reason());
        } else if (input instanceof Input.Close) {
            close();
        }
    }

    private void transportUp() {
        if (up) {
            return;
        }
        up = true;
        out.connected(true);
        if (!sessionUpdates.asked().equals(SessionConfig.EMPTY)) {
            updateEventId = out.nextEventId();
            out.send(new ClientEvent.SessionUpdate(updateEventId, sessionUpdates.asked()));
        }
        deadlines.set(WakeReason.SESSION_CONFIRMATION, out.now() + CONFIRMATION_NANOS);
        responseQueue.transportUp();
    }

    /** An error is about the session when it names its event, or what servers that name none say of a session. */
    private void refused(ErrorDetails error) {
        boolean named = error.eventId() != null && error.eventId().equals(updateEventId);
        boolean unnamed = error.eventId() == null
                && error.param() != null
                && error.param().startsWith("session");
        if (up && !ready && !updateEventId.isEmpty() && (named || unnamed)) {
            out.notify(new Notice.SessionRefused(error));
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
        }
    }

    private void transportDown(String reason) {
        if (!up) {
            return;
        }
        up = false;
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
        out.notify(new Notice.Closed(reason));
    }

    private void close() {
        boolean wasUp = up;
        if (config.traits().audioTaggedWithItem()) {
            out.add(new Command.Flush(out.cause()));
        } else {
            out.add(new Command.ShutGate(out.cause()));
        }
        transportDown("closed");
        closed = true;
        if (!wasUp) {
            out.notify(new Notice.Closed("closed"));
        }
        out.add(new Command.Disconnect(out.cause(), "closed"));
    }

    private void press() {
        if (!up) {
            out.notify(new Notice.TurnDropped("not connected"));
        } else if (interruption.lockedOut()) {
            out.notify(new Notice.LockedOut(true));
        } else if (!pushToTalk.pressed()) {
            interruption.stop();
            // An open microphone hears the user already, and the server finds the end of the turn by itself.
            if (!interruption.lockedOut() && !handsFree.isOpen()) {
                pushToTalk.press();
            }
        }
    }

    private void listen(boolean open) {
        if (up) {
            if (open) {
                pushToTalk.release();
            }
            handsFree.listen(open);
        }
    }

    private void say(String text) {
        if (up) {
            out.send(new ClientEvent.ConversationItemCreate(out.nextEventId(), null, Item.userText("", text)));
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
            } else if (event instanceof ClientEvent.SessionUpdate update) {
                sessionUpdates.sent(update.eventId() == null ? "" : update.eventId(), update.session());
            } else if (event instanceof ClientEvent.ConversationItemDelete delete) {
                state.deleting(delete.itemId());
            }
            out.send(event);
        }
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
            case RESPONSE_CREATED -> responseQueue.createdTimedOut();
            case CANCELLED_RESPONSE_DONE, RESPONSE_STALLED -> serverEvents.activeResponseLost(reason);
            case RESPONSE_RETRY -> responseQueue.retry();
            case TRUNCATION_REFINED -> interruption.refineTimedOut();
            case STARTED_ANNOUNCED -> responseAudio.announceTimedOut();
            case LAST_WORD_ARRIVED -> pushToTalk.lastWordArrived();
            case PRESS_LIMIT -> pushToTalk.release();
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
