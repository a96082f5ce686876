package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.values.Footprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item of the conversation as the server holds it: with its audio, and with what became of it.
 *
 * <p>Not thread-safe.
 */
public final class StoredItem {
    /** No signature: the item was not spoken by the service. */
    static final int NO_SIGNATURE = -1;

    private static final long ITEM_BYTES = 1_024;
    private static final long MARK_SAMPLES = Pcm.toSamples(100);

    public final String id;
    public final String responseId;
    final int signature;
    final @Nullable String role;
    public final boolean assistantAudio;
    public final Pcm audio;
    final boolean hasAudio;
    /** Without the sound of its parts, which is kept like any other. */
    private final Item given;

    /** The samples of each part that a client gave; -1 for one without sound. */
    private List<Integer> partSamples = List.of();

    private String status;
    private final StringBuilder text = new StringBuilder();
    private boolean textRemoved;
    private boolean contentBegun;
    private boolean frozen;
    private boolean deleted;
    private long generatedSamples;
    private boolean beingTranscribed;
    private String transcript = "";
    private boolean transcriptShown;
    private final List<Mark> marks = new ArrayList<>();
    public OutputBuffer.@Nullable Line line;

    /** How many characters of the text lie within so many samples. */
    private record Mark(long samples, int characters) {}

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
    public static StoredItem given(Item item, AudioFormat format, Pcm.Budget budget) {
        Pcm audio = new Pcm(budget);
        List<Integer> samples = new ArrayList<>();
        List<ContentPart> parts = new ArrayList<>();
        for (ContentPart part : item.content()) {
            AudioBytes bytes = part.audio();
            short[] pcm = bytes == null ? new short[0] : format.decode(bytes);
            audio.append(pcm, pcm.length);
            samples.add(bytes == null ? -1 : pcm.length);
            parts.add(bytes == null ? part : new ContentPart(part.type(), part.text(), part.transcript(), null));
        }
        boolean hasAudio = samples.stream().anyMatch(length -> length >= 0);
        StoredItem stored = new StoredItem(with(item, parts), "completed", "", NO_SIGNATURE, false, audio, hasAudio);
        stored.partSamples = samples;
        return stored;
    }

    private static Item with(Item item, List<ContentPart> content) {
        return new Item(
                item.id(),
                item.type(),
                item.status(),
                item.role(),
                content,
                item.callId(),
                item.name(),
                item.arguments(),
                item.output(),
                item.phase());
    }

    /** What the user said. */
    public static StoredItem committed(String id, Pcm audio) {
        return new StoredItem(
                Item.message(id, "user", "completed", List.of()), "completed", "", NO_SIGNATURE, false, audio, true);
    }

    /** An item that the service is about to fill. */
    public static StoredItem answer(String id, String responseId, int signature, boolean speaks, Pcm.Budget budget) {
        Item empty = Item.message(id, "assistant", "in_progress", List.of());
        return new StoredItem(empty, "in_progress", responseId, signature, speaks, new Pcm(budget), speaks);
    }

    /** A function call that the service is about to write. */
    public static StoredItem call(
            String id, String responseId, int signature, String callId, String name, Pcm.Budget budget) {
        Item empty = new Item(id, "function_call", "in_progress", null, List.of(), callId, name, "", null);
        return new StoredItem(empty, "in_progress", responseId, signature, false, new Pcm(budget), false);
    }

    String status() {
        return status;
    }

    public String type() {
        return given.type();
    }

    /** The id of a call; empty for what is none. */
    public String callId() {
        return given.callId() == null ? "" : given.callId();
    }

    /** The name of the function that is called; empty for what is no call. */
    public String functionName() {
        return given.name() == null ? "" : given.name();
    }

    /** Somebody begins to write down what the user said here: answers that depend on it wait for a while. */
    public void beginTranscription() {
        beingTranscribed = true;
    }

    /**
     * What the user said here has been written down.
     *
     * @param words empty when it was not understood
     * @param shown whether the client asked for it
     */
    public void transcribe(String words, boolean shown) {
        beingTranscribed = false;
        transcript = words;
        transcriptShown = shown;
    }

    /** Whether {@link #transcribe} is still to come. */
    public boolean isBeingTranscribed() {
        return beingTranscribed;
    }

    public void finish(String finalStatus) {
        status = finalStatus;
    }

    public String text() {
        return text.toString();
    }

    public void appendText(String delta) {
        text.append(delta);
        contentBegun = true;
    }

    public void beginContent() {
        contentBegun = true;
    }

    /**
     * Adds what was just generated. After a cut the server's memory of the item no longer grows.
     *
     * @param spoken the characters of the text that lie within all the sound so far
     */
    public void appendAudio(short[] pcm, int length, int spoken) {
        generatedSamples += length;
        if (!frozen) {
            audio.append(pcm, length);
            mark(spoken);
        }
    }

