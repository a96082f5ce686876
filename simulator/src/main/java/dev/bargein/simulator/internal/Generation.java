package dev.bargein.simulator.internal;

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
    private static final int FULL_BUFFER_MS = 1_000;
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

        /** How the wire carries the sound of a response. */
        AudioFormat audioFormat(String responseId);

        /** Usage so far, and what is left of the limits. */
        JsonObject usage(Generation generation);

        /** The item is complete, and all of its sound was thrown away. */
        void unheard(StoredItem item);

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
    private @Nullable OutputItem current;
    private @Nullable Speech speech;
    private int chunkFill;
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
        OutputBuffer buffer = host.buffer();
        if (buffer != null) {
            buffer.finish(id);
        }
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
                OutputItem item = current;
                Speech voice = speech;
                if (item != null && voice != null) {
                    stepSound(item, voice, nowNanos);
                } else if (item != null) {
                    stepText(item);
                }
            }
            case TAIL -> end("completed", "");
            case DONE -> throw new IllegalStateException("a finished response has nothing due");
        }
    }

    private void stepText(OutputItem item) {
        if (item.sendWord()) {
            dueNanos += TEXT_WORD_MS * NANOS_PER_MS;
        } else {
            itemIsComplete(item);
        }
    }

    private void stepSound(OutputItem item, Speech voice, long nowNanos) {
        OutputBuffer buffer = host.buffer();
        if (buffer != null && buffer.isFull(id)) {
            dueNanos += FULL_BUFFER_MS * NANOS_PER_MS;
            soundAtNanos += FULL_BUFFER_MS * NANOS_PER_MS;
            return;
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
            item.sendWordsUpTo(voice.charactersReady());
            item.sendSound(chunk, chunkFill);
            soundSamples += chunkFill;
            chunkFill = 0;
        }
        if (read == Speech.END) {
            itemIsComplete(item);
        } else {
            dueNanos = soundAtNanos + (long) (soundSamples * NANOS_PER_MS / (Pcm.SAMPLES_PER_MS * speed));
        }
    }

    private void beginItem() {
        StoredItem item = host.newItem(this);
        String text = answer.parts().get(items.size()).text();
        OutputItem output =
                new OutputItem(host.out(), host.buffer(), id, items.size(), item, textOnly, inConversation, text);
        items.add(item);
        current = output;
        output.begin(host);
        for (int word = 0; word < PRELUDE_WORDS; word++) {
            output.sendWord();
        }
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

    private void itemIsComplete(OutputItem item) {
        item.sendWordsUpTo(Integer.MAX_VALUE);
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
        OutputItem item = current;
        current = null;
        chunkFill = 0;
        if (item != null) {
            item.finish(itemStatus);
            StoredItem stored = items.get(items.size() - 1);
            if (stored.line != null && stored.line.muted) {
                host.unheard(stored);
            }
        }
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
