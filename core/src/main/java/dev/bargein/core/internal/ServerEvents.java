package dev.bargein.core.internal;

import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Takes the events of the server, in any order, doubled, or in part. */
public final class ServerEvents {
    static final long STALLED_NANOS = 60_000_000_000L;

    private static final Response.StatusDetails NO_DETAILS = new Response.StatusDetails(null, null, null, null, null);

    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ConversationState state;
    private final ResponseQueue responseQueue;
    private final InterruptionHandler interruption;
    private final ResponseAudio responseAudio;
    private final HandsFree handsFree;
    private final MicrophoneUplink uplink;
    private final FunctionCalls functionCalls;
    private boolean speechInterrupts;
    private boolean answersTurns;
    private TokenUsage usage = TokenUsage.NONE;

    /** The events of one conversation. */
    public ServerEvents(
            CommandBuffer out,
            Deadlines deadlines,
            ConversationState state,
            ResponseQueue responseQueue,
            InterruptionHandler interruption,
            ResponseAudio responseAudio,
            HandsFree handsFree,
            MicrophoneUplink uplink,
            FunctionCalls functionCalls) {
        this.out = out;
        this.deadlines = deadlines;
        this.state = state;
        this.responseQueue = responseQueue;
        this.interruption = interruption;
        this.responseAudio = responseAudio;
        this.handsFree = handsFree;
        this.uplink = uplink;
        this.functionCalls = functionCalls;
    }

    /**
     * Takes an event.
     *
     * @return whether it confirms the session
     */
    public boolean handle(ServerEvent event) {
        if (event instanceof ServerEvent.ResponseOutputAudioDelta e) {
            ResponseState r = running(e.responseId());
            if (r != null) {
                responseAudio.delta(r, item(e.itemId(), r), e.contentIndex(), e.delta());
            }
        } else if (event instanceof ServerEvent.ResponseOutputAudioTranscriptDelta e) {
            transcript(e.responseId(), e.itemId(), e.delta(), true);
        } else if (event instanceof ServerEvent.ResponseOutputTextDelta e) {
            transcript(e.responseId(), e.itemId(), e.delta(), false);
        } else if (event instanceof ServerEvent.ResponseOutputAudioDone e) {
            ItemState item = state.known(e.itemId());
            if (item != null) {
                item.audioDone = true;
            }
        } else if (event instanceof ServerEvent.ResponseContentPartAdded e) {
            contentPart(e.responseId(), e.itemId(), e.contentIndex(), e.part());
        } else if (event instanceof ServerEvent.ResponseOutputItemAdded e) {
            outputItem(e.responseId(), e.item());
        } else if (event instanceof ServerEvent.ResponseOutputItemDone e) {
            outputItemDone(e.responseId(), e.item());
        } else if (event instanceof ServerEvent.ResponseCreated e) {
            created(e.response());
        } else if (event instanceof ServerEvent.ResponseDone e) {
            done(e.response());
        } else if (event instanceof ServerEvent.OutputAudioBufferStarted e) {
            responseAudio.started(e);
        } else if (event instanceof ServerEvent.OutputAudioBufferStopped e) {
            responseAudio.stopped(e);
        } else if (event instanceof ServerEvent.OutputAudioBufferCleared e) {
            responseAudio.cleared(e);
        } else if (event instanceof ServerEvent.ConversationItemAdded e) {
            placed(e.item(), e.previousItemId());
        } else if (event instanceof ServerEvent.ConversationItemCreated e) {
            placed(e.item(), e.previousItemId());
        } else if (event instanceof ServerEvent.ConversationItemTruncated e) {
            interruption.serverTruncated(e.itemId(), e.audioEndMs());
        } else if (event instanceof ServerEvent.ConversationItemDeleted e) {
            state.remove(e.itemId());
        } else if (event instanceof ServerEvent.ConversationItemInputAudioTranscriptionCompleted e) {
            if (!state.deleted(e.itemId())) {
                state.item(e.itemId()).replaceText(e.transcript());
                out.notify(new Notice.UserText(e.itemId(), e.transcript()));
                handsFree.understood(e.itemId(), e.transcript(), true);
            }
        } else if (event instanceof ServerEvent.ConversationItemInputAudioTranscriptionFailed e) {
            if (!state.deleted(e.itemId())) {
                out.notify(new Notice.UserTextFailed(e.itemId(), e.error()));
            }
        } else if (event instanceof ServerEvent.ConversationItemInputAudioTranscriptionDelta e) {
            if (!state.deleted(e.itemId())) {
                out.notify(new Notice.UserTextDelta(e.itemId(), e.delta()));
            }
            handsFree.understood(e.itemId(), e.delta(), false);
        } else if (event instanceof ServerEvent.InputAudioBufferSpeechStarted e) {
            handsFree.serverHears(true, e.itemId());
            if (speechInterrupts) {
                interruption.bargeIn();
            }
        } else if (event instanceof ServerEvent.InputAudioBufferSpeechStopped e) {
            handsFree.serverHears(false, e.itemId());
        } else if (event instanceof ServerEvent.Error e) {
            error(e.error());
        } else if (event instanceof ServerEvent.SessionCreated e) {
            session(e.session());
        } else if (event instanceof ServerEvent.SessionUpdated e) {
            session(e.session());
            return true;
        }
        return false;
    }