    /** Notes where in the text the sound is: as long as the sound itself is kept, and not for every trifle. */
    private void mark(int characters) {
        int last = marks.size() - 1;
        boolean close = last > 0 && marks.get(last).samples - marks.get(last - 1).samples < MARK_SAMPLES;
        if (audio.isKept()) {
            if (close) {
                marks.remove(last);
            }
            marks.add(new Mark(audio.samples(), characters));
        }
    }

    public long generatedSamples() {
        return generatedSamples;
    }

    /** Cuts the audio; the whole transcript goes with it, for nobody knows which words were heard. */
    public void truncate(long samples) {
        audio.cut(samples);
        frozen = true;
        textRemoved = true;
    }

    /**
     * The words that the service remembers: what the client knows of an item that is whole, and what was heard of one that
     * was cut.
     */
    public String remembered() {
        if (!textRemoved) {
            return text.length() > 0 ? text.toString() : givenText();
        }
        int characters = 0;
        for (Mark mark : marks) {
            if (mark.samples <= audio.samples()) {
                characters = mark.characters;
            }
        }
        int end = Math.min(characters, text.length());
        if (end < text.length() && text.charAt(end) != ' ') {
            end = Math.max(0, text.lastIndexOf(" ", end));
        }
        return text.substring(0, end).trim();
    }

    /** The length of the words that a model reads here; what the user said it listens to. */
    public int readCharacters() {
        if (text.length() > 0 || textRemoved) {
            return textRemoved ? 0 : text.length() + functionName().length();
        }
        return hasAudio ? 0 : givenText().length() + functionName().length();
    }

    public boolean isDeleted() {
        return deleted;
    }

    void delete() {
        deleted = true;
        frozen = true;
    }

    /** The item as an event carries it, with its sound as PCM or without. */
    public Item describe(boolean withAudio) {
        return describe(withAudio ? AudioFormat.PCM : null);
    }

    /** The item as an event carries it, with its sound in that format; without when there is none. */
    public Item describe(@Nullable AudioFormat format) {
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
        // The outputs of functions have no status on the real wire.
        boolean output = given.type().equals("function_call_output");
        return new Item(
                id,
                given.type(),
                output ? given.status() : status,
                role,
                content,
                given.callId(),
                given.name(),
                isOwnCall() ? text.toString() : given.arguments(),
                given.output(),
                given.phase());
    }

    /** The item for those who look at a session from outside. */
    public SimulatorItem view(long sentMs) {
        String words = text.length() == 0 ? givenText() : text.toString();
        return new SimulatorItem(
                id,
                new SimulatorItem.Kind(given.type(), role(), functionName()),
                new SimulatorItem.State(status, textRemoved ? "" : words, deleted),
                new SimulatorItem.Amounts(audio.ms(), Pcm.toMs(generatedSamples), sentMs),
                new SimulatorItem.Origin(responseId, signature),
                audio.sound());
    }

    private boolean isOwnCall() {
        return given.type().equals("function_call") && !responseId.isEmpty();
    }

    private String givenText() {
        String fixed = given.output() == null ? given.arguments() : given.output();
        if (fixed != null) {
            return fixed;
        }
        List<String> words = new ArrayList<>();
        for (ContentPart part : given.content()) {
            String own = part.text() == null ? part.transcript() : part.text();
            if (own != null && !own.isEmpty()) {
                words.add(own);
            }
        }
        if (!transcript.isEmpty()) {
            words.add(transcript);
        }
        return words.size() == 1 ? words.get(0) : String.join(" ", words);
    }

    public String role() {
        return role == null ? "" : role;
    }

    private List<ContentPart> givenContent(@Nullable AudioFormat format) {
        if (given.content().isEmpty() && hasAudio) {
            String words = transcript.isEmpty() || !transcriptShown ? null : transcript;
            return List.of(new ContentPart("input_audio", null, words, sound(format)));
        }
        if (format == null || !hasAudio || !audio.isKept()) {
            return given.content();
        }
        short[] all = audio.toArray();
        List<ContentPart> parts = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < given.content().size(); i++) {
            ContentPart part = given.content().get(i);
            int length = partSamples.get(i);
            if (length < 0) {
                parts.add(part);
            } else {
                AudioBytes sound = format.encode(Arrays.copyOfRange(all, at, at + length));
                parts.add(new ContentPart(part.type(), part.text(), part.transcript(), sound));
                at += length;
            }
        }
        return parts;
    }

    /** About how many bytes it takes without its sound. */
    public long textBytes() {
        return ITEM_BYTES + Footprint.of(given) + 2L * text.length() + Footprint.of(transcript);
    }

    private @Nullable AudioBytes sound(@Nullable AudioFormat format) {
        boolean forgotten = audio.samples() > 0 && !audio.isKept();
        return format == null || forgotten ? null : format.encode(audio.toArray());
    }
}
