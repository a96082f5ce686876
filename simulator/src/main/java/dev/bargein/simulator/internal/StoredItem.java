package dev.bargein.simulator.internal;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.simulator.SimulatorItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item of the conversation as the server holds it: with its audio, and with what became of it.
 *
 * <p>Thread law: confined.
 */
final class StoredItem {
    /** No signature: the item was not spoken by the service. */
    static final int NO_SIGNATURE = -1;

    final String id;
    final String responseId;
    final int signature;
    final @Nullable String role;
    final boolean assistantAudio;
    final Pcm audio;
    final boolean hasAudio;
    private final Item given;
    private String status;
    private final StringBuilder text = new StringBuilder();
    private boolean textRemoved;
    private boolean contentBegun;
    private boolean frozen;
    private boolean deleted;
    private long generatedSamples;
    OutputBuffer.@Nullable Line line;

    private StoredItem(
            Item given,
            String status,
            String responseId,
            int signature,
            boolean assistantAudio,
            Pcm audio,
            boolean has) {
        this.id = given.id();
        this.role = given.role();
        this.given = given;
        this.status = status;
        this.responseId = responseId;
        this.signature = signature;
        this.assistantAudio = assistantAudio;
        this.audio = audio;
        this.hasAudio = has;
    }

    /** An item that a client made, its sound in the session's input format. */
    static StoredItem given(Item item, AudioFormat format, Pcm.Budget budget) {
        boolean hasAudio = false;
        Pcm audio = new Pcm(budget);
        for (ContentPart part : item.content()) {
            AudioBytes bytes = part.audio();
            if (bytes != null) {
                short[] pcm = format.decode(bytes);
                audio.append(pcm, pcm.length);
                hasAudio = true;
            }
        }
        return new StoredItem(item, "completed", "", NO_SIGNATURE, false, audio, hasAudio);
    }

    /** What the user said. */
    static StoredItem committed(String id, Pcm audio) {
        return new StoredItem(
                Item.message(id, "user", "completed", List.of()), "completed", "", NO_SIGNATURE, false, audio, true);
    }

    /** An item that the service is about to fill. */
    static StoredItem answer(String id, String responseId, int signature, boolean speaks, Pcm.Budget budget) {
        Item empty = Item.message(id, "assistant", "in_progress", List.of());
        return new StoredItem(empty, "in_progress", responseId, signature, speaks, new Pcm(budget), speaks);
    }

    String status() {
        return status;
    }

    void finish(String finalStatus) {
        status = finalStatus;
    }

    String text() {
        return text.toString();
    }

    void appendText(String delta) {
        text.append(delta);
        contentBegun = true;
    }

    void beginContent() {
        contentBegun = true;
    }

    /** Adds what was just generated. After a cut the server's memory of the item no longer grows. */
    void appendAudio(short[] pcm, int length) {
        generatedSamples += length;
        if (!frozen) {
            audio.append(pcm, length);
        }
    }

    long generatedSamples() {
        return generatedSamples;
    }

    /** Cuts the audio; the whole transcript goes with it, for nobody knows which words were heard. */
    void truncate(long samples) {
        audio.cut(samples);
        frozen = true;
        textRemoved = true;
    }

    boolean isDeleted() {
        return deleted;
    }

    void delete() {
        deleted = true;
        frozen = true;
    }

    /** The item as an event carries it, with its sound as PCM or without. */
    Item describe(boolean withAudio) {
        return describe(withAudio ? AudioFormat.PCM : null);
    }

    /** The item as an event carries it, with its sound in that format; without when there is none. */
    Item describe(@Nullable AudioFormat format) {
        List<ContentPart> content = new ArrayList<>();
        if (!role().equals("assistant") || responseId.isEmpty()) {
            content.addAll(givenContent(format));
        } else if (contentBegun) {
            String words = textRemoved ? null : text.toString();
            AudioBytes sound = assistantAudio ? sound(format) : null;
            content.add(
                    assistantAudio
                            ? new ContentPart("output_audio", null, words, sound)
                            : new ContentPart("output_text", text.toString(), null, null));
        }
        return new Item(
                id,
                given.type(),
                status,
                role,
                content,
                given.callId(),
                given.name(),
                given.arguments(),
                given.output());
    }

    /** The item for those who look at a session from outside. */
    SimulatorItem view(long sentMs) {
        String words = text.length() == 0 ? givenText() : text.toString();
        return new SimulatorItem(
                id,
                given.type(),
                role(),
                status,
                textRemoved ? "" : words,
                audio.ms(),
                Pcm.toMs(generatedSamples),
                sentMs,
                signature,
                responseId,
                deleted,
                audio.sound());
    }

    private String givenText() {
        StringBuilder out = new StringBuilder();
        for (ContentPart part : given.content()) {
            out.append(part.text() == null ? "" : part.text());
        }
        return given.output() == null ? out.toString() : given.output();
    }

    String role() {
        return role == null ? "" : role;
    }

    private List<ContentPart> givenContent(@Nullable AudioFormat format) {
        if (given.content().isEmpty() && hasAudio) {
            return List.of(new ContentPart("input_audio", null, null, sound(format)));
        }
        List<ContentPart> parts = new ArrayList<>();
        for (ContentPart part : given.content()) {
            boolean strip = part.audio() != null && format == null;
            parts.add(strip ? new ContentPart(part.type(), part.text(), part.transcript(), null) : part);
        }
        return parts;
    }

    private @Nullable AudioBytes sound(@Nullable AudioFormat format) {
        return format == null ? null : format.encode(audio.toArray());
    }
}
