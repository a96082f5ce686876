package dev.bargein.core.internal;

import dev.bargein.core.ConversationItem;
import dev.bargein.core.WakeReason;
import dev.bargein.core.internal.heard.HeardText;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The responses and items of a conversation, bounded. */
public final class ConversationState {
    /** Responses that are remembered in full. */
    public static final int MAX_RESPONSES = 64;

    /** Ids of responses that are over, so that late events cannot bring them back. */
    public static final int MAX_ENDED = 1_024;

    /** Items that are remembered. */
    public static final int MAX_ITEMS = 2_000;

    /** Items that are told to a new server. */
    public static final int MAX_HISTORY = 200;

    /** Characters that are told to a new server. */
    static final int MAX_HISTORY_CHARACTERS = 64 * 1024;

    private static final Set<String> ROLES = Set.of("user", "assistant", "system");

    /** Ids of items that were deleted, so that late events cannot bring them back. */
    public static final int MAX_DELETED = 1_024;

    private final Map<String, ResponseState> responses = new LinkedHashMap<>();
    private final Set<String> ended = new LinkedHashSet<>();
    private final Map<String, ItemState> items = new HashMap<>();
    private final List<ItemState> order = new ArrayList<>();
    private final Set<String> deleted = new LinkedHashSet<>();

    /** The response of that id, null when it is unknown or over and forgotten. */
    public @Nullable ResponseState response(String id) {
        return responses.get(id);
    }

    /** Whether a response of that id is over and forgotten. */
    public boolean forgotten(String id) {
        return ended.contains(id);
    }

    /** Makes a response; the oldest one that cannot be heard any more is forgotten when there are too many. */
    public ResponseState begin(String id) {
        ResponseState state = new ResponseState(id);
        responses.put(id, state);
        if (responses.size() > MAX_RESPONSES) {
            forget(state);
        }
        return state;
    }

    /** All remembered responses, oldest first. */
    public Collection<ResponseState> responses() {
        return responses.values();
    }

    /** The response of the default conversation that the server is generating, if any. */
    public @Nullable ResponseState active() {
        ResponseState found = null;
        for (ResponseState r : responses.values()) {
            if (r.active && !r.outOfBand) {
                found = r;
            }
        }
        return found;
    }

    /** The item of that id, made at the end of the conversation when it is new. */
    public ItemState item(String id) {
        ItemState item = items.get(id);
        if (item == null) {
            item = new ItemState(id);
            items.put(id, item);
            order.add(item);
            if (order.size() > MAX_ITEMS) {
                items.remove(order.remove(0).id);
            }
        }
        return item;
    }

    /** The item of that id, null when it is unknown. */
    public @Nullable ItemState known(String id) {
        return items.get(id);
    }

    /** Puts an item behind another one; where that one is unknown it stays where it is. */
    public void placeAfter(ItemState item, @Nullable String previousItemId) {
        ItemState previous = previousItemId == null ? null : items.get(previousItemId);
        if (previous != null && previous != item) {
            order.remove(item);
            order.add(order.indexOf(previous) + 1, item);
        }
    }

    /** Removes an item, also one that did not come yet. */
    public void remove(String id) {
        if (id.isEmpty()) {
            return;
        }
        ItemState item = items.remove(id);
        if (item != null) {
            item.deleted = true;
            order.remove(item);
        }
        deleted.add(id);
        if (deleted.size() > MAX_DELETED) {
            deleted.remove(deleted.iterator().next());
        }
    }

    /** Whether an item of that id was deleted. */
    public boolean deleted(String id) {
        return deleted.contains(id);
    }

    /** The application deletes an item: it cannot be changed any more. */
    public void deleting(String id) {
        ItemState item = items.get(id);
        if (item != null) {
            item.deleteSent = true;
        }
    }

    /** The client makes an item of that id: it is not the one that was deleted. */
    public void made(String id) {
        deleted.remove(id);
    }

    /** The session is gone that knew the items, and that worked on the responses. */
    public void cutOff() {
        for (ResponseState r : responses.values()) {
            r.active = false;
            r.silenced = false;
        }
        for (ItemState item : order) {
            item.cutOff = true;
        }
    }

    /** Waits for the first of the active responses that will be taken for lost. */
    public void watchForLost(Deadlines deadlines) {
        long stalled = Long.MAX_VALUE;
        long cancelled = Long.MAX_VALUE;
        for (ResponseState r : responses.values()) {
            if (r.active) {
                stalled = Math.min(stalled, r.stalledAtNanos);
                cancelled = Math.min(cancelled, r.cancelledUntilNanos);
            }
        }
        deadlines.set(WakeReason.RESPONSE_STALLED, stalled);
        deadlines.set(WakeReason.CANCELLED_RESPONSE_DONE, cancelled);
    }

