package dev.bargein.core.internal;

import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Heard;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.Strategy;
import dev.bargein.core.WakeReason;
import dev.bargein.core.internal.heard.HeardText;
import dev.bargein.core.internal.heard.SpeakingRate;
import dev.bargein.protocol.ClientEvent;
import java.util.ArrayList;
import java.util.List;

/** What happens when the user wants silence, as the strategy has it. */
public final class InterruptionHandler {
    /** Less sound than this says nothing about the pace of the text that came with it. */
    private static final MediaTime LEAST_PACED = MediaTime.ofMillis(1_500);

    static final long CANCELLED_DONE_NANOS = 3_000_000_000L;
    static final long LOCK_OUT_LIMIT_NANOS = 30_000_000_000L;
    static final long LOCK_OUT_TAIL_NANOS = 200_000_000L;

    private final ConversationConfig config;
    private final Strategy strategy;
    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ConversationState state;
    private final ResponseQueue responseQueue;
    private final ItemEdits edits;
    private final OutputLatency latency;
    private final LiveTruncation liveTruncation;
    private boolean lockedOut;
    private boolean voiceSounds;

    /** The interruptions of one conversation. */
    public InterruptionHandler(
            ConversationConfig config,
            CommandBuffer out,
            Deadlines deadlines,
            ConversationState state,
            ResponseQueue responseQueue,
            SpeakingRate rate) {
        this.config = config;
        this.strategy = config.strategy();
        this.out = out;
        this.deadlines = deadlines;
        this.state = state;
        this.responseQueue = responseQueue;
        this.edits = new ItemEdits(out, deadlines);
        this.latency = new OutputLatency(config.outputLatency().samples(), out);
        this.liveTruncation = new LiveTruncation(latency, out, deadlines, edits, rate);
    }

    /** Whether the user may not press now. */
    public boolean lockedOut() {
        return lockedOut;
    }

    /** Whether anything sounds on the live stream, whosever it is. */
    public void voiceSounds(boolean sounds) {
        voiceSounds = sounds;
    }

    /** A rendered sample takes so long to the ear from now on. */
    public void outputLatency(MediaTime length) {
        latency.set(length.samples());
    }

    /** How long a rendered sample takes to the ear, in nanoseconds. */
    long latencyNanos() {
        return new MediaTime(latency.samples()).millis() * 1_000_000;
    }

    /** The voice is held, or goes on. */
    public void voiceHeld(boolean held) {
        if (held) {
            latency.held();
        } else {
            latency.goesOn();
        }
    }

    /** The user wants silence. */
    public void stop() {
        interrupt(true);
    }

    /** The server heard the user speak, and cuts its side by itself. */
    public void bargeIn() {
        interrupt(false);
    }

    /** A response began that had been interrupted before. */
    public void interruptedBeforeItBegan(ResponseState response) {
        response.interrupted = true;
        cancel(response);
        clearServerBuffer(List.of(response));
    }

    /** A response outside the conversation sounds, which had no sound when silence was wanted. */
    public void soundAfterStop(ResponseState response) {
        response.silenced = false;
        if (response.voiceStarted && !response.voiceEnded) {
            out.notify(new Notice.VoiceEnded(response.id));
        }
        response.interrupted = true;
        if (strategy.silence() == Strategy.Silence.GATE && !othersSound()) {
            silenceHere();
        }
        if (response.active) {
            cancel(response);
        }
        clearServerBuffer(List.of(response));
    }

    private boolean othersSound() {
        for (ResponseState r : state.responses()) {
            if (!r.interrupted && r.hasAudio && r.pending()) {
                return true;
            }
        }
        return false;
    }

    /** The server cut a response by itself. */
    public void clearedByServer(ResponseState response) {
        if (!response.interrupted && response.pending()) {
            silence(List.of(response), false);
        }
    }

