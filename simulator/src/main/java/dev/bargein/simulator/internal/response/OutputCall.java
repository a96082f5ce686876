package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.StoredItem;

/**
 * One function call of a response on its way to the client: every event about it, in the order of the real wire (docs/protocol.md,
 * sections 1b and 5). There is no sound, so the output buffer hears nothing of it.
 *
 * <p>Not thread-safe.
 */
final class OutputCall implements OutputItem {
    /** About what one token holds. */
    private static final int DELTA_CHARACTERS = 6;

    private final EventQueue out;
    private final String responseId;
    private final int index;
    private final StoredItem item;
    private final boolean inConversation;
    private final String arguments;
    private int sent;

    /**
     * A call that the client has not heard of.
     *
     * @param arguments all of them
     */
    OutputCall(
            EventQueue out, String responseId, int index, StoredItem item, boolean inConversation, String arguments) {
        this.out = out;
        this.responseId = responseId;
        this.index = index;
        this.item = item;
        this.inConversation = inConversation;
        this.arguments = arguments;
    }

    @Override
    public void begin(ResponseHost host) {
        Item empty = item.describe(false);
        out.add(new ServerEvent.ResponseOutputItemAdded(out.eventId(), responseId, index, empty));
        if (inConversation) {
            out.itemAdded(host.join(item), empty);
        }
    }

    @Override
    public int nextCharacters() {
        return Math.min(DELTA_CHARACTERS, arguments.length() - sent);
    }

    @Override
    public int sentCharacters() {
        return sent;
    }

    @Override
    public void sendNext() {
        String delta = arguments.substring(sent, sent + nextCharacters());
        sent += delta.length();
        item.appendText(delta);
        out.add(new ServerEvent.ResponseFunctionCallArgumentsDelta(
                out.eventId(), responseId, item.id, index, item.callId(), delta));
    }

    @Override
    public void seal() {}

    @Override
    public void finish(String status) {
        item.finish(status);
        out.add(new ServerEvent.ResponseFunctionCallArgumentsDone(
                out.eventId(), responseId, item.id, index, item.callId(), item.functionName(), item.text()));
        if (inConversation) {
            // The real wire leaves out the previous item here although it was in the event that added the item.
            out.itemDone(null, item.describe(false));
        }
        out.add(new ServerEvent.ResponseOutputItemDone(out.eventId(), responseId, index, item.describe(false)));
    }
}
