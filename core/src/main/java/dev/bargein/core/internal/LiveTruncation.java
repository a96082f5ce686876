package dev.bargein.core.internal;

import dev.bargein.core.Heard;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.WakeReason;
import dev.bargein.core.internal.heard.HeardText;
import dev.bargein.core.internal.heard.SpeakingRate;
import dev.bargein.core.internal.playout.PlayoutGate;
import dev.bargein.core.internal.playout.SampleRing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides, on WebRTC, whether the server's truncation of an interrupted item has to be corrected to what was heard, and
 * sends the correction.
 *
 * <p>The server truncates at what it sent, if it truncates; where that is more than what was heard, it is told what was
 * heard. Where an item of several begins becomes known then as well: the server says how much of the item it sent, and how
 * much arrived in all was counted.
 */
final class LiveTruncation {
    static final long REFINE_NANOS = 500_000_000L;

    /** So much longer where only the server can tell items apart, or a pause in speech from one of its own. */
    static final long REFINE_SEVERAL_NANOS = 2_500_000_000L;

    /** A server's truncation this close to what was heard is left alone. */
    static final long REFINE_MIN_MS = 20;

    /** The first and last frame of a sound are counted whole; a truncation past the end is an error. */
    static final long UNSURE_MS = 20;

    /**
     * How far the count of what arrived may be beyond what was sent, since a jitter buffer stretches sound. Where the
     * server does not say what it sent, nothing closer to the end is asked for.
     */
    static final long STRETCHED_MS = 80;

    /** A rest of what was sent whole is not worth a truncation, which takes the text away, where it is no longer. */
    static final long WORTH_MS = 40;

    /** The same where pauses in speech cannot be told from a server that had nothing to send: what may be on its way. */
    static final long WORTH_UNSURE_MS = 240;

    /**
     * By how much too early the beginning of a response may have been found that followed another one without a silence: a
     * pause in the voice before looks like its beginning, and its sound may lag behind its announcement.
     */
    static final long BEGAN_BEHIND_SAMPLES =
            (long) (PlayoutGate.OVERTAKE_FRAMES + PlayoutGate.LAG_FRAMES) * SampleRing.FRAME;

    /** How much slower than usual an item may have been spoken, where a position beyond its end would be an error. */
    private static final double SLOWER = 1.5;

    /** Responses that are still to be settled. */
    static final int MAX_UNSETTLED = 64;

    private final OutputLatency latency;
    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ItemEdits edits;
    private final SpeakingRate rate;
    private final Map<String, Cut> cuts = new LinkedHashMap<>();

    /** A response that was cut off. */
    private static final class Cut {
        final ResponseState response;
        /** Where the server truncated which item, in milliseconds. */
        final Map<ItemState, Long> truncated = new HashMap<>();
        /** How much of what was heard of it may have been silence of a server that had nothing to send. */
        final long stalled;
        /** Whether the server may have had nothing to send when it was cut off. */
        final boolean generating;
        /** How much of it arrived; at least what was heard. */
        long arrived;
        /** How much of it the server had sent when it said that it sends no more. */
        long sent;

        boolean over;
        boolean waitedLonger;

        Cut(ResponseState response, long now) {
            this.response = response;
            this.generating = response.active || now - response.doneNanos < ResponseAudio.SOUND_LAG_NANOS;
            this.stalled = response.stalled;
        }

        List<ItemState> items() {
            return response.audioItems;
        }
    }

    LiveTruncation(OutputLatency latency, CommandBuffer out, Deadlines deadlines, ItemEdits edits, SpeakingRate rate) {
        this.latency = latency;
        this.out = out;
        this.deadlines = deadlines;
        this.edits = edits;
        this.rate = rate;
    }

    /** A response is cut off now. */
    void await(ResponseState response) {
        if (response.audioItems.isEmpty() || cuts.size() >= MAX_UNSETTLED) {
            return;
        }
        response.heardFixed = true;
        for (ItemState item : response.audioItems) {
            item.interrupted = true;
        }
        Cut cut = new Cut(response, out.now());
        cut.arrived = heardOf(response);
        cut.sent = cut.arrived;
        cuts.put(response.id, cut);
        deadlines.set(WakeReason.TRUNCATION_REFINED, out.now() + REFINE_NANOS);
    }