    private void interrupt(boolean serverMustBeTold) {
        List<ResponseState> cut = new ArrayList<>();
        for (ResponseState r : state.responses()) {
            boolean aside = r.outOfBand && !r.hasAudio;
            boolean cuts = !aside && !r.interrupted && r.pending() && !r.followed;
            if (!cuts && !r.interrupted && r.voiceStarted && !r.voiceEnded) {
                // It had begun, and nothing else will tell that it is not heard any more.
                r.voiceEnded = !aside;
                r.voiceStarted = !aside;
                out.notify(new Notice.VoiceEnded(r.id));
            }
            if (aside) {
                r.silenced = !r.textOnly;
                continue;
            }
            if (cuts) {
                cut.add(r);
            }
            // Also of what is over, so that sound of it that is later than its end stays silent.
            r.interrupted = true;
        }
        boolean nothing = cut.isEmpty() && !responseQueue.pending();
        responseQueue.interrupt();
        if (nothing) {
            if (voiceSounds && strategy.silence() == Strategy.Silence.GATE) {
                // Sound that no known response accounts for: events may lie, the ear does not.
                silenceHere();
                if (serverMustBeTold
                        && strategy.clearServerBuffer()
                        && config.traits().canClearServerBuffer()) {
                    out.send(new ClientEvent.OutputAudioBufferClear(out.nextEventId()));
                }
            }
            return;
        }
        silence(cut, serverMustBeTold);
    }

    private void silence(List<ResponseState> cut, boolean serverMustBeTold) {
        for (ResponseState r : cut) {
            r.interrupted = true;
        }
        silenceHere();
        if (strategy.truncateFirst()) {
            truncate(cut, serverMustBeTold);
        }
        if (serverMustBeTold) {
            for (ResponseState r : cut) {
                if (r.active) {
                    cancel(r);
                }
            }
            clearServerBuffer(cut);
        }
        if (!strategy.truncateFirst()) {
            truncate(cut, serverMustBeTold);
        }
        out.notify(new Notice.Interrupted(heard(cut)));
    }

    private void silenceHere() {
        boolean queueHere = config.traits().audioTaggedWithItem();
        switch (strategy.silence()) {
            case NONE -> {}
            case FLUSH -> {
                if (queueHere) {
                    out.add(new Command.Flush(out.cause()));
                }
            }
            case GATE -> out.add(queueHere ? new Command.Flush(out.cause()) : new Command.ShutGate(out.cause()));
            case MUTE_UNTIL_STOPPED -> lockOut();
        }
    }

    private void cancel(ResponseState response) {
        response.cancelEventId = out.nextEventId();
        out.send(new ClientEvent.ResponseCancel(response.cancelEventId, response.id));
        response.cancelledUntilNanos = out.now() + CANCELLED_DONE_NANOS;
        state.watchForLost(deadlines);
    }

    private void clearServerBuffer(List<ResponseState> cut) {
        if (!strategy.clearServerBuffer() || !config.traits().canClearServerBuffer()) {
            return;
        }
        for (ResponseState r : cut) {
            if (r.mayBeBuffered()) {
                out.send(new ClientEvent.OutputAudioBufferClear(out.nextEventId()));
                return;
            }
        }
    }

    private void truncate(List<ResponseState> cut, boolean serverMustBeTold) {
        boolean serverOwns = config.traits().serverOwnsPlayout();
        for (ResponseState r : cut) {
            if (r.outOfBand) {
                // Its items are in no conversation.
                continue;
            }
            switch (strategy.truncation()) {
                case NONE -> {}
                case WALL_CLOCK -> truncateByWallClock(r);
                case WALL_CLOCK_IF_CLIENT_OWNS_PLAYOUT -> {
                    if (!serverOwns) {
                        truncateByWallClock(r);
                    }
                }
                case HEARD -> {
                    if (serverOwns) {
                        liveTruncation.await(r);
                    } else {
                        truncateWhatWasHeard(r);
                    }
                }
            }
        }
    }

    /** The newest item with sound, at the time since its sound began: wrong in several ways, as its users are. */
    private void truncateByWallClock(ResponseState r) {
        if (r.audioItems.isEmpty()) {
            return;
        }
        ItemState item = r.audioItems.get(r.audioItems.size() - 1);
        if (item.firstAudioNanos > out.now()) {
            return;
        }
        long elapsedMs = (out.now() - item.firstAudioNanos) / 1_000_000;
        long ms = item.received > 0 ? Math.min(elapsedMs, new MediaTime(item.received).millis()) : elapsedMs;
        edits.truncate(item, ms);
    }