    /** An active response that is taken for lost by now, null when there is none. */
    public @Nullable ResponseState lost(WakeReason reason, long now) {
        for (ResponseState r : responses.values()) {
            long at = reason == WakeReason.RESPONSE_STALLED ? r.stalledAtNanos : r.cancelledUntilNanos;
            if (r.active && at <= now) {
                return r;
            }
        }
        return null;
    }

    /** The items in order, without the deleted ones. */
    public List<ConversationItem> view() {
        List<ConversationItem> out = new ArrayList<>(order.size());
        for (ItemState item : order) {
            if (!isAside(item)) {
                out.add(item.view());
            }
        }
        return out;
    }

    /** Whether an item is in no conversation: made by a response outside of it, and never put into it by the server. */
    private boolean isAside(ItemState item) {
        ResponseState r = responses.get(item.responseId);
        return !item.placed && (item.aside || r != null && r.outOfBand);
    }

    /**
     * The conversation for a server that does not know it: as text, of an answer what was heard and what will be, the newest
     * items within bounds. From here on the server is taken to know them so.
     *
     * @param live whether sound comes as a live stream, of which nothing waits here
     */
    public List<Item> history(boolean live) {
        List<Item> items = new ArrayList<>();
        int characters = 0;
        for (int i = order.size() - 1; i >= 0 && items.size() < MAX_HISTORY; i--) {
            ItemState item = order.get(i);
            String text = item.role.equals("assistant") ? heardText(item, live) : item.text.toString();
            characters += text.length();
            if (text.isEmpty() || item.id.isEmpty() || !ROLES.contains(item.role) || item.deleteSent || isAside(item)) {
                continue;
            }
            if (characters > MAX_HISTORY_CHARACTERS) {
                break;
            }
            item.told = text;
            boolean assistant = item.role.equals("assistant");
            ContentPart part =
                    assistant ? new ContentPart("output_text", text, null, null) : ContentPart.inputText(text);
            items.add(0, Item.message(item.id, item.role, null, List.of(part)));
        }
        return items;
    }

    private String heardText(ItemState item, boolean live) {
        String text = item.text.toString();
        if (item.told != null) {
            return item.told;
        }
        if (!item.sounds) {
            return text;
        }
        ResponseState r = responses.get(item.responseId);
        boolean whole = live ? r == null || r.voiceEnded && !r.cutOff : item.audioDone;
        if (!item.interrupted && whole && (r == null || !r.interrupted)) {
            return text;
        }
        boolean cut = item.interrupted || r != null && r.interrupted;
        long heard = live || cut ? item.played : item.received;
        return HeardText.estimate(text, heard, !live && item.audioDone ? item.received : 0);
    }

    /** The response whose voice is heard, null when there is none. */
    public @Nullable ResponseState sounding() {
        for (ResponseState r : responses.values()) {
            if (r.voiceStarted && !r.voiceEnded && !r.interrupted) {
                return r;
            }
        }
        return null;
    }

    /** Whether an answer is being made that the user waits for, or has sound that is not heard yet. */
    public boolean answerComing() {
        for (ResponseState r : responses.values()) {
            if (!r.outOfBand
                    && !r.interrupted
                    && !r.silenced
                    && !r.cutOff
                    && (r.active || r.hasAudio && !r.voiceEnded)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an answer is being made or heard. */
    public boolean busy() {
        for (ResponseState r : responses.values()) {
            if (r.active || r.hasAudio && !r.voiceEnded && !r.interrupted && !r.cutOff) {
                return true;
            }
        }
        return false;
    }

    /** Whether the server works on an answer of which nothing was heard or read: the user still waits for it. */
    public boolean answerUnheard() {
        ResponseState r = active();
        if (r == null || r.interrupted) {
            return false;
        }
        for (ItemState item : r.items) {
            if (item.played > 0 || item.received > 0 || item.text.length() > 0 && !item.sounds) {
                return false;
            }
        }
        return true;
    }

    /** Whether the words of the user's last turn are known; also where there was no turn. */
    public boolean lastTurnHasWords() {
        for (int i = order.size() - 1; i >= 0; i--) {
            if (order.get(i).role.equals("user")) {
                return order.get(i).text.length() > 0;
            }
        }
        return true;
    }

    /** What is known of the words of an item; empty when nothing is. */
    public String text(String id) {
        ItemState item = items.get(id);
        return item == null ? "" : item.text.toString();
    }

    private void forget(ResponseState except) {
        ResponseState victim = null;
        for (ResponseState r : responses.values()) {
            if (r != except && (victim == null || victim.pending() && !r.pending())) {
                victim = r;
            }
        }
        if (victim != null) {
            responses.remove(victim.id);
            ended.add(victim.id);
            if (ended.size() > MAX_ENDED) {
                ended.remove(ended.iterator().next());
            }
        }
    }
}
