package dev.bargein.simulator.internal.session;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.ConversationItems;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.SessionLedger;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.response.Generation;
import dev.bargein.simulator.internal.response.OutputItems;
import dev.bargein.simulator.internal.response.Responses;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.script.Interruption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that ends an answer early, in the order of the real wire (docs/protocol.md, section 4b), and what the
 * output buffer has to tell.
 *
 * <p>Not thread-safe.
 */
final class Interrupter {
    private final boolean truncateOnClear;
    private final EventQueue out;
    private final ConversationItems conversation;
    private final Responses responses;
    private final SessionLedger ledger;
    private final @Nullable OutputBuffer buffer;

    Interrupter(
            boolean truncateOnClear,
            EventQueue out,
            ConversationItems conversation,
            Responses responses,
            SessionLedger ledger,
            @Nullable OutputBuffer buffer) {
        this.truncateOnClear = truncateOnClear;
        this.out = out;
        this.conversation = conversation;
        this.responses = responses;
        this.ledger = ledger;
        this.buffer = buffer;
    }

    void cancel(ClientEvent.ResponseCancel cancel, long nowNanos) {
        String wanted = cancel.responseId();
        Generation target = wanted == null ? responses.activeDefault() : responses.findActive(wanted);
        String responseId = target != null ? target.id : wanted == null ? "" : wanted;
        note(Interruption.Kind.CANCEL, nowNanos, responseId);
        if (target == null) {
            throw EventRefusal.noActiveResponse();
        }
        target.noteInterruption();
        target.cancel(nowNanos);
    }

    void clear(long nowNanos) {
        if (buffer == null) {
            throw EventRefusal.of(RealtimeCodec.unsupportedType(ClientEvent.OutputAudioBufferClear.TYPE));
        }
        String responseId = buffer.current();
        note(Interruption.Kind.CLEAR, nowNanos, responseId == null ? "" : responseId);
        truncateAt(cutOutput());
    }

    void truncate(ClientEvent.ConversationItemTruncate truncate, long nowNanos) {
        String itemId = truncate.itemId();
        long endMs = truncate.audioEndMs();
        StoredItem item = conversation.find(itemId);
        String responseId = item == null ? "" : item.responseId;
        ledger.interruption(new Interruption(Interruption.Kind.TRUNCATE, nowNanos, responseId, itemId, endMs));
        if (item == null) {
            throw EventRefusal.noItem(ErrorCodes.ITEM_TRUNCATE_INVALID_ITEM_ID, "truncating", itemId);
        }
        if (!item.assistantAudio || item.generatedSamples() == 0) {
            throw EventRefusal.onlyOutputAudio();
        }
        if (truncate.contentIndex() != 0) {
            throw EventRefusal.noContent(truncate.contentIndex());
        }
        if (endMs < 0) {
            throw EventRefusal.outOfRange("integer", "audio_end_ms", false, "0", Long.toString(endMs));
        }
        long haveMs = Pcm.toMs(Math.min(item.audio.samples(), OutputItems.sentSamples(buffer, item)));
        if (endMs > haveMs) {
            throw EventRefusal.alreadyShorter(haveMs, endMs);
        }
        responses.noteInterruption(responseId);
        item.truncate(Pcm.toSamples(endMs));
        out.add(new ServerEvent.ConversationItemTruncated(out.eventId(), itemId, 0, endMs));
    }

    /** The user speaks over the answer. */
    void bargeIn(long nowNanos) {
        String playing = buffer == null ? null : buffer.current();
        Generation running = responses.activeDefault();
        note(Interruption.Kind.SPEECH, nowNanos, playing != null ? playing : running != null ? running.id : "");
        List<OutputBuffer.Dropped> dropped = cutOutput();
        if (running != null) {
            running.noteInterruption();
            running.endByBargeIn();
        }
        truncateAt(dropped);
    }

    /** The user speaks, and the answer goes on without its sound. */
    void clearOnSpeech(long nowNanos) {
        String playing = buffer == null ? null : buffer.current();
        if (playing != null) {
            note(Interruption.Kind.SPEECH, nowNanos, playing);
            truncateAt(cutOutput());
        }
    }

    /** Tells the client what the pacer did since the last time. */
    void tellFacts() {
        for (OutputBuffer.Fact fact = nextFact(); fact != null; fact = nextFact()) {
            tell(fact);
        }
    }

    /** Empties the output buffer, and tells the client when there was something in it. */
    private List<OutputBuffer.Dropped> cutOutput() {
        OutputBuffer.Cleared cleared = buffer == null ? null : buffer.clear();
        if (cleared == null) {
            return List.of();
        }
        cleared.before().forEach(this::tell);
        out.add(new ServerEvent.OutputAudioBufferCleared(out.mediaEventId(), cleared.responseId()));
        for (OutputBuffer.Dropped cut : cleared.dropped()) {
            responses.noteInterruption(cut.line().responseId);
        }
        return cleared.dropped();
    }

    /** The service knows what it sent, so it truncates by itself what was cut off. */
    private void truncateAt(List<OutputBuffer.Dropped> dropped) {
        for (OutputBuffer.Dropped cut : dropped) {
            StoredItem item = conversation.find(cut.line().itemId);
            if (!truncateOnClear || item == null || cut.sentSamples() >= item.audio.samples()) {
                continue;
            }
            item.truncate(cut.sentSamples());
            out.add(new ServerEvent.ConversationItemTruncated(out.eventId(), item.id, 0, Pcm.toMs(cut.sentSamples())));
        }
    }

    private OutputBuffer.@Nullable Fact nextFact() {
        return buffer == null ? null : buffer.pollFact();
    }

    private void tell(OutputBuffer.Fact fact) {
        out.add(
                fact.started()
                        ? new ServerEvent.OutputAudioBufferStarted(out.mediaEventId(), fact.responseId())
                        : new ServerEvent.OutputAudioBufferStopped(out.mediaEventId(), fact.responseId()));
    }

    private void note(Interruption.Kind kind, long nowNanos, String responseId) {
        ledger.interruption(new Interruption(kind, nowNanos, responseId, "", -1));
    }
}