    /** What was heard of each item of a response, as far as that is known. */
    List<Heard> heard(ResponseState response) {
        List<ItemBoundaries.Share> shares = shares(response, rate.samplesPerCharacter());
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            ItemState item = response.audioItems.get(i);
            ItemBoundaries.Share share = shares.get(i);
            String text = HeardText.estimate(item.text, share.guess(), share.length());
            heard.add(new Heard(
                    item.id,
                    item.contentIndex,
                    new MediaTime(share.guess()),
                    text,
                    new MediaTime(share.least()),
                    new MediaTime(share.most())));
        }
        return heard;
    }

    /** The server truncated an item, asked or not. */
    void serverTruncated(String itemId, long audioEndMs) {
        for (Cut cut : cuts.values()) {
            ItemState item = itemOf(cut, itemId);
            if (item != null) {
                if (!item.truncateSent) {
                    cut.truncated.put(item, audioEndMs);
                    settleWhatIsKnown(cut);
                }
                return;
            }
        }
    }

    /** So much arrived on the live stream. */
    void arrived(List<PlayoutReport.Arrival> arrivals) {
        for (PlayoutReport.Arrival arrival : arrivals) {
            Cut cut = cuts.get(arrival.responseId());
            if (cut != null) {
                cut.arrived = Math.max(heardOf(cut.response), arrival.samples());
                cut.sent = Math.max(cut.arrived, arrival.sent());
                if (arrival.over() && !cut.over) {
                    cut.over = true;
                    settleWhatIsKnown(cut);
                }
            }
        }
    }

    /** The server did not say where it truncated, perhaps since it had sent all; or not all of it. */
    void timedOut() {
        for (Cut cut : List.copyOf(cuts.values())) {
            int cutIn = cutIn(cut);
            if (cutIn >= 0) {
                settle(cut, cutIn);
            } else if (onlyServerKnows(cut) && !cut.waitedLonger) {
                // It may be far away.
                cut.waitedLonger = true;
                continue;
            } else {
                settleUntold(cut);
            }
            cuts.remove(cut.response.id);
        }
        if (!cuts.isEmpty()) {
            deadlines.set(WakeReason.TRUNCATION_REFINED, out.now() + REFINE_SEVERAL_NANOS);
        }
    }

    private static boolean onlyServerKnows(Cut cut) {
        ResponseState response = cut.response;
        boolean answered = response.stoppedSeen || response.clearedSeen;
        return cut.items().size() > 1 || response.stalled > 0 && !answered;
    }

    /** Nothing is left to settle. */
    void reset() {
        cuts.clear();
    }

    private void settleWhatIsKnown(Cut cut) {
        int cutIn = cutIn(cut);
        long sent = cutIn < 0 ? 0 : sent(cut, cutIn);
        boolean certain =
                cutIn == 0 && sent >= heardOf(cut.response) && cut.items().size() == 1;
        if (certain || sent > 0 && cut.over) {
            settle(cut, cutIn);
            cuts.remove(cut.response.id);
            if (cuts.isEmpty()) {
                deadlines.clear(WakeReason.TRUNCATION_REFINED);
            }
        }
    }

    /** The item that the server was sending: the last one of which it sent something. Negative when it said nothing. */
    private static int cutIn(Cut cut) {
        int found = -1;
        for (int i = 0; i < cut.items().size(); i++) {
            Long ms = cut.truncated.get(cut.items().get(i));
            if (ms != null && (ms > 0 || found < 0)) {
                found = i;
            }
        }
        return found;
    }

    /** The server said how much of an item it sent: where that item began follows, and what was heard of each. */
    private void settle(Cut cut, int cutIn) {
        ResponseState response = cut.response;
        List<ItemState> items = cut.items();
        long sent = sent(cut, cutIn);
        boolean refined = items.size() > 1;
        if (cutIn == 0) {
            refined |= corrected(cut, sent);
        } else {
            long arrived = cut.generating ? cut.arrived : cut.sent;
            long earliest = Math.max(0, arrived - sent - response.stalled);
            response.boundaries.beginsBetween(cutIn, earliest, Math.max(earliest, cut.sent - sent));
        }
        // Nothing was sent of what comes behind.
        response.boundaries.notBefore(cutIn + 1, Math.max(heardOf(response), cut.arrived));
        List<ItemBoundaries.Share> shares = shares(response, rate.samplesPerCharacter());
        for (int i = 0; i < items.size(); i++) {
            ItemState item = items.get(i);
            ItemBoundaries.Share share = shares.get(i);
            item.played = share.guess();
            Long serverMs = cut.truncated.get(item);
            if (i > cutIn) {
                edits.deleteUnheard(item, response);
            } else if (serverMs != null) {
                shorten(item, response, share, serverMs);
            } else {
                sentWhole(item, response, share);
            }
        }
        if (refined) {
            out.notify(new Notice.HeardRefined(heard(response)));
        }
    }

    /**
     * What arrived of the first item is what was sent of it. More is silence while the server had nothing to send; less is
     * a beginning that was taken for the end of the response before it.
     */
    private boolean corrected(Cut cut, long sent) {
        long tooMuch = cut.sent - sent;
        long least = MediaTime.ofMillis(STRETCHED_MS).samples();
        if (heardOf(cut.response) > sent && tooMuch >= least) {
            cut.response.played = Math.max(0, cut.response.played - Math.min(tooMuch, cut.stalled));
        } else if (cut.over && -tooMuch >= least) {
            cut.response.played -= tooMuch;
        } else {
            return false;
        }
        return true;
    }

    private static long sent(Cut cut, int item) {
        long ms = cut.truncated.getOrDefault(cut.items().get(item), 0L);
        return MediaTime.ofMillis(ms).samples();
    }

    private void shorten(ItemState item, ResponseState response, ItemBoundaries.Share share, long serverMs) {
        long heardMs = new MediaTime(share.guess()).millis();
        if (serverMs - heardMs > REFINE_MIN_MS) {
            if (heardMs == 0) {
                edits.deleteUnheard(item, response);
            } else {
                edits.truncate(item, heardMs);
            }
        }
    }

    /** The server sent all of an item and went on with the next: what is missing was on its way. */
    private void sentWhole(ItemState item, ResponseState response, ItemBoundaries.Share share) {
        long unheardMs = new MediaTime(share.length() - share.guess()).millis();
        if (share.guess() == 0) {
            edits.deleteUnheard(item, response);
        } else if (unheardMs >= WORTH_MS && share.certain() && response.stalled == 0) {
            edits.truncate(item, new MediaTime(surely(share.guess(), share.length())).millis());
        } else {
            item.interrupted = false;
        }
    }

    /** So much of it the server has for certain, although counts of it may be stretched. */
    private static long surely(long heard, long arrived) {
        long counted = heard - MediaTime.ofMillis(UNSURE_MS).samples();
        return Math.max(
                0, Math.min(counted, arrived - MediaTime.ofMillis(STRETCHED_MS).samples()));
    }

    /** The server said nothing, so that only what was counted here can tell. */
    private void settleUntold(Cut cut) {
        ResponseState response = cut.response;
        long heard = heardOf(response);
        boolean sentAll = response.stoppedSeen && !response.clearedSeen;
        boolean ended = response.stoppedSeen || response.clearedSeen;
        long unheardMs = new MediaTime(cut.arrived - heard).millis();
        long worthMs = response.stalled > 0 || response.beganBehind ? WORTH_UNSURE_MS : WORTH_MS;
        // Counted as this response, although it was of the one before.
        long notOfIt = response.beganBehind ? BEGAN_BEHIND_SAMPLES : 0;
        if (heard == 0) {
            cut.items().forEach(item -> edits.deleteUnheard(item, response));
        } else if (ended && unheardMs < worthMs || sentAll && cut.items().size() > 1) {
            // Nothing was cut: what there was of it was sent and, but for the last frames, heard.
            return;
        } else {
            truncateUntold(cut, surely(heard - cut.stalled - notOfIt, cut.arrived - response.stalled - notOfIt));
        }
    }

    private void truncateUntold(Cut cut, long surelySent) {
        List<ItemState> items = cut.items();
        List<ItemBoundaries.Share> shares = shares(cut.response, rate.samplesPerCharacter());
        List<ItemBoundaries.Share> slow =
                cut.response.boundaries.before(surelySent, items, SLOWER * rate.samplesPerCharacter());
        int sounding = 0;
        for (int i = 0; i < items.size(); i++) {
            sounding = shares.get(i).guess() > 0 ? i : sounding;
        }
        boolean last = sounding == items.size() - 1;
        if (last || shares.get(sounding).certain()) {
            edits.truncate(items.get(sounding), new MediaTime(slow.get(sounding).guess()).millis());
        }
        for (int i = sounding + 1; i < items.size(); i++) {
            if (shares.get(i).most() == 0) {
                edits.deleteUnheard(items.get(i), cut.response);
            }
        }
    }

    private List<ItemBoundaries.Share> shares(ResponseState response, double samplesPerCharacter) {
        return response.boundaries.before(heardOf(response), response.audioItems, samplesPerCharacter);
    }

    private long heardOf(ResponseState response) {
        return Math.max(0, response.played - latency.samples());
    }

    private static @Nullable ItemState itemOf(Cut cut, String itemId) {
        for (ItemState item : cut.items()) {
            if (item.id.equals(itemId)) {
                return item;
            }
        }
        return null;
    }
}
