package dev.bargein.simulator.internal;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Answer;
import dev.bargein.simulator.SimulatorResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One response being made: text runs ahead, audio follows at a multiple of real time against absolute deadlines, and
 * either its end or an order to stop closes every item in the order of the real wire (protocol reference, sections 4b
 * and 5).
 *
 * <p>Thread law: confined to its session.
 */
final class Generation {
    /** {@link #nextWakeNanos()} when only the voice or nobody can wake it. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long NANOS_PER_MS = 1_000_000;
    private static final int PRELUDE_WORDS = 3;
    private static final int MAX_PRELUDE_MS = 50;
    private static final int TEXT_WORD_MS = 20;
    private static final int RESPONSE_TAIL_MS = 30;

    /** What a generation needs from its session. */
    interface Host {
        Outbox out();

        Speech.Source speech();

        StoredItem newItem(Generation generation);

        /** Puts the item into the conversation; returns the one before it. */
        @Nullable
        String join(StoredItem item);

        /** The conversation's id. */
        String conversationId();

        /** The output buffer when this transport has one. */
        @Nullable
        OutputBuffer buffer();

        /** Usage so far, and what is left of the limits. */
        JsonObject usage(Generation generation);

        void finished(Generation generation);
    }

    private enum Phase {
        WAITING,
        SPEAKING,
        TAIL,
        DONE
    }

    final String id;
    final int signature;
    final boolean textOnly;
    final boolean inConversation;
    final @Nullable JsonObject metadata;
    private final Host host;
    private final Answer answer;
    private final double speed;
    private final List<StoredItem> items = new ArrayList<>();
    private final short[] chunk;
    private Phase phase = Phase.WAITING;
    private String status = "in_progress";
    private String reason = "";
    private @Nullable StoredItem current;
    private @Nullable Speech speech;
    private int chunkFill;
    private int charactersSent;
    private boolean starved;
    private boolean wasStarved;
    private long dueNanos;
    private long soundAtNanos;
    private long soundSamples;
    private long obeyCancelAtNanos = NEVER;
    private long interruptedAtSamples = -1;

    Generation(
            Host host,
            String id,
            int signature,
            Answer answer,
            double speed,
            boolean textOnly,
            boolean inConversation,
            @Nullable JsonObject metadata,
            long nowNanos) {
        this.host = host;
        this.id = id;
        this.signature = signature;
        this.answer = answer;
        this.speed = speed;
        this.textOnly = textOnly;
        this.inConversation = inConversation;
        this.metadata = metadata;
        this.chunk = new short[answer.chunkMs() * Pcm.SAMPLES_PER_MS];
        long delayNanos = answer.firstAudioDelayMs() * NANOS_PER_MS;
        soundAtNanos = nowNanos + delayNanos;
        dueNanos = soundAtNanos - Math.min(MAX_PRELUDE_MS * NANOS_PER_MS, delayNanos / 4);
        openSpeech();
    }

    boolean isActive() {
        return phase != Phase.DONE;
    }

    String status() {
        return status;
    }

    String reason() {
        return reason;
    }

