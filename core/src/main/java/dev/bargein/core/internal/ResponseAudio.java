package dev.bargein.core.internal;

import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.TrackId;
import dev.bargein.core.WakeReason;
import dev.bargein.core.internal.heard.SpeakingRate;
import dev.bargein.core.internal.playout.PlayoutGate;
import dev.bargein.core.internal.playout.TelephoneDecoder;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.audio.G711;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The assistant's sound: what of it goes to the player, when the gate opens, and what was played. */
public final class ResponseAudio {
    /** How long sound waits behind the gate for an announcement, where the server is known to announce. */
    static final long ANNOUNCE_TIMEOUT_NANOS = 1_000_000_000L;

    /** How far sound lags behind events, and how long ago it may have been counted. */
    static final long SOUND_LAG_NANOS = 320_000_000L;

    private final ConversationConfig config;
    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ConversationState state;
    private final InterruptionHandler interruption;
    private final SpeakingRate rate;
    private @Nullable G711 law;
    private boolean serverAnnounces;
    private PlayoutReport.Live live = PlayoutReport.EMPTY.live();

    /** The voice of one conversation. */
    public ResponseAudio(
            ConversationConfig config,
            CommandBuffer out,
            Deadlines deadlines,
            ConversationState state,
            InterruptionHandler interruption,
            SpeakingRate rate) {
        this.config = config;
        this.out = out;
        this.deadlines = deadlines;
        this.state = state;
        this.interruption = interruption;
        this.rate = rate;
    }

    /** A response began. */
    public void responseBegan(ResponseState response) {
        if (isLive() && !response.interrupted && !response.textOnly) {
            out.add(new Command.ExpectLive(out.cause(), response.id));
        }
    }

    /** It is known that an item of a response has sound. */
    public void soundExpected(ResponseState response, ItemState item) {
        sounds(response);
        if (!response.audioItems.contains(item)) {
            response.addAudioItem(item);
            if (response.interrupted) {
                interruption.lateItem(item, response);
            }
        }
        openUnannounced();
    }

    private void sounds(ResponseState response) {
        response.hasAudio = true;
        if (response.silenced) {
            interruption.soundAfterStop(response);
        }
    }

    /** The session is as the server says: what it says of the format counts, not what was asked for. */
    public void session(JsonObject session) {
        law = TelephoneDecoder.law(
                session.object("audio").object("output"), session.string("output_audio_format"), law);
    }

    /** Sound arrived in an event. */
    public void delta(ResponseState response, ItemState item, int contentIndex, AudioBytes sound) {
        if (isLive()) {
            return;
        }
        item.contentIndex = contentIndex;
        soundExpected(response, item);
        if (item.received == 0) {
            item.decoder = law == null ? null : new TelephoneDecoder(law);
        }
        AudioBytes pcm = item.decoder == null ? sound : item.decoder.decode(sound);
        int samples = pcm.size() / 2;
        item.received += samples;
        for (ItemState earlier : response.audioItems) {
            if (earlier == item) {
                break;
            }
            // Sound comes in the order in which it is to be heard, although the end of an item may be told later.
            earlier.audioDone |= earlier.received > 0;
        }
        if (item.firstAudioNanos == Long.MAX_VALUE) {
            item.firstAudioNanos = out.now();
        }
        TrackId track = new TrackId(response.id, item.id, contentIndex);
        if (response.interrupted && config.strategy().dropLateAudio()) {
            out.add(new Command.Discard(out.cause(), track, samples));
        } else {
            // Late sound of a voice that had ended is told as a voice again, once it is heard.
            response.voiceStarted &= !response.voiceEnded;
            response.voiceEnded = false;
            out.add(new Command.Play(out.cause(), track, pcm));
        }
    }

    /** The server began to send the sound of a response. */
    public void started(ServerEvent.OutputAudioBufferStarted event) {
        serverAnnounces = true;
        ResponseState r = named(event.responseId());
        if (r == null && event.responseId().isEmpty()) {
            r = state.active();
        }
        if (r == null || !isLive()) {
            return;
        }
        boolean sameEvent = !event.eventId().isEmpty() && event.eventId().equals(r.startedEventId);
        r.startedEventId = event.eventId();
        if (r.startedSeen) {
            if (!sameEvent) {
                startedAgain(r);
            }
            return;
        }
        r.startedSeen = true;
        sounds(r);
        for (ResponseState older : state.responses()) {
            older.followed |= older != r && older.stoppedSeen;
            r.beganBehind |= older != r && older.hasAudio && !older.voiceEnded && !older.interrupted;
        }
        ItemState item = r.firstAudioItem();
        if (item != null) {
            item.firstAudioNanos = Math.min(item.firstAudioNanos, out.now());
        }
        boolean gated = r.interrupted && config.strategy().dropLateAudio();
        if (!gated) {
            openGate(r);
        }
    }