    private void truncateWhatWasHeard(ResponseState r) {
        for (ItemState item : r.audioItems) {
            boolean whole = item.audioDone && item.played >= item.received;
            if (whole && item.received > 0) {
                continue;
            }
            item.interrupted = true;
            long ms = heardOf(item).millis();
            if (ms > 0) {
                edits.truncate(item, ms);
            } else {
                edits.deleteUnheard(item, r);
            }
        }
    }

    /** The server truncated an item, asked or not. */
    public void serverTruncated(String itemId, long audioEndMs) {
        liveTruncation.serverTruncated(itemId, audioEndMs);
    }

    /** So much of responses arrived on the live stream, also of what is cut off. */
    public void arrived(List<PlayoutReport.Arrival> arrivals) {
        liveTruncation.arrived(arrivals);
    }

    /** The server did not say where it truncated. */
    public void refineTimedOut() {
        liveTruncation.timedOut();
    }

    /** A response is over. */
    public void responseEnded(ResponseState response) {
        edits.responseEnded(response);
    }

    /** The responses of what nobody heard did not end in time. */
    public void deleteTimedOut() {
        edits.deleteTimedOut();
    }

    /** A sounding item appeared in a response that is interrupted: nobody will hear it. */
    public void lateItem(ItemState item, ResponseState response) {
        if (strategy.truncation() == Strategy.Truncation.HEARD && !item.interrupted && !response.outOfBand) {
            item.interrupted = true;
            edits.deleteUnheard(item, response);
        }
    }

    private List<Heard> heard(List<ResponseState> cut) {
        List<Heard> out = new ArrayList<>();
        for (ResponseState r : cut) {
            if (!config.traits().audioTaggedWithItem()) {
                out.addAll(liveTruncation.heard(r));
                continue;
            }
            for (ItemState item : r.audioItems) {
                boolean whole = item.audioDone && item.played >= item.received;
                if (whole && item.received > 0) {
                    continue;
                }
                MediaTime heard = heardOf(item);
                String text = HeardText.estimate(item.text, heard.samples(), soundOf(item, heard));
                out.add(new Heard(item.id, item.contentIndex, heard, text));
            }
        }
        return out;
    }

    /** How much sound belongs to the text of an item: all of it, or as much as has come with that text; 0 if that is unclear. */
    private static long soundOf(ItemState item, MediaTime heard) {
        boolean paced = item.received >= LEAST_PACED.samples() && item.received > heard.samples();
        return item.audioDone || paced ? item.received : 0;
    }

    private MediaTime heardOf(ItemState item) {
        return new MediaTime(Math.max(0, item.played - latency.samples()));
    }

    private void lockOut() {
        if (lockedOut) {
            return;
        }
        lockedOut = true;
        out.add(new Command.Mute(out.cause(), true));
        out.notify(new Notice.LockedOut(true));
        deadlines.set(WakeReason.LOCK_OUT_LIMIT, out.now() + LOCK_OUT_LIMIT_NANOS);
        lockedVoiceMayHaveEnded();
    }

    /** The voice of a muted answer may be over. */
    public void lockedVoiceMayHaveEnded() {
        if (!lockedOut || deadlines.isSet(WakeReason.LOCK_OUT_TAIL)) {
            return;
        }
        for (ResponseState r : state.responses()) {
            if (r.interrupted && r.pending()) {
                return;
            }
        }
        deadlines.set(WakeReason.LOCK_OUT_TAIL, out.now() + LOCK_OUT_TAIL_NANOS);
    }

    /** The user may talk again. */
    public void unlock() {
        if (lockedOut) {
            lockedOut = false;
            deadlines.clear(WakeReason.LOCK_OUT_LIMIT);
            deadlines.clear(WakeReason.LOCK_OUT_TAIL);
            out.add(new Command.Mute(out.cause(), false));
            out.notify(new Notice.LockedOut(false));
        }
    }

    /** Nothing is left to settle: the transport is gone. */
    public void reset() {
        liveTruncation.reset();
        edits.reset();
        unlock();
    }
}
