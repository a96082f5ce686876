package dev.bargein.core.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one response. */
public final class ResponseState {
    static final int MAX_ITEMS = 32;

    final String id;
    final List<ItemState> audioItems = new ArrayList<>();
    final List<ItemState> items = new ArrayList<>();
    /** Where its items begin on a live stream. */
    final ItemBoundaries boundaries = new ItemBoundaries();
    /** How much of it was played on a live stream, in samples. */
    long played;
    /** How much of what arrived was silence between sounds, in samples. */
    long silent;
    /** How much of that may have been silence in which the server had nothing to send, in samples. */
    long stalled;
    /** When it was over. */
    long doneNanos = Long.MAX_VALUE;
    /** What was heard of it is settled, or about to be. */
    boolean heardFixed;

    boolean active = true;
    boolean outOfBand;
    /** It was asked for without sound. */
    boolean textOnly;
    /** Silence was wanted while it was out of band and had no sound: it goes on, but must not be heard. */
    boolean silenced;

    boolean interrupted;
    /** The user wanted silence while it was made: outputs of its function calls are not to be spoken about. */
    boolean answersUnwanted;

    boolean hasAudio;
    boolean startedSeen;
    /** The ids of the last events that announced its sound and the end of it: the same one again says nothing new. */
    String startedEventId = "";

    String stoppedEventId = "";
    boolean stoppedSeen;
    boolean clearedSeen;
    boolean voiceStarted;
    long voiceStartedNanos;
    boolean voiceEnded;
    boolean gateAsked;
    /** The one before it was still to be heard when the server began to send it: where it begins is unclear. */
    boolean beganBehind;
    /** The server sent all of it, and began to send the next one. */
    boolean followed;
    /** The transport that it came on is gone, and the server's buffer with it. */
    boolean cutOff;
    /** When it is taken for lost, since nothing more is heard of it. */
    long stalledAtNanos = Long.MAX_VALUE;
    /** When it is taken for lost, since it does not end although it was cancelled. */
    long cancelledUntilNanos = Long.MAX_VALUE;
    /** The id of the event that cancelled it; empty when none did. */
    String cancelEventId = "";

    ResponseState(String id) {
        this.id = id;
    }

    /** Whether it could still be heard, now or later. */
    boolean pending() {
        return active || hasAudio && !voiceEnded;
    }

    /** Whether the server's buffer may hold sound of it; a buffer that ran out may fill again while it is generated. */
    boolean mayBeBuffered() {
        return !clearedSeen && !cutOff && (active || hasAudio && !stoppedSeen);
    }

    void addAudioItem(ItemState item) {
        if (!audioItems.contains(item) && audioItems.size() < MAX_ITEMS) {
            audioItems.add(item);
            item.sounds = true;
            boundaries.announced(played);
        }
    }

    /** Its item of that id, null when it has none. */
    @Nullable
    ItemState item(String itemId) {
        for (ItemState item : items) {
            if (item.id.equals(itemId)) {
                return item;
            }
        }
        return null;
    }

    @Nullable
    ItemState firstAudioItem() {
        return audioItems.isEmpty() ? null : audioItems.get(0);
    }
}