    /** The server's buffer had run out of a response with more than one thing to say, and holds more of it now. */
    private void startedAgain(ResponseState r) {
        if (!r.stoppedSeen || r.clearedSeen) {
            return;
        }
        boolean older = true;
        for (ResponseState other : state.responses()) {
            older &= other != r;
            if (!older && other != r && other.startedSeen) {
                // Too late to be true: the next response sounds already.
                return;
            }
        }
        r.stoppedSeen = false;
        r.followed = false;
        r.boundaries.goesOn();
        if (!r.interrupted) {
            r.voiceStarted &= !r.voiceEnded;
            r.voiceEnded = false;
            r.gateAsked = false;
            openGate(r);
        }
    }

    /** The server sent all sound of a response, so far. */
    public void stopped(ServerEvent.OutputAudioBufferStopped event) {
        serverAnnounces = true;
        ResponseState r = named(event.responseId());
        boolean sameEvent =
                r != null && !event.eventId().isEmpty() && event.eventId().equals(r.stoppedEventId);
        if (r != null && isLive() && !r.stoppedSeen && !sameEvent) {
            r.stoppedSeen = true;
            r.stoppedEventId = event.eventId();
            r.boundaries.brokeOff();
            out.add(new Command.EndLive(out.cause(), r.id, true));
            if (r.interrupted && !r.active) {
                r.voiceEnded = true;
                interruption.lockedVoiceMayHaveEnded();
            }
        }
    }

    /** The server threw sound away. */
    public void cleared(ServerEvent.OutputAudioBufferCleared event) {
        serverAnnounces = true;
        ResponseState r = named(event.responseId());
        if (r == null || !isLive() || r.clearedSeen) {
            return;
        }
        r.clearedSeen = true;
        interruption.clearedByServer(r);
        out.add(new Command.EndLive(out.cause(), r.id, true));
        if (!r.active) {
            r.voiceEnded = true;
            interruption.lockedVoiceMayHaveEnded();
        }
    }

    /** A response is over. */
    public void responseEnded(ResponseState response) {
        response.doneNanos = out.now();
        if (!response.hasAudio || isLive() && (response.clearedSeen || response.interrupted && response.stoppedSeen)) {
            if (response.voiceStarted && !response.voiceEnded && !response.interrupted) {
                // It was counted for this response before it was known to be another's.
                voiceEnded(response);
            }
            response.voiceEnded = true;
        } else if (isLive() && !response.startedSeen && !serverAnnounces) {
            out.add(new Command.EndLive(out.cause(), response.id, false));
        }
        if (response.interrupted && config.strategy().dropLateAudio()) {
            response.voiceEnded = true;
        }
        if (!response.voiceEnded && heardOut(response)) {
            // The player had nothing left before it was known that nothing more would come, and reports no change.
            voiceEnded(response);
        }
        interruption.lockedVoiceMayHaveEnded();
    }

    /** Whether all sound that came was played, by the last report. */
    private boolean heardOut(ResponseState response) {
        return isLive()
                ? live.ended() && live.responseId().equals(response.id)
                : response.audioItems.stream().allMatch(item -> item.played >= item.received);
    }

    /** The transport is gone: no more sound comes than what is here. */
    public void transportDown() {
        for (ResponseState r : state.responses()) {
            if (isLive() && r.hasAudio && !r.cutOff && !r.stoppedSeen && !r.clearedSeen) {
                out.add(new Command.EndLive(out.cause(), r.id, true));
            }
            r.cutOff = true;
        }
    }

    /** Whether sound can wait for so long before any is lost: what comes on a live stream cannot be kept for ever. */
    boolean canWait(int ms) {
        return !isLive() || live.queued() + ms * (long) MediaTime.SAMPLES_PER_MS <= PlayoutGate.MAX_QUEUED_SAMPLES;
    }

    /** What the player has played. */
    public void played(PlayoutReport report) {
        live = report.live();
        interruption.voiceSounds(isLive() && live.sounding());
        for (PlayoutReport.Track track : report.tracks()) {
            playedTrack(track);
        }
        for (ResponseState r : state.responses()) {
            if (!isLive() && !r.active && !r.voiceEnded && r.hasAudio && nothingQueued(report, r.id)) {
                voiceEnded(r);
            }
        }
        for (PlayoutReport.Arrival arrival : report.arrivals()) {
            ResponseState r = state.response(arrival.responseId());
            if (r != null) {
                r.boundaries.arrived(arrival);
                noteSilence(r, arrival.silent() - r.silent);
            }
        }
        interruption.arrived(report.arrivals());
        ResponseState sounding = state.response(live.responseId());
        if (isLive() && sounding != null) {
            endBefore(sounding);
            playedLive(sounding);
        }
        openUnannounced();
    }

    /** The next response sounds behind the gate and was not announced in time. */
    public void announceTimedOut() {
        ResponseState r = waiting();
        if (r != null && live.onset()) {
            openGate(r);
        }
    }

