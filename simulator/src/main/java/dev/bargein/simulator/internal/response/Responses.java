package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.faults.FaultInjector;
import dev.bargein.simulator.internal.limits.SessionMemory;
import dev.bargein.simulator.internal.model.ConversationItems;
import dev.bargein.simulator.internal.model.DefaultSettings;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.SessionSettings;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.model.WakeTimes;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.speech.Speech;
import dev.bargein.simulator.internal.values.Footprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The responses of a session: at most one of the conversation is active, next to a few out of band.
 *
 * <p>Not thread-safe.
 */
public final class Responses implements ResponseHost {
    private static final int MAX_ACTIVE = 8;
    private static final int MAX_RESPONSES = 10_000;
    private static final int MAX_WAITING = 128;
    private static final int SIGNATURES = 64;
    private static final long RESPONSE_BYTES = 2_048;

    /** The prefix and 16 characters, as in {@code call_Xz0z4X8aSYDdkTf2}. */
    private static final int CALL_ID_CHARACTERS = 21;

    private final SessionParameters setup;
    private final EventQueue out;
    private final ConversationItems conversation;
    private final Pcm.Budget budget;
    private final SessionMemory memory;
    private final @Nullable OutputBuffer buffer;
    private final FaultInjector faults;
    private final String conversationId;
    private final List<Generation> all = new ArrayList<>();
    private final List<Generation> active = new ArrayList<>();
    private final Map<String, AudioFormat> formats = new HashMap<>();
    private AudioFormat sessionFormat = AudioFormat.PCM;
    private final Map<String, Usage.Context> contexts = new HashMap<>();
    /** Bytes of text that a response gives back when it is done. */
    private final Map<String, Long> borrowed = new HashMap<>();
    /** By item; there are no more than items. */
    private final Map<String, String> phases = new HashMap<>();

    /** What is done when the active response of the conversation has ended. */
    private final List<Runnable> whenDone = new ArrayList<>();

    private Usage.Context lastContext = Usage.Context.EMPTY;
    private int nextSignature;
    private @Nullable Generation lastDone;
    private long usedTokens;
    private boolean spoke;

    public Responses(
            SessionParameters setup,
            EventQueue out,
            ConversationItems conversation,
            Pcm.Budget budget,
            SessionMemory memory,
            @Nullable OutputBuffer buffer,
            int firstSignature,
            FaultInjector faults) {
        this.setup = setup;
        this.out = out;
        this.conversation = conversation;
        this.budget = budget;
        this.memory = memory;
        this.buffer = buffer;
        this.faults = faults;
        this.conversationId = out.id("conv");
        this.nextSignature = Math.floorMod(firstSignature, SIGNATURES);
    }

    /** All responses, in order. */
    public List<Generation> all() {
        return all;
    }

    /** Those that are not done; a copy. */
    List<Generation> active() {
        return List.copyOf(active);
    }

    /** The active one of the conversation, null when there is none. */
    @Nullable
    public Generation activeDefault() {
        for (Generation generation : active) {
            if (generation.options().inConversation()) {
                return generation;
            }
        }
        return null;
    }

    /** The one of the conversation that ended last, null when none has. */
    @Nullable
    public Generation lastDone() {
        return lastDone;
    }

    /** The active one of that id, null when there is none. */
    @Nullable
    public Generation findActive(String id) {
        for (Generation generation : active) {
            if (generation.id.equals(id)) {
                return generation;
            }
        }
        return null;
    }

    /** Notes that an order to stop a response has arrived; unknown ids are none. */
    public void noteInterruption(String id) {
        for (Generation generation : all) {
            if (generation.id.equals(id)) {
                generation.noteInterruption();
            }
        }
    }

    /** Whether assistant audio exists, which fixes the voice. */
    public boolean spoke() {
        return spoke;
    }

    /** How the wire carries sound of responses that say nothing else and begin from now on. */
    public void setFormat(AudioFormat format) {
        sessionFormat = format;
    }

    /** Begins a response. */
    public void create(JsonObject asked, SessionSettings settings, long nowNanos) {
        Faults wrong = faults.current();
        ResponseParameters options = ResponseParameters.read(
                        asked, settings, setup.client().dialect(), conversation, budget)
                .withFaults(wrong.textOnly(), wrong.formatIgnored());
        AudioFormat format = wrong.formatIgnored()
                ? AudioFormat.PCM
                : SessionSettings.responseFormat(asked, setup.client().dialect(), sessionFormat);
        // While it is being made it may hold what was asked for twice: as it came, and as it was read.
        long bytes = 2 * Footprint.of(asked);
        try {
            requireRoom(options, bytes);
        } catch (EventRefusal refusal) {
            freeInput(options);
            throw refusal;
        }
        memory.addText(RESPONSE_BYTES + bytes);
        int number = all.size();
        List<StoredItem> about = options.request().input() == null
                ? conversation.items()
                : options.request().input();
        PendingPrompt prompt = new PendingPrompt(
                setup.answers().brain(),
                () -> PromptHistory.turn(number, about, options),
                PromptHistory.lastOfUser(about),
                nowNanos);
        Generation generation = new Generation(this, out.id("resp"), nextSignature, options, prompt, nowNanos);
        faults.begin(Faults.NONE, nowNanos);
        nextSignature = (nextSignature + 1) % SIGNATURES;
        all.add(generation);
        active.add(generation);
        formats.put(generation.id, format);
        contexts.put(generation.id, Usage.Context.of(options, about));
        borrowed.put(generation.id, bytes);
        out.add(new ServerEvent.ResponseCreated(out.eventId(), generation.describe(null, List.of(), null)));
        if (setup.client().dialect() == Dialect.BETA) {
            out.add(new ServerEvent.RateLimitsUpdated(out.eventId(), Usage.limits(usedTokens)));
        }
        generation.advance(nowNanos);
        // A brain that answered already needs no waking.
        generation.onMore(() -> setup.host().sessionThread().execute(generation::wake));
    }

