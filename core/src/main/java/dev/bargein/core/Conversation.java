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
import dev.bargein.core.internal.connection.ConnectionLifecycle;
import dev.bargein.core.internal.connection.SessionUpdates;
import dev.bargein.core.internal.heard.SpeakingRate;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
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
    private final ConnectionLifecycle connection;
    private boolean closed;

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
        connection = new ConnectionLifecycle(
                config,
                out,
                deadlines,
                state,
                responseQueue,
                interruption,
                responseAudio,
                pushToTalk,
                handsFree,
                functionCalls,
                sessionUpdates,
                this::ask);
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
            if (!answerComing() && state.sounding() == null) {
                handsFree.heardToItsEnd();
            }
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
        return connection.usable() && !closed && !interruption.lockedOut();
    }

    /** Whether a connection is being made, the first or another one, and what comes meanwhile is kept. */
    public boolean connecting() {
        return connection.connecting() && !closed;
    }

    /** What goes on in a conversation, from the user's point of view; whether it is connected is another matter. */
    public enum Activity {
        /** Nothing, and the microphone is shut. */
        IDLE,
        /** Nothing, and the microphone is open. */
        LISTENING,
        /** The user talks, or has just fallen silent and the voice is still held for that. */
        USER_SPEAKING,
        /** An answer is asked for or made, or a function runs for it, and nothing of it is heard. */
        THINKING,
        /** An answer is heard. */
        SPEAKING
    }

    /** What goes on now. */
    public Activity activity() {
        if (closed) {
            return Activity.IDLE;
        } else if (pushToTalk.pressed() || handsFree.hearsUser()) {
            return Activity.USER_SPEAKING;
        } else if (state.sounding() != null) {
            return Activity.SPEAKING;
        } else if (pushToTalk.busy() || answerComing()) {
            return Activity.THINKING;
        }
        return handsFree.isOpen() ? Activity.LISTENING : Activity.IDLE;
    }

    private boolean answerComing() {
        return responseQueue.pending() || state.answerComing() || functionCalls.answerComing();
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
                handsFree.frame(frame.pcm(), pushToTalk.isOnItsWay());
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
            handsFree.interruptible();
            interruption.stop();
            pushToTalk.stop();
            functionCalls.stop();
            connection.unanswered();
        } else if (input instanceof Input.Discard) {
            handsFree.discard();
            pushToTalk.discard();
        } else if (input instanceof Input.OutputLatency latency) {
            interruption.outputLatency(latency.latency());
        } else if (input instanceof Input.Press) {
            press();
        } else if (input instanceof Input.Release release) {
            release(release.answer());
        } else if (input instanceof Input.ToolOutput tool) {
            functionCalls.output(tool.callId(), tool.output(), tool.answer());
        } else if (input instanceof Input.Say
                || input instanceof Input.Respond
                || input instanceof Input.Uninterruptible
                || input instanceof Input.UpdateSession
                || input instanceof Input.SendEvent) {
            if (connection.connecting()) {
                connection.keep(input);
            } else {
                ask(input);
            }
        } else if (input instanceof Input.TransportUp) {
            connection.transportUp();
        } else if (input instanceof Input.TransportDown down) {
            connection.transportDown(down.reason(), down.retryable());
        } else if (input instanceof Input.SessionExpires expires) {
            connection.expiresIn(expires.inNanos());
        } else if (input instanceof Input.Close) {
            close();
        }
    }

    private void fromServer(ServerEvent event) {
        if (connection.isBetween()) {
            // Of the session that was left: it would count for the next.
            return;
        }
        connection.fromServer(event, serverEvents.handle(event));
        pushToTalk.fromServer(event, serverEvents.serverAnswersTurns());
    }

    private void close() {
        boolean told = connection.usable();
        if (config.traits().audioTaggedWithItem()) {
            out.add(new Command.Flush(out.cause()));
        } else {
            out.add(new Command.ShutGate(out.cause()));
        }
        connection.transportDown("closed", false);
        closed = true;
        if (!told) {
            out.notify(new Notice.Closed("closed"));
        }
        out.add(new Command.Disconnect(out.cause(), "closed"));
    }

    private void press() {
        if (!connection.usable()) {
            out.notify(new Notice.TurnDropped("not connected"));
        } else if (interruption.lockedOut()) {
            out.notify(new Notice.LockedOut(true));
        } else if (!pushToTalk.pressed()) {
            handsFree.interruptible();
            interruption.stop();
            connection.unanswered();
            if (handsFree.isOpen()) {
                // It hears the user already, and the server finds the end of the turn by itself: this is a Stop.
                functionCalls.stop();
            } else if (!interruption.lockedOut()) {
                pushToTalk.press();
            }
        }
    }

    private void release(boolean answer) {
        if (connection.connecting() && pushToTalk.pressed()) {
            // Its place among what else is kept.
            connection.keep(new Input.Release());
        }
        pushToTalk.release(answer);
    }

    private void ask(Input input) {
        if (input instanceof Input.Say say) {
            say(say.text());
        } else if (input instanceof Input.UpdateSession update) {
            if (connection.isUp()) {
                sessionUpdates.update(update.change());
            }
        } else if (input instanceof Input.Respond) {
            responseQueue.request();
        } else if (input instanceof Input.Uninterruptible) {
            handsFree.uninterruptible();
        } else if (input instanceof Input.SendEvent send) {
            sendEvent(send.event());
        }
    }

    private void listen(boolean open) {
        if (connection.usable()) {
            if (open) {
                release(true);
            }
            handsFree.listen(open, pushToTalk.busy());
        }
    }

    private void say(String text) {
        if (connection.isUp()) {
            connection.create(new ClientEvent.ConversationItemCreate(out.nextEventId(), null, Item.userText("", text)));
            responseQueue.request();
        }
    }

    /** Requests for responses wait for their turn; all else goes straight through. */
    private void sendEvent(ClientEvent event) {
        if (!connection.isUp()) {
            return;
        }
        if (event instanceof ClientEvent.ResponseCreate create) {
            responseQueue.request(create);
        } else {
            if (event instanceof ClientEvent.ConversationItemCreate create) {
                state.made(create.item().id());
                functionCalls.sentByApplication(create.item());
                connection.create(create);
                return;
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
                connection.confirmed();
            }
            case RECONNECT -> connection.connect();
            case SESSION_EXPIRES -> connection.expiring();
            case RESPONSE_CREATED -> responseQueue.createdTimedOut();
            case CANCELLED_RESPONSE_DONE, RESPONSE_STALLED -> serverEvents.activeResponseLost(reason);
            case RESPONSE_RETRY -> responseQueue.retry();
            case TRUNCATION_REFINED -> interruption.refineTimedOut();
            case STARTED_ANNOUNCED -> responseAudio.announceTimedOut();
            case LAST_WORD_ARRIVED -> pushToTalk.lastWordArrived();
            case PRESS_LIMIT -> release(true);
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
