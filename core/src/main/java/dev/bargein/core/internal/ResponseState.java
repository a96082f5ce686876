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
    boolean active = true;
    boolean outOfBand;
    boolean interrupted;
    boolean hasAudio;
    boolean startedSeen;
    /** The ids of the last events that announced its sound and the end of it: the same one again says nothing new. */
    String startedEventId = "";

    String stoppedEventId = "";
    boolean stoppedSeen;
    boolean clearedSeen;
    boolean voiceStarted;
    boolean voiceEnded;
    boolean gateAsked;
    /** The server sent all of it, and began to send the next one. */
    boolean followed;

    ResponseState(String id) {
        this.id = id;
    }

    /** Whether it could still be heard, now or later. */
    boolean pending() {
        return active || hasAudio && !voiceEnded;
    }

    /** Whether the server's buffer may hold sound of it; a buffer that ran out may fill again while it is generated. */
    boolean mayBeBuffered() {
        return !clearedSeen && (active || hasAudio && !stoppedSeen);
    }

    void addAudioItem(ItemState item) {
        if (!audioItems.contains(item) && audioItems.size() < MAX_ITEMS) {
            audioItems.add(item);
        }
    }

    @Nullable
    ItemState firstAudioItem() {
        return audioItems.isEmpty() ? null : audioItems.get(0);
    }
}