    List<StoredItem> items() {
        return items;
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

    static long sentSamples(@Nullable OutputBuffer buffer, StoredItem item) {
        if (buffer == null) {
            return item.generatedSamples();
        }
        return item.line == null ? 0 : buffer.sent(item.line);
    }

    /** Samples sent since the first order to stop. */
    long wasteSamples() {
        return interruptedAtSamples < 0 ? 0 : sentSamples() - interruptedAtSamples;
    }

    /** Notes that an order to stop this response has arrived. */
    void noteInterruption() {
        if (interruptedAtSamples < 0) {
            interruptedAtSamples = sentSamples();
        }
    }

    long nextWakeNanos() {
        if (phase == Phase.DONE) {
            return NEVER;
        }
        return Math.min(starved ? NEVER : dueNanos, obeyCancelAtNanos);
    }

    /** Does everything that is due. */
    void advance(long nowNanos) {
        while (phase != Phase.DONE && nextWakeNanos() <= nowNanos) {
            if (obeyCancelAtNanos <= nowNanos && obeyCancelAtNanos <= (starved ? NEVER : dueNanos)) {
                end("cancelled", "client_cancelled");
                return;
            }
            step(nowNanos);
        }
    }

    /** The client cancels; a faulty service obeys late. */
    void cancel(long nowNanos) {
        if (answer.lateMs() == 0 || phase == Phase.WAITING) {
            end("cancelled", "client_cancelled");
        } else if (obeyCancelAtNanos == NEVER) {
            obeyCancelAtNanos = nowNanos + answer.lateMs() * NANOS_PER_MS;
        }
    }

    /** Ends the response at once. */
    void end(String finalStatus, String why) {
        boolean spoke = phase != Phase.WAITING;
        closeSpeech();
        finishItem("incomplete");
        status = finalStatus;
        reason = why;
        phase = Phase.DONE;
        List<Item> output = new ArrayList<>();
        items.forEach(item -> output.add(item.describe(false)));
        Response.StatusDetails details =
                why.isEmpty() ? null : new Response.StatusDetails(finalStatus, why, null, null);
        JsonObject usage = spoke ? host.usage(this) : Usage.none();
        host.out().add(new ServerEvent.ResponseDone(host.out().eventId(), describe(details, output, usage)));
        host.finished(this);
    }

    /** Whether anything was put out. */
    boolean hasOutput() {
        return !items.isEmpty();
    }

    /** Frees the voice without a word to the client. */
    void abandon() {
        closeSpeech();
        phase = Phase.DONE;
    }

    private void step(long nowNanos) {
        switch (phase) {
            case WAITING -> {
                phase = Phase.SPEAKING;
                beginItem();
                dueNanos = Math.max(dueNanos, soundAtNanos);
            }
            case SPEAKING -> {
                if (textOnly) {
                    stepText();
                } else {
                    stepSound(nowNanos);
                }
            }
            case TAIL -> end("completed", "");
            case DONE -> throw new IllegalStateException("a finished response has nothing due");
        }
    }

    private void stepText() {
        if (!sendWords(1)) {
            itemIsComplete();
            return;
        }
        dueNanos += TEXT_WORD_MS * NANOS_PER_MS;
    }

    private void stepSound(long nowNanos) {
        Speech voice = speech;
        StoredItem item = current;
        if (voice == null || item == null) {
            throw new IllegalStateException("a speaking response has a voice and an item");
        }
        int read = 0;
        while (chunkFill < chunk.length) {
            read = voice.read(chunk, chunkFill, chunk.length - chunkFill);
            if (read <= 0) {
                break;
            }
            chunkFill += read;
        }
        if (read == Speech.NOT_READY && chunkFill < chunk.length) {
            starved = true;
            return;
        }
        if (wasStarved) {
            // A voice that was late shifts everything after it: generation never runs faster than asked for.
            soundAtNanos += Math.max(0, nowNanos - dueNanos);
            wasStarved = false;
        }
        if (chunkFill > 0) {
            sendWordsUpTo(voice.charactersReady());
            sendSound(item);
        }
        if (read == Speech.END) {
            itemIsComplete();
        } else {
            dueNanos = soundAtNanos + (long) (soundSamples * NANOS_PER_MS / (Pcm.SAMPLES_PER_MS * speed));
        }
    }

    private void beginItem() {
        StoredItem item = host.newItem(this);
        current = item;
        items.add(item);
        charactersSent = 0;
        Outbox out = host.out();
        int index = items.size() - 1;
        out.add(new ServerEvent.ResponseOutputItemAdded(out.eventId(), id, index, item.describe(false)));
        if (inConversation) {
            out.itemAdded(host.join(item), item.describe(false));
        }
        item.beginContent();
        ContentPart part =
                textOnly ? new ContentPart("text", "", null, null) : new ContentPart("audio", null, "", null);
        out.add(new ServerEvent.ResponseContentPartAdded(out.eventId(), id, item.id, index, 0, part));
        OutputBuffer buffer = host.buffer();
        if (buffer != null && !textOnly) {
            item.line = buffer.open(id, item.id);
        }
        sendWords(PRELUDE_WORDS);
    }

    private void openSpeech() {
        if (!textOnly) {
            Answer.Part part = answer.parts().get(items.size());
            speech = host.speech().speak(part.text(), signature, part.durationMs(), this::wake);
        }
    }

    private void wake() {
        if (starved) {
            starved = false;
            wasStarved = true;
        }
    }

    private void closeSpeech() {
        Speech voice = speech;
        speech = null;
        if (voice != null) {
            voice.close();
        }
    }

    private void itemIsComplete() {
        sendWordsUpTo(Integer.MAX_VALUE);
        closeSpeech();
        finishItem("completed");
        if (items.size() < answer.parts().size()) {
            openSpeech();
            beginItem();
        } else {
            phase = Phase.TAIL;
            dueNanos += RESPONSE_TAIL_MS * NANOS_PER_MS;
        }
    }

    private void finishItem(String itemStatus) {
        StoredItem item = current;
        if (item == null) {
            return;
        }
        current = null;
        chunkFill = 0;
        item.finish(itemStatus);
        Outbox out = host.out();
        int index = items.size() - 1;
        String text = item.text();
        if (textOnly) {
            out.add(new ServerEvent.ResponseOutputTextDone(out.eventId(), id, item.id, index, 0, text));
        } else {
            out.add(new ServerEvent.ResponseOutputAudioDone(out.eventId(), id, item.id, index, 0));
            out.add(new ServerEvent.ResponseOutputAudioTranscriptDone(out.eventId(), id, item.id, index, 0, text));
        }
        ContentPart part =
                textOnly ? new ContentPart("text", text, null, null) : new ContentPart("audio", null, text, null);
        out.add(new ServerEvent.ResponseContentPartDone(out.eventId(), id, item.id, index, 0, part));
        if (inConversation) {
            // The real wire leaves out the previous item here although it was in the event that added the item.
            out.itemDone(null, item.describe(false));
        }
        out.add(new ServerEvent.ResponseOutputItemDone(out.eventId(), id, index, item.describe(false)));
        OutputBuffer buffer = host.buffer();
        if (buffer != null && item.line != null) {
            buffer.complete(item.line);
        }
    }

    private void sendSound(StoredItem item) {
        item.appendAudio(chunk, chunkFill);
        soundSamples += chunkFill;
        OutputBuffer buffer = host.buffer();
        if (buffer == null) {
            host.out()
                    .add(new ServerEvent.ResponseOutputAudioDelta(
                            host.out().eventId(),
                            id,
                            item.id,
                            items.size() - 1,
                            0,
                            AudioBytes.ofPcm(chunk, 0, chunkFill)));
        } else if (item.line != null) {
            buffer.append(item.line, chunk, chunkFill);
        }
        chunkFill = 0;
    }

    private void sendWordsUpTo(int characters) {
        while (charactersSent < characters && sendWords(1)) {
            // one delta per word
        }
    }

    /** Sends so many words, each as its own delta; false when there was none left. */
    private boolean sendWords(int count) {
        StoredItem item = current;
        if (item == null) {
            return false;
        }
        String text = answer.parts().get(items.size() - 1).text();
        for (int i = 0; i < count; i++) {
            if (charactersSent >= text.length()) {
                return false;
            }
            int end = text.indexOf(' ', charactersSent + 1);
            String delta = text.substring(charactersSent, end < 0 ? text.length() : end);
            charactersSent += delta.length();
            item.appendText(delta);
            host.out().add(textDelta(item, delta));
        }
        return true;
    }

    private ServerEvent textDelta(StoredItem item, String delta) {
        String eventId = host.out().eventId();
        int index = items.size() - 1;
        return textOnly
                ? new ServerEvent.ResponseOutputTextDelta(eventId, id, item.id, index, 0, delta)
                : new ServerEvent.ResponseOutputAudioTranscriptDelta(eventId, id, item.id, index, 0, delta);
    }

    /** The response for those who look at a session from outside. */
    SimulatorResponse view() {
        return new SimulatorResponse(
                id,
                status,
                reason,
                signature,
                items.stream().map(item -> item.id).toList(),
                Pcm.toMs(generatedSamples()),
                Pcm.toMs(sentSamples()),
                Pcm.toMs(wasteSamples()));
    }

    /** The response as an event carries it. */
    Response describe(Response.@Nullable StatusDetails details, List<Item> output, @Nullable JsonObject usage) {
        return new Response(
                id, status, details, output, inConversation ? host.conversationId() : null, metadata, usage);
    }
}
