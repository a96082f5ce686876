package dev.bargein.core.internal;

import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The function calls of the model: tells each one to the application once, sends its output, and asks for one answer to all
 * outputs of a response.
 *
 * <p>An output is sent at once, whatever happens meanwhile: a call without one leaves the model waiting for it. The answer
 * is asked for when all calls of the response have their output, or after a while without the late ones, which then get an
 * answer of their own; not while the user speaks; not when a response that knows the outputs came in between; and not at
 * all after a Stop.
 *
 * <p>Calls outlive their connection where another one is made: the next server is told of the call and of its output.
 */
public final class FunctionCalls {
    /** Calls that may wait for their output together. */
    static final int MAX_OPEN = 64;

    /** Ids of calls that were seen, so that an event that comes twice is not a second call. */
    static final int MAX_KNOWN = 1_024;

    /** How long the outputs that are there wait for the others of their response. */
    static final long GATHER_NANOS = 4_000_000_000L;

    /** How long an answer waits for a moment at which the user is silent. */
    static final long QUIET_LIMIT_NANOS = 30_000_000_000L;

    static final String TOO_MANY = "{\"error\":\"too many function calls wait for their output\"}";

    /** The calls of one response. */
    private static final class Batch {
        final ResponseState response;
        final Set<String> open = new HashSet<>();
        /** An output is there that no answer was asked for yet. */
        boolean answerWanted;
        /** The user wanted silence. */
        boolean silenced;

        Batch(ResponseState response) {
            this.response = response;
        }
    }

    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ConversationState state;
    private final ResponseQueue responseQueue;
    private final PushToTalk pushToTalk;
    private final HandsFree handsFree;
    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private final Map<String, Batch> open = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    /** Outputs that the server has not confirmed yet. */
    private final Set<String> unconfirmed = new LinkedHashSet<>();

    private final UnansweredCalls unanswered = new UnansweredCalls(MAX_OPEN);
    /** The connection is gone, and the next session is not ready: outputs wait. */
    private boolean away;

    private boolean answerDue;
    /** How many responses had been asked for when the last output was sent. */
    private long askedBefore;

    /** The calls of one conversation. */
    public FunctionCalls(
            CommandBuffer out,
            Deadlines deadlines,
            ConversationState state,
            ResponseQueue responseQueue,
            PushToTalk pushToTalk,
            HandsFree handsFree) {
        this.out = out;
        this.deadlines = deadlines;
        this.state = state;
        this.responseQueue = responseQueue;
        this.pushToTalk = pushToTalk;
        this.handsFree = handsFree;
    }

    /** An item of a response is finished: a call when it is one, and whole. */
    public void finished(ResponseState response, Item item) {
        String callId = item.callId();
        if (!"function_call".equals(item.type())
                || "incomplete".equals(item.status())
                || callId == null
                || callId.isEmpty()
                // Its output would have no place to go to.
                || response.outOfBand
                || !known.add(callId)) {
            return;
        }
        if (known.size() > MAX_KNOWN) {
            known.remove(known.iterator().next());
        }
        Batch batch = batches.get(response.id);
        if (batch == null) {
            batch = new Batch(response);
            batch.silenced = response.answersUnwanted;
            batches.put(response.id, batch);
        }
        unanswered.add(callId, item);
        if (open.size() == MAX_OPEN) {
            send(batch, callId, TOO_MANY, true);
            return;
        }
        open.put(callId, batch);
        batch.open.add(callId);
        out.notify(new Notice.ToolCalled(
                response.id,
                callId,
                item.name() == null ? "" : item.name(),
                item.arguments() == null ? "" : item.arguments()));
    }

    /**
     * The application has the output of a call; of one that does not wait for it any more it is dropped.
     *
     * @param answer whether the model is to speak about it
     */
    public void output(String callId, String output, boolean answer) {
        Batch batch = open.remove(callId);
        if (batch != null) {
            batch.open.remove(callId);
            send(batch, callId, output, answer);
        }
    }

    /** The application sends the output of a call by itself, and asks for an answer by itself. */
    public void sentByApplication(Item item) {
        String callId = item.callId();
        Batch batch = callId == null || !"function_call_output".equals(item.type()) ? null : open.remove(callId);
        if (batch != null && callId != null) {
            batch.open.remove(callId);
            unanswered.remove(callId);
            settle(batch);
        }
    }

    private void send(Batch batch, String callId, String output, boolean answer) {
        UnansweredCalls.Call call = unanswered.get(callId);
        if (call != null) {
            call.output = output;
        }
        if (!away) {
            send(callId, output, call);
        }
        if (answer && !batch.silenced) {
            batch.answerWanted = true;
            askedBefore = responseQueue.asked();
        }
        settle(batch);
    }

    private void send(String callId, String output, UnansweredCalls.@Nullable Call call) {
        if (unconfirmed.size() < MAX_KNOWN) {
            unconfirmed.add(callId);
        }
        out.send(new ClientEvent.ConversationItemCreate(
                out.nextEventId(), null, Item.functionCallOutput("", callId, output)));
        if (call == null || !call.sent) {
            out.notify(new Notice.ToolAnswered(callId));
        }
        if (call != null) {
            call.sent = true;
        }
    }