    private void requireRoom(ResponseParameters options, long bytes) {
        Generation running = activeDefault();
        if (options.inConversation() && running != null) {
            throw EventRefusal.alreadyActive(running.id);
        }
        conversation.requireRoom();
        if (active.size() >= MAX_ACTIVE || all.size() >= MAX_RESPONSES) {
            throw new EventRefusal(ErrorCodes.INVALID_VALUE, "Too many responses in this session.");
        }
        memory.requireText(RESPONSE_BYTES + bytes);
    }

    /** Does something when the active response of the conversation has ended and everything about it has been said. */
    public void whenDone(Runnable task) {
        if (whenDone.size() >= MAX_WAITING) {
            throw new EventRefusal(ErrorCodes.INVALID_VALUE, "Too many items for one response.");
        }
        whenDone.add(task);
    }

    public void advance(long nowNanos) {
        for (Generation generation : active()) {
            generation.advance(nowNanos);
        }
    }

    public long nextWakeNanos() {
        long wake = WakeTimes.NEVER;
        for (Generation generation : active) {
            wake = Math.min(wake, generation.nextWakeNanos());
        }
        return wake;
    }

    /** Frees all voices without a word to the client. */
    public void abandon() {
        active.forEach(Generation::abandon);
        active.clear();
        whenDone.clear();
    }

    @Override
    public EventQueue out() {
        return out;
    }

    @Override
    public Speech.Source speech() {
        return setup.speech().source();
    }

    @Override
    public double speed() {
        return setup.answers().speed();
    }

    @Override
    public StoredItem newItem(Generation generation, boolean preamble) {
        boolean speaks = !generation.options().delivery().textOnly();
        StoredItem item = StoredItem.answer(out.id("item"), generation.id, generation.signature, speaks, budget);
        if (DefaultSettings.isReasoningModel(setup.client().model())) {
            phases.put(item.id, preamble ? "commentary" : "final_answer");
        }
        return noted(generation, item);
    }

    /** What reasoning models say that a message of theirs is: a preamble or the answer; null for all other items. */
    @Nullable
    public String phase(String itemId) {
        return phases.get(itemId);
    }

    @Override
    public StoredItem newCall(Generation generation, String name) {
        String callId = out.id("call").substring(0, CALL_ID_CHARACTERS);
        return noted(
                generation, StoredItem.call(out.id("item"), generation.id, generation.signature, callId, name, budget));
    }

    private StoredItem noted(Generation generation, StoredItem item) {
        if (!generation.options().inConversation()) {
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
    public FaultInjector faults() {
        return faults;
    }

    @Override
    public boolean itemsOverlap() {
        return setup.deviations().overlap().holdsFor(setup.client().model());
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
        Usage.Context context = contexts.getOrDefault(generation.id, Usage.Context.EMPTY);
        boolean readElsewhere = setup.answers().prompts().read(context.prompt()) && !context.beginsAs(lastContext);
        Usage.Context before = readElsewhere ? context.promptAlone() : lastContext;
        JsonObject usage = Usage.of(context, before, generation.generatedSamples(), written);
        lastContext = context.with(generation.items());
        usedTokens = usage.number("total_tokens", 0);
        return usage;
    }

    @Override
    public void unheard(StoredItem item) {
        if (setup.deviations().clearing().truncates()
                && conversation.find(item.id) != null
                && item.audio.samples() > 0) {
            item.truncate(0);
            out.add(new ServerEvent.ConversationItemTruncated(out.eventId(), item.id, 0, 0));
        }
    }

    @Override
    public void note(String text) {
        setup.host().notes().accept(text);
    }

    @Override
    public void finished(Generation generation) {
        active.remove(generation);
        settle(generation);
        formats.remove(generation.id);
        contexts.remove(generation.id);
        if (generation.options().inConversation()) {
            lastDone = generation;
        }
        if (generation.hasOutput() && setup.client().dialect() == Dialect.GA) {
            out.add(new ServerEvent.RateLimitsUpdated(out.eventId(), Usage.limits(usedTokens)));
        }
        if (activeDefault() == null) {
            List<Runnable> waiting = List.copyOf(whenDone);
            whenDone.clear();
            waiting.forEach(Runnable::run);
        }
    }

    /** Books what a response leaves behind, and frees what it was about if that was its own. */
    private void settle(Generation generation) {
        memory.addText(-borrowed.getOrDefault(generation.id, 0L));
        borrowed.remove(generation.id);
        generation.items().forEach(item -> memory.addText(item.textBytes()));
        freeInput(generation.options());
    }

    private void freeInput(ResponseParameters options) {
        List<StoredItem> input = options.request().input();
        for (StoredItem item : input == null ? List.<StoredItem>of() : input) {
            if (!item.equals(conversation.find(item.id))) {
                item.audio.clear();
            }
        }
    }
}