    private void playedTrack(PlayoutReport.Track track) {
        ResponseState r = state.response(track.id().responseId());
        if (r == null) {
            return;
        }
        // Also one that was deleted: what is heard of it is a fact all the same.
        ItemState own = r.item(track.id().itemId());
        ItemState item = own == null ? state.known(track.id().itemId()) : own;
        if (item == null) {
            return;
        }
        if (track.id().contentIndex() == item.contentIndex) {
            item.played = Math.max(item.played, Math.min(track.played(), item.received));
        }
        if (track.played() > 0) {
            voiceStarted(r);
        }
    }

    private void playedLive(ResponseState r) {
        if (!r.heardFixed) {
            r.played = Math.max(r.played, live.played());
            List<ItemBoundaries.Share> shares = r.boundaries.before(r.played, r.audioItems, rate.samplesPerCharacter());
            for (int i = 0; i < shares.size(); i++) {
                r.audioItems.get(i).played = shares.get(i).guess();
            }
        }
        if (live.played() > 0) {
            voiceStarted(r);
        }
        if (live.ended() && !r.active && !r.voiceEnded) {
            voiceEnded(r);
        }
    }

    /** Once a response is done the server has all of it to send: a silence that begins later is a pause in speech. */
    private void noteSilence(ResponseState r, long samples) {
        if (samples <= 0) {
            return;
        }
        r.silent += samples;
        long began = out.now() - samples * 1_000_000 / MediaTime.SAMPLES_PER_MS;
        if (r.active || began - r.doneNanos < SOUND_LAG_NANOS) {
            r.stalled += samples;
        }
    }

    /** A live stream carries one response after the other: what is older than the one that sounds is over. */
    private void endBefore(ResponseState sounding) {
        for (ResponseState r : state.responses()) {
            if (r == sounding) {
                return;
            }
            if (!r.active && r.hasAudio && !r.voiceEnded) {
                voiceEnded(r);
            }
        }
    }

    private void voiceStarted(ResponseState r) {
        // Sound ahead of its announcement is counted for a response that may have come to its end without any.
        if (!r.voiceStarted && (r.hasAudio || !r.voiceEnded)) {
            r.voiceStarted = true;
            r.voiceStartedNanos = out.now();
            out.notify(new Notice.VoiceStarted(r.id));
        }
    }

    private void voiceEnded(ResponseState r) {
        r.voiceEnded = true;
        if (!r.interrupted) {
            rate.heard(
                    r.played,
                    r.audioItems.stream().mapToLong(item -> item.text.length()).sum());
            out.notify(new Notice.VoiceEnded(r.id));
        }
        interruption.lockedVoiceMayHaveEnded();
    }

    private static boolean nothingQueued(PlayoutReport report, String responseId) {
        for (PlayoutReport.Track track : report.tracks()) {
            if (track.id().responseId().equals(responseId) && track.queued() > 0) {
                return false;
            }
        }
        return true;
    }

    /** Opens for a response that sounds although nothing announced it: at once, or after a while, as the server is. */
    private void openUnannounced() {
        ResponseState r = waiting();
        if (r == null || !live.onset()) {
            deadlines.clear(WakeReason.STARTED_ANNOUNCED);
        } else if (!serverAnnounces) {
            openGate(r);
        } else if (!deadlines.isSet(WakeReason.STARTED_ANNOUNCED)) {
            deadlines.set(WakeReason.STARTED_ANNOUNCED, out.now() + ANNOUNCE_TIMEOUT_NANOS);
        }
    }

    /** The oldest response that has sound, was not interrupted, and for which the gate was not opened yet. */
    private @Nullable ResponseState waiting() {
        if (!isLive() || live.open()) {
            return null;
        }
        for (ResponseState r : state.responses()) {
            if (!r.interrupted && r.hasAudio && !r.gateAsked && !r.voiceEnded) {
                return r;
            }
        }
        return null;
    }

    private void openGate(ResponseState response) {
        if (response.gateAsked) {
            return;
        }
        response.gateAsked = true;
        deadlines.clear(WakeReason.STARTED_ANNOUNCED);
        boolean oldGone = true;
        for (ResponseState r : state.responses()) {
            oldGone &= !r.interrupted || !r.mayBeBuffered() || !r.active && !r.startedSeen;
        }
        out.add(new Command.OpenGate(out.cause(), response.id, oldGone));
    }

    /** The response an event names; where it names none, the one that must be meant. */
    private @Nullable ResponseState named(String responseId) {
        if (!responseId.isEmpty()) {
            return state.response(responseId);
        }
        ResponseState last = null;
        for (ResponseState r : state.responses()) {
            if (!r.stoppedSeen && !r.clearedSeen && r.pending()) {
                last = r;
            }
        }
        return last;
    }

    private boolean isLive() {
        return !config.traits().audioTaggedWithItem();
    }
}