    /** The server has an item. */
    public void confirmed(Item item) {
        if (item.callId() != null && "function_call_output".equals(item.type())) {
            unconfirmed.remove(item.callId());
        }
    }

    /**
     * A response began. One of the server's own knows what it had confirmed by then; one that we asked for knows what was sent
     * before the request, whenever it is announced.
     */
    public void responseBegan(ResponseState response) {
        boolean servers = !response.outOfBand && !responseQueue.answersRequest(response);
        if (answerDue && servers && !response.interrupted && unconfirmed.isEmpty()) {
            answered();
        }
        if (!response.outOfBand) {
            unanswered.began(response);
        }
    }

    /** A response is over: no more calls will come of it. */
    public void responseEnded(ResponseState response) {
        Batch batch = batches.get(response.id);
        if (batch != null) {
            settle(batch);
        }
    }

    /** Asks for the answer once the response is over and all its calls have their output. */
    private void settle(Batch batch) {
        boolean whole = batch.open.isEmpty() && !batch.response.active;
        if (whole) {
            batches.remove(batch.response.id);
            due(batch);
        } else if (batch.answerWanted && !deadlines.isSet(WakeReason.TOOL_OUTPUTS_GATHERED)) {
            deadlines.set(WakeReason.TOOL_OUTPUTS_GATHERED, out.now() + GATHER_NANOS);
        }
        if (batches.values().stream().noneMatch(b -> b.answerWanted)) {
            deadlines.clear(WakeReason.TOOL_OUTPUTS_GATHERED);
        }
    }

    /** The outputs that are there have waited long enough for the others. */
    public void gathered() {
        boolean again = false;
        for (Batch batch : batches.values()) {
            if (batch.response.active) {
                again |= batch.answerWanted;
            } else {
                due(batch);
            }
        }
        if (again) {
            deadlines.set(WakeReason.TOOL_OUTPUTS_GATHERED, out.now() + GATHER_NANOS);
        }
    }

    private void due(Batch batch) {
        if (batch.answerWanted) {
            batch.answerWanted = false;
            answerDue = true;
        }
    }

    /** The user wants silence: what is still to come is sent, but not spoken about. */
    public void stop() {
        answered();
        for (ResponseState response : state.responses()) {
            response.answersUnwanted |= response.active;
        }
        for (Batch batch : batches.values()) {
            batch.silenced = true;
            batch.answerWanted = false;
        }
        deadlines.clear(WakeReason.TOOL_OUTPUTS_GATHERED);
    }

    /** Whether a response made calls, so that what it leads to is said about their outputs. */
    public boolean calledBy(@Nullable ResponseState response) {
        return response != null && batches.containsKey(response.id);
    }

    /** The transport is gone, and another one will come, where calls get their outputs. */
    public void transportLost() {
        away = true;
        unconfirmed.clear();
        unanswered.lost(state.answerUnheard() ? state.active() : null);
    }

    /** The next session is ready: it is told of the calls that are still to be spoken about, and of their outputs. */
    public void ready() {
        if (!away) {
            return;
        }
        away = false;
        for (UnansweredCalls.Call call : unanswered.all()) {
            if (!state.deleted(call.item.id())) {
                out.send(new ClientEvent.ConversationItemCreate(out.nextEventId(), null, call.item));
                String output = call.output;
                if (output != null) {
                    send(call.callId(), output, call);
                }
            }
        }
        for (Batch batch : new ArrayList<>(batches.values())) {
            settle(batch);
        }
    }

    /** The transport is gone for good, and with it the calls that wait. */
    public void transportDown(String reason) {
        for (String callId : open.keySet()) {
            out.notify(new Notice.ToolCallDropped(callId, reason));
        }
        for (UnansweredCalls.Call call : unanswered.all()) {
            if (call.output != null && !call.sent) {
                out.notify(new Notice.ToolCallDropped(call.callId(), reason));
            }
        }
        away = false;
        unanswered.clear();
        open.clear();
        batches.clear();
        unconfirmed.clear();
        answerDue = false;
    }

    /** After every input: asks for an answer that is due, in a moment at which the user is silent. */
    public void settle() {
        if (!answerDue) {
            return;
        }
        if (responseQueue.asked() != askedBefore) {
            // Asked for after the last output, for whatever reason.
            answered();
        } else if (pushToTalk.busy() || handsFree.userSpeaks()) {
            if (!deadlines.isSet(WakeReason.TOOL_ANSWER_LIMIT)) {
                deadlines.set(WakeReason.TOOL_ANSWER_LIMIT, out.now() + QUIET_LIMIT_NANOS);
            }
        } else {
            ask();
        }
    }

    /** The user did not stop to speak. */
    public void quietLimit() {
        if (answerDue) {
            ask();
        }
    }

    /** Whether functions run of which the model will speak, or it has still to be asked to. */
    public boolean answerComing() {
        return answerDue || batches.values().stream().anyMatch(batch -> !batch.silenced);
    }

    private void ask() {
        answered();
        responseQueue.request();
    }

    private void answered() {
        answerDue = false;
        deadlines.clear(WakeReason.TOOL_ANSWER_LIMIT);
    }
}