    private void session(JsonObject session) {
        speechInterrupts = turnFlag(session, "interrupt_response");
        answersTurns = turnFlag(session, "create_response");
        responseAudio.session(session);
        uplink.session(session);
    }

    /** Whether the server answers the turns that it finds by itself. */
    public boolean serverAnswersTurns() {
        return answersTurns;
    }

    /** The tokens that responses took until now. */
    public TokenUsage usage() {
        return usage;
    }

    /** Responses that do not end are taken for lost, so that the next can be asked for. */
    public void activeResponseLost(WakeReason reason) {
        for (ResponseState r = state.lost(reason, out.now()); r != null; r = state.lost(reason, out.now())) {
            out.notify(new Notice.TimedOut(reason, "response " + r.id + " did not end"));
            ended(r, "lost");
        }
        state.watchForLost(deadlines);
    }

    private void created(Response wire) {
        ResponseState known = state.response(wire.id());
        if (known != null) {
            responseQueue.announced(known, wire);
        }
        running(wire.id(), wire);
    }

    /** The response of that id while the server works on it; one that nobody announced has begun now. */
    private @Nullable ResponseState running(String id) {
        return running(id, null);
    }

    private @Nullable ResponseState running(String id, @Nullable Response wire) {
        ResponseState r = state.response(id);
        if (r == null) {
            if (id.isEmpty() || state.forgotten(id)) {
                return null;
            }
            r = state.begin(id);
            if (responseQueue.began(r, wire)) {
                r.answersUnwanted = true;
                interruption.interruptedBeforeItBegan(r);
            } else {
                out.notify(new Notice.ResponseStarted(id));
            }
            responseAudio.responseBegan(r);
            handsFree.responseBegan();
            functionCalls.responseBegan(r);
        }
        if (r.active) {
            r.stalledAtNanos = out.now() + STALLED_NANOS;
            state.watchForLost(deadlines);
        }
        return r;
    }

    private void done(Response wire) {
        ResponseState r = state.response(wire.id());
        if (r == null && !wire.id().isEmpty() && !state.forgotten(wire.id())) {
            r = state.begin(wire.id());
            r.interrupted = responseQueue.began(r, wire);
        }
        if (r != null && r.active) {
            usage = wire.usage() == null ? usage : usage.plus(TokenUsage.of(wire.usage()));
            for (Item item : wire.output()) {
                functionCalls.finished(r, item);
            }
            if (wire.status().equals("failed") || wire.status().equals("incomplete")) {
                Response.StatusDetails details = wire.statusDetails();
                out.notify(new Notice.ResponseFailed(r.id, wire.status(), details == null ? NO_DETAILS : details));
            }
            ended(r, wire.status());
        }
    }

    private void ended(ResponseState r, String status) {
        r.active = false;
        state.watchForLost(deadlines);
        for (ItemState item : r.items) {
            item.audioDone = true;
            item.aside = r.outOfBand;
        }
        interruption.responseEnded(r);
        responseAudio.responseEnded(r);
        out.notify(new Notice.ResponseEnded(r.id, status));
        functionCalls.responseEnded(r);
        responseQueue.ended(r);
    }

