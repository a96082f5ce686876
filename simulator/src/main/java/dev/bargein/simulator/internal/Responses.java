package dev.bargein.simulator.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The responses of a session: at most one of the conversation is active, next to a few out of band.
 *
 * <p>Thread law: confined.
 */
final class Responses implements Generation.Host {
    private static final int MAX_ACTIVE = 8;
    private static final int MAX_RESPONSES = 10_000;
    private static final int SIGNATURES = 64;

    private final SessionSetup setup;
    private final Outbox out;
    private final Conversation conversation;
    private final Pcm.Budget budget;
    private final @Nullable OutputBuffer buffer;
    private final String conversationId;
    private final List<Generation> all = new ArrayList<>();
    private final List<Generation> active = new ArrayList<>();
    private final Map<String, AudioFormat> formats = new HashMap<>();
    private AudioFormat sessionFormat = AudioFormat.PCM;
    private int nextSignature;
    private long usedTokens;
    private boolean spoke;

    Responses(
            SessionSetup setup,
            Outbox out,
            Conversation conversation,
            Pcm.Budget budget,
            @Nullable OutputBuffer buffer,
            int firstSignature) {
        this.setup = setup;
        this.out = out;
        this.conversation = conversation;
        this.budget = budget;
        this.buffer = buffer;
        this.conversationId = out.id("conv");
        this.nextSignature = Math.floorMod(firstSignature, SIGNATURES);
    }

    /** All responses, in order. */
    List<Generation> all() {
        return all;
    }

    /** Those that are not done; a copy. */
    List<Generation> active() {
        return List.copyOf(active);
    }

    /** The active one of the conversation, null when there is none. */
    @Nullable
    Generation activeDefault() {
        for (Generation generation : active) {
            if (generation.inConversation) {
                return generation;
            }
        }
        return null;
    }

    /** The active one of that id, null when there is none. */
    @Nullable
    Generation findActive(String id) {
        for (Generation generation : active) {
            if (generation.id.equals(id)) {
                return generation;
            }
        }
        return null;
    }

    /** Notes that an order to stop a response has arrived; unknown ids are none. */
    void noteInterruption(String id) {
        for (Generation generation : all) {
            if (generation.id.equals(id)) {
                generation.noteInterruption();
            }
        }
    }

    /** Whether assistant audio exists, which fixes the voice. */
    boolean spoke() {
        return spoke;
    }

    /** How the wire carries sound of responses that say nothing else and begin from now on. */
    void setFormat(AudioFormat format) {
        sessionFormat = format;
    }

    /** Begins a response. */
    void create(JsonObject options, boolean sessionIsText, long nowNanos) {
        boolean inConversation = !"none".equals(options.string("conversation"));
        Generation running = activeDefault();
        if (inConversation && running != null) {
            throw Refusal.alreadyActive(running.id);
        }
        conversation.requireRoom();
        if (active.size() >= MAX_ACTIVE || all.size() >= MAX_RESPONSES) {
            throw new Refusal(ErrorCodes.INVALID_VALUE, "Too many responses in this session.");
        }
        Answer answer = setup.script().answer(all.size());
        double speed = answer.speed() > 0 ? answer.speed() : setup.speed();
        String modalities = setup.dialect() == Dialect.BETA ? "modalities" : "output_modalities";
        boolean text = options.get(modalities) == null ? sessionIsText : Settings.isTextOnly(options, modalities);
        JsonObject metadata = options.get("metadata") instanceof JsonObject o ? o : null;
        Generation generation = new Generation(
                this, out.id("resp"), nextSignature, answer, speed, text, inConversation, metadata, nowNanos);
        nextSignature = (nextSignature + 1) % SIGNATURES;
        all.add(generation);
        active.add(generation);
        formats.put(generation.id, Settings.responseFormat(options, setup.dialect(), sessionFormat));
        out.add(new ServerEvent.ResponseCreated(out.eventId(), generation.describe(null, List.of(), null)));
        if (setup.dialect() == Dialect.BETA) {
            out.add(new ServerEvent.RateLimitsUpdated(out.eventId(), Usage.limits(usedTokens)));
        }
    }

    void advance(long nowNanos) {
        for (Generation generation : active()) {
            generation.advance(nowNanos);
        }
    }

    long nextWakeNanos() {
        long wake = Generation.NEVER;
        for (Generation generation : active) {
            wake = Math.min(wake, generation.nextWakeNanos());
        }
        return wake;
    }

    /** Frees all voices without a word to the client. */
    void abandon() {
        active.forEach(Generation::abandon);
        active.clear();
    }

    @Override
    public Outbox out() {
        return out;
    }

    @Override
    public Speech.Source speech() {
        return setup.speech();
    }

    @Override
    public StoredItem newItem(Generation generation) {
        StoredItem item =
                StoredItem.answer(out.id("item"), generation.id, generation.signature, !generation.textOnly, budget);
        if (!generation.inConversation) {
            conversation.remember(item);
        }
        return item;
    }

    @Override
    public @Nullable String join(StoredItem item) {
        spoke |= item.assistantAudio;
        return conversation.append(item);
    }

    @Override
    public String conversationId() {
        return conversationId;
    }

    @Override
    public @Nullable OutputBuffer buffer() {
        return buffer;
    }

    @Override
    public AudioFormat audioFormat(String responseId) {
        return formats.getOrDefault(responseId, sessionFormat);
    }

    @Override
    public JsonObject usage(Generation generation) {
        int written = 0;
        for (StoredItem item : generation.items()) {
            written += item.text().length();
        }
        JsonObject usage = Usage.of(conversation, Pcm.toMs(generation.generatedSamples()), written);
        usedTokens = usage.number("total_tokens", 0);
        return usage;
    }

    @Override
    public void unheard(StoredItem item) {
        if (setup.truncateOnClear() && conversation.find(item.id) != null && item.audio.samples() > 0) {
            item.truncate(0);
            out.add(new ServerEvent.ConversationItemTruncated(out.eventId(), item.id, 0, 0));
        }
    }

    @Override
    public void finished(Generation generation) {
        active.remove(generation);
        formats.remove(generation.id);
        if (generation.hasOutput() && setup.dialect() == Dialect.GA) {
            out.add(new ServerEvent.RateLimitsUpdated(out.eventId(), Usage.limits(usedTokens)));
        }
    }
}
