package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.StoredItem;
import org.jspecify.annotations.Nullable;

/**
 * An output item that is a message: sends every event about it, in the order of the real wire (docs/protocol.md, section
 * 5).
 *
 * <p>Not thread-safe.
 */
final class OutputMessage implements OutputItem {
    private final EventQueue out;
    private final @Nullable OutputBuffer buffer;
    private final String responseId;
    private final int index;
    private final StoredItem item;
    private final boolean textOnly;
    private final boolean inConversation;
    private final StringBuilder text = new StringBuilder();
    private AudioFormat.Writer writer = AudioFormat.PCM.writer();
    private int charactersSent;

    /**
     * An item that the client has not heard of.
     *
     * @param buffer the output buffer when this transport has one
     */
    OutputMessage(
            EventQueue out,
            @Nullable OutputBuffer buffer,
            String responseId,
            int index,
            StoredItem item,
            boolean textOnly,
            boolean inConversation) {
        this.out = out;
        this.buffer = buffer;
        this.responseId = responseId;
        this.index = index;
        this.item = item;
        this.textOnly = textOnly;
        this.inConversation = inConversation;
    }

    /** There is more to say; returns where in the text it begins. */
    int extend(String more) {
        if (text.length() > 0) {
            text.append(' ');
        }
        text.append(more);
        return text.length() - more.length();
    }

    @Override
    public void begin(ResponseHost host) {
        Item empty = item.describe(false);
        out.add(new ServerEvent.ResponseOutputItemAdded(out.eventId(), responseId, index, empty));
        if (inConversation) {
            out.itemAdded(host.join(item), empty);
        }
        item.beginContent();
        out.add(new ServerEvent.ResponseContentPartAdded(out.eventId(), responseId, item.id, index, 0, part("")));
        if (buffer != null && !textOnly) {
            item.line = buffer.open(responseId, item.id);
        }
        writer = host.audioFormat(responseId).writer();
    }

    @Override
    public int nextCharacters() {
        if (charactersSent >= text.length()) {
            return 0;
        }
        int end = text.indexOf(" ", charactersSent + 1);
        return (end < 0 ? text.length() : end) - charactersSent;
    }

    @Override
    public int sentCharacters() {
        return charactersSent;
    }

    @Override
    public void sendNext() {
        String delta = text.substring(charactersSent, charactersSent + nextCharacters());
        charactersSent += delta.length();
        item.appendText(delta);
        String eventId = out.eventId();
        out.add(
                textOnly
                        ? new ServerEvent.ResponseOutputTextDelta(eventId, responseId, item.id, index, 0, delta)
                        : new ServerEvent.ResponseOutputAudioTranscriptDelta(
                                eventId, responseId, item.id, index, 0, delta));
    }

    /**
     * Sends sound: as a delta, or into the output buffer.
     *
     * @param spoken the characters of the text that lie within all the sound so far
     */
    void sendSound(short[] pcm, int length, int spoken) {
        item.appendAudio(pcm, length, spoken);
        OutputBuffer.Line line = item.line;
        if (buffer != null && line != null) {
            buffer.append(line, pcm, length);
        } else {
            sendBytes(writer.write(pcm, length));
        }
    }

    private void sendBytes(AudioBytes bytes) {
        if (bytes.size() > 0) {
            out.add(new ServerEvent.ResponseOutputAudioDelta(out.eventId(), responseId, item.id, index, 0, bytes));
        }
    }

    @Override
    public void seal() {
        if (buffer == null) {
            sendBytes(writer.flush());
        } else if (item.line != null) {
            buffer.complete(item.line);
        }
    }

    @Override
    public void finish(String status) {
        item.finish(status);
        String said = item.text();
        if (textOnly) {
            out.add(new ServerEvent.ResponseOutputTextDone(out.eventId(), responseId, item.id, index, 0, said));
        } else {
            out.add(new ServerEvent.ResponseOutputAudioDone(out.eventId(), responseId, item.id, index, 0));
            out.add(new ServerEvent.ResponseOutputAudioTranscriptDone(
                    out.eventId(), responseId, item.id, index, 0, said));
        }
        out.add(new ServerEvent.ResponseContentPartDone(out.eventId(), responseId, item.id, index, 0, part(said)));
        if (inConversation) {
            // The real wire leaves out the previous item here although it was in the event that added the item.
            out.itemDone(null, item.describe(false));
        }
        out.add(new ServerEvent.ResponseOutputItemDone(out.eventId(), responseId, index, item.describe(false)));
        if (buffer != null && item.line != null) {
            buffer.complete(item.line);
        }
    }

    private ContentPart part(String words) {
        return textOnly ? new ContentPart("text", words, null, null) : new ContentPart("audio", null, words, null);
    }
}
