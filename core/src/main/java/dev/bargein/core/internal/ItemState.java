package dev.bargein.core.internal;

import dev.bargein.core.ConversationItem;
import dev.bargein.core.MediaTime;
import dev.bargein.core.internal.playout.TelephoneDecoder;
import org.jspecify.annotations.Nullable;

/** What is known of one item of the conversation. */
public final class ItemState {
    /** Text that is kept of one item. */
    static final int MAX_TEXT = 64 * 1024;

    /** Characters that are kept of the name of a phase. */
    static final int MAX_PHASE = 64;

    final String id;
    final StringBuilder text = new StringBuilder();
    String role = "";
    String phase = "";
    String responseId = "";
    int contentIndex;
    long received;
    long played;
    boolean audioDone;
    /** Decodes its sound; null where that is PCM. */
    @Nullable
    TelephoneDecoder decoder;

    long firstAudioNanos = Long.MAX_VALUE;
    boolean interrupted;
    boolean truncateSent;
    boolean deleteSent;
    boolean deleted;
    /** The session that knew it is gone: the server of today was not told of it. */
    boolean cutOff;

    boolean placed;
    /** The response that made it is over, and was outside the conversation. */
    boolean aside;
    /** It has sound. */
    boolean sounds;
    /** The text as which the server of today knows it, of which nothing can be cut; null where it knows more. */
    @Nullable
    String told;

    ItemState(String id) {
        this.id = id;
    }

    /** Whether the server can be asked to change it. */
    boolean changeable() {
        return !deleteSent && !deleted && !cutOff && told == null && !id.isEmpty();
    }

    void appendText(String delta) {
        int room = MAX_TEXT - text.length();
        text.append(delta, 0, Math.min(room, delta.length()));
    }

    void replaceText(String whole) {
        text.setLength(0);
        appendText(whole);
    }

    ConversationItem view() {
        return new ConversationItem(id, role, responseId, text.toString(), interrupted, new MediaTime(played), phase);
    }
}