    private void transcript(String responseId, String itemId, String delta, boolean ofSound) {
        ResponseState r = running(responseId);
        if (r == null) {
            return;
        }
        ItemState item = item(itemId, r);
        item.appendText(delta);
        if (ofSound) {
            responseAudio.soundExpected(r, item);
        }
        if (!r.interrupted) {
            out.notify(new Notice.AssistantText(r.id, item.id, delta, item.phase));
        }
    }

    private void contentPart(String responseId, String itemId, int contentIndex, ContentPart part) {
        ResponseState r = running(responseId);
        if (r != null && part.isOutputAudio()) {
            ItemState item = item(itemId, r);
            item.contentIndex = contentIndex;
            responseAudio.soundExpected(r, item);
        }
    }

    private void outputItem(String responseId, Item wire) {
        ResponseState r = running(responseId);
        if (r != null) {
            phase(item(wire.id(), r), wire);
        }
    }

    private static void phase(ItemState item, Item wire) {
        String phase = wire.phase();
        if (phase != null) {
            item.phase = phase.substring(0, Math.min(phase.length(), ItemState.MAX_PHASE));
        }
    }

    private void outputItemDone(String responseId, Item wire) {
        outputItem(responseId, wire);
        ResponseState r = state.response(responseId);
        if (r != null) {
            functionCalls.finished(r, wire);
        }
    }

    private ItemState item(String id, ResponseState r) {
        ItemState item = state.deleted(id) ? deletedItem(id, r) : state.item(id);
        if (item.responseId.isEmpty()) {
            item.responseId = r.id;
            item.role = "assistant";
            if (r.items.size() < ResponseState.MAX_ITEMS) {
                r.items.add(item);
            }
        }
        return item;
    }

    /** What is still said of an item that was deleted counts, but does not bring it back. */
    private static ItemState deletedItem(String id, ResponseState r) {
        ItemState known = r.item(id);
        if (known != null) {
            return known;
        }
        ItemState item = new ItemState(id);
        item.deleted = true;
        return item;
    }

    private void placed(Item wire, @Nullable String previousItemId) {
        functionCalls.confirmed(wire);
        if (state.deleted(wire.id())) {
            return;
        }
        ItemState known = state.known(wire.id());
        if (known != null) {
            known.cutOff = false;
            phase(known, wire);
        }
        if (wire.id().isEmpty() || known != null && !known.role.isEmpty()) {
            if (known != null && !known.placed) {
                known.placed = true;
                state.placeAfter(known, previousItemId);
            }
            return;
        }
        ItemState item = state.item(wire.id());
        item.placed = true;
        phase(item, wire);
        item.role = wire.role() == null ? "" : wire.role();
        for (ContentPart part : wire.content()) {
            String text = part.text() != null ? part.text() : part.transcript();
            if (text != null && item.text.length() == 0) {
                item.appendText(text);
            }
        }
        state.placeAfter(item, previousItemId);
    }

    private void error(ErrorDetails error) {
        boolean aboutRequest = responseQueue.refused(error);
        if (!aboutRequest && "response_cancel_not_active".equals(error.code())) {
            ResponseState cancelled = error.eventId() == null ? state.active() : cancelledBy(error.eventId());
            if (cancelled != null && cancelled.active && cancelled.interrupted) {
                ended(cancelled, "lost");
            }
        }
        out.notify(new Notice.ServiceError(error));
    }

    private @Nullable ResponseState cancelledBy(String eventId) {
        for (ResponseState r : state.responses()) {
            if (r.cancelEventId.equals(eventId)) {
                return r;
            }
        }
        return null;
    }

    /** Whether the server finds turns by itself and does a thing then, as it does unless it is told otherwise. */
    private static boolean turnFlag(JsonObject session, String name) {
        JsonObject ga = session.object("audio").object("input").object("turn_detection");
        JsonObject detection = ga.isEmpty() ? session.object("turn_detection") : ga;
        return !detection.isEmpty() && !JsonValue.of(false).equals(detection.get(name));
    }
}
