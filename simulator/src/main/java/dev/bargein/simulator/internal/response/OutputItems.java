package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.Item;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.model.StoredItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a response has put out, item by item, and what it may still cost.
 *
 * <p>Not thread-safe.
 */
public final class OutputItems {
    private static final int PRELUDE_WORDS = 3;

    private record Sealed(OutputItem output, StoredItem item) {}

    private final ResponseHost host;
    private final String responseId;
    private ResponseParameters options;
    private final List<StoredItem> items = new ArrayList<>();
    /** Whole items about which the client has not been told so. */
    private final List<Sealed> sealed = new ArrayList<>();

    private @Nullable OutputItem current;
    private long writtenCharacters;
    private int textBegin;
    private boolean exhausted;

    OutputItems(ResponseHost host, String responseId, ResponseParameters options) {
        this.host = host;
        this.responseId = responseId;
        this.options = options;
    }

    List<StoredItem> list() {
        return items;
    }

    /** Nothing more will be put out. */
    void forgetOptions() {
        options = options.settled();
        current = null;
        sealed.clear();
    }

    /** Whether an item has been begun and not finished. */
    boolean isOpen() {
        return current != null;
    }

    /** Whether that item is spoken. */
    boolean isSpoken() {
        return current instanceof OutputMessage && !options.delivery().textOnly();
    }

    /** Whether the next delta would cost more tokens than the client allowed. */
    boolean isExhausted() {
        return exhausted;
    }

    /** Begins a function call. */
    void beginCall(StoredItem item, String arguments) {
        begin(item, new OutputCall(host.out(), responseId, items.size(), item, options.inConversation(), arguments));
    }

    /** Begins a message; its first words are sent at once. */
    void beginMessage(StoredItem item, String text) {
        OutputMessage message = new OutputMessage(
                host.out(),
                host.buffer(),
                responseId,
                items.size(),
                item,
                options.delivery().textOnly(),
                options.inConversation());
        textBegin = message.extend(text);
        begin(item, message);
        for (int word = 0; word < PRELUDE_WORDS; word++) {
            write();
        }
    }

    private void begin(StoredItem item, OutputItem output) {
        items.add(item);
        current = output;
        output.begin(host);
    }

    /** Adds to the message; false when the open item is none. */
    boolean extend(String text) {
        if (!(current instanceof OutputMessage message)) {
            return false;
        }
        writeAll();
        textBegin = message.extend(text);
        return true;
    }

    /** Writes one more delta; false when there is none, or no token left for it. */
    boolean write() {
        OutputItem output = current;
        int characters = output == null ? 0 : output.nextCharacters();
        if (output == null || characters == 0) {
            return false;
        }
        if (Usage.outputTokens(writtenCharacters + characters, generatedSamples()) > options.maxOutputTokens()) {
            exhausted = true;
            return false;
        }
        writtenCharacters += characters;
        output.sendNext();
        return true;
    }

    /** Writes what is left of the item. */
    void writeAll() {
        boolean more = true;
        while (more) {
            more = write();
        }
    }

    /** How many of so many samples the client allows. */
    int allowed(int samples) {
        int most = (int)
                Math.min(samples, Usage.samplesLeft(options.maxOutputTokens(), writtenCharacters, generatedSamples()));
        exhausted |= most <= 0;
        return Math.max(0, most);
    }

    /**
     * Sends sound of the message, and the words that go with it.
     *
     * @param ready the characters of what was last added to its text that are to be sent by now
     * @param spoken the characters of it that lie within the sound
     */
    void sound(short[] pcm, int length, int ready, int spoken) {
        if (current instanceof OutputMessage message) {
            boolean more = true;
            while (more && message.sentCharacters() < textBegin + ready) {
                more = write();
            }
            message.sendSound(pcm, length, textBegin + spoken);
        }
    }

    /** The open item is whole: closes it, or leaves that for later when the items of a response overlap. */
    void complete() {
        OutputItem output = current;
        if (output == null) {
            return;
        }
        output.seal();
        current = null;
        sealed.add(new Sealed(output, items.get(items.size() - 1)));
        if (!host.itemsOverlap()) {
            finishSealed();
        }
    }

    /** Closes all items, the open one, if there is one, with this status. */
    void finish(String status) {
        finishSealed();
        OutputItem output = current;
        current = null;
        if (output != null) {
            finish(output, items.get(items.size() - 1), status);
        }
    }

    private void finishSealed() {
        sealed.forEach(one -> finish(one.output(), one.item(), "completed"));
        sealed.clear();
    }

    private void finish(OutputItem output, StoredItem stored, String status) {
        output.finish(status);
        if (stored.line != null && stored.line.muted) {
            host.unheard(stored);
        }
    }

    /** The items as {@code response.done} carries them. */
    List<Item> describe() {
        return items.stream().map(item -> item.describe(false)).toList();
    }

    long generatedSamples() {
        return items.stream().mapToLong(StoredItem::generatedSamples).sum();
    }

    /** Samples that left for the client. */
    long sentSamples() {
        return items.stream()
                .mapToLong(item -> sentSamples(host.buffer(), item))
                .sum();
    }

    /** Samples of an item that left for the client. */
    public static long sentSamples(@Nullable OutputBuffer buffer, StoredItem item) {
        if (buffer == null) {
            return item.generatedSamples();
        }
        return item.line == null ? 0 : buffer.sent(item.line);
    }
}
