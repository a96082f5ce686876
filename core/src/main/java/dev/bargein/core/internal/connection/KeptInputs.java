package dev.bargein.core.internal.connection;

import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.internal.CommandBuffer;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What the application asked for while the session was not ready, in order and bounded. */
public final class KeptInputs {
    static final int MAX_INPUTS = 256;

    /** As much as one text may have on WebSocket. */
    static final long MAX_CHARACTERS = 16L << 20;

    private final CommandBuffer out;
    private final Deque<Input> inputs = new ArrayDeque<>();
    private long characters;

    /** Nothing is kept yet. */
    public KeptInputs(CommandBuffer out) {
        this.out = out;
    }

    /** Keeps an input; where there is no room it is not, and the application is told. */
    public void add(Input input) {
        long size = charactersOf(input);
        if (inputs.size() >= MAX_INPUTS || characters + size > MAX_CHARACTERS) {
            if (isRequest(input)) {
                out.notify(new Notice.NotSent(nameOf(input), "too much waits for the session to be ready"));
            }
            return;
        }
        inputs.add(input);
        characters += size;
    }

    /** Takes all, oldest first. */
    public List<Input> take() {
        List<Input> all = new ArrayList<>(inputs);
        inputs.clear();
        characters = 0;
        return all;
    }

    /** The user wants silence: what was said is still to be known, but not to be answered. */
    public void unanswered() {
        for (Input input : take()) {
            if (input instanceof Input.Say say) {
                add(new Input.SendEvent(new ClientEvent.ConversationItemCreate(
                        out.nextEventId(), null, Item.userText("", say.text()))));
            } else if (!(input instanceof Input.Respond) && !isResponseRequest(input)) {
                add(input);
            }
        }
    }

    /** Nothing of it will ever be sent. */
    public void abort(String reason) {
        for (Input input : take()) {
            if (isRequest(input)) {
                out.notify(new Notice.NotSent(nameOf(input), reason));
            }
        }
    }

    /** Whether it is something to be sent, and not how something else is to be taken. */
    private static boolean isRequest(Input input) {
        return !(input instanceof Input.Release || input instanceof Input.Uninterruptible);
    }

    private static boolean isResponseRequest(Input input) {
        return input instanceof Input.SendEvent send
                && send.event() instanceof ClientEvent.ResponseCreate create
                && !"none".equals(create.response().string("conversation"));
    }

    private static String nameOf(Input input) {
        if (input instanceof Input.Say say) {
            return say.text();
        }
        if (input instanceof Input.SendEvent send) {
            if (send.event() instanceof ClientEvent.ConversationItemCreate create
                    && create.item().content().size() == 1) {
                String text = create.item().content().get(0).text();
                return text == null ? send.event().type() : text;
            }
            return send.event().type();
        }
        return input instanceof Input.UpdateSession ? "session.update" : "response.create";
    }

    private static long charactersOf(Input input) {
        if (input instanceof Input.Say say) {
            return say.text().length();
        }
        long size = 0;
        if (input instanceof Input.SendEvent send
                && send.event() instanceof ClientEvent.ConversationItemCreate create) {
            String output = create.item().output();
            size += output == null ? 0 : output.length();
            for (ContentPart part : create.item().content()) {
                String text = part.text();
                String image = part.imageUrl();
                size += (text == null ? 0 : text.length()) + (image == null ? 0 : image.length());
            }
        }
        return size;
    }
}
