package dev.bargein.simulator.internal;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Message;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Answer;
import dev.bargein.simulator.Interruption;
import dev.bargein.simulator.SimulatorTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One conversation at the service's end, the same for both transports: client events, microphone frames and time go in,
 * server events come out. It has no clock, no thread and no socket; randomness comes from its seed.
 *
 * <p>The service does not listen for speech itself: with {@code server_vad} or {@code semantic_vad} set, whoever detects
 * speech calls {@link #speechStarted} and {@link #speechStopped}.
 *
 * <p>Thread law: confined. Only {@link #buffer()} may be used by another thread.
 */
public final class ServiceSession {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long LIFETIME_SECONDS = 3_600;
    private static final int MAX_ACTIVE = 8;
    private static final int MAX_RESPONSES = 10_000;
    private static final int SIGNATURES = 64;
    private static final long MIN_COMMIT_SAMPLES = Pcm.toSamples(100);
    private static final long KEPT_SAMPLES = Pcm.toSamples(20 * 60_000L);
    private static final long MAX_INPUT_SAMPLES = Pcm.toSamples(10 * 60_000L);

    private final SessionSetup setup;
    private final String id;
    private final String callId;
    private final String conversationId;
    private final Outbox out;
    private final Pcm.Budget budget = new Pcm.Budget(KEPT_SAMPLES);
    private final Conversation conversation = new Conversation();
    private final InputBuffer input = new InputBuffer(budget, MAX_INPUT_SAMPLES);
    private final @Nullable OutputBuffer buffer;
    private final List<Generation> generations = new ArrayList<>();
    private final LedgerBook ledger = new LedgerBook();
    private final Generation.Host host = new GenerationHost();
    private Settings settings;
    private int nextSignature;
    private long usedTokens;
    private boolean spoke;
    private boolean open;
    private boolean expired;

    /** A session that has not told its client yet that it exists: call {@link #open}. */
    public ServiceSession(SessionSetup setup) {
        this.setup = setup;
        SplittableRandom random = new SplittableRandom(setup.seed());
        Ids ids = new Ids(random.split());
        this.nextSignature = random.nextInt(SIGNATURES);
        this.out = new Outbox(ids, setup.dialect());
        out.setEpochSeconds(setup.epochSeconds());
        boolean call = setup.transport() == SimulatorTransport.WEBRTC;
        this.id = out.id(call ? "sess_u0" : "sess");
        // On a call both ids share their tail.
        this.callId = call ? id.replace("sess_", "rtc_") : "";
        this.conversationId = out.id("conv");
        this.buffer = call ? new OutputBuffer() : null;
        this.settings = Settings.initial(id, setup.model(), setup.epochSeconds() + LIFETIME_SECONDS, setup.voiceName());
    }

    /** The session's id. */
    public String id() {
        return id;
    }

    /** The id of the WebRTC call; empty on WebSocket. */
    public String callId() {
        return callId;
    }

    /** What the pacer renders from; null on WebSocket. */
    public @Nullable OutputBuffer buffer() {
        return buffer;
    }

    /** Lays a configuration that came with the call over the defaults. */
    public void configure(JsonObject session) {
        settings = settings.update(session, false);
    }

    /** The client can hear: tells it that the session exists. */
    public void open(long nowNanos) {
        if (!open) {
            open = true;
            tick(nowNanos);
            out.add(new ServerEvent.SessionCreated(out.eventId(), shownSettings()));
        }
    }

    /** Whether the client can hear. */
    public boolean isOpen() {
        return open;
    }

    /** The client sent an event. */
    public void handle(Message<ClientEvent> message, long nowNanos) {
        advance(nowNanos);
        ClientEvent event = message.event();
        try {
            dispatch(event, message.json(), nowNanos);
        } catch (Refusal refusal) {
            ledger.violation(event.type() + " -> " + refusal.summary());
            out.add(new ServerEvent.Error(out.eventId(), refusal.details(event.eventId())));
        }
        advance(nowNanos);
    }

    /** The client sent something that is no event. */
    public void refuse(ErrorDetails error, long nowNanos) {
        advance(nowNanos);
        ledger.violation("message -> " + error.code() + ": " + error.message());
        out.add(new ServerEvent.Error(out.eventId(), error));
    }

    /** Sound arrived on the media track. */
    public void handleAudio(short[] pcm, int length) {
        input.append(pcm, length);
    }

    /** The service heard the user begin to speak: barge-in. */
    public void speechStarted(long nowNanos) {
        advance(nowNanos);
        String itemId = input.beginSpeech(out.id("item"));
        out.add(new ServerEvent.InputAudioBufferSpeechStarted(out.eventId(), input.speechStartMs(), itemId));
        if (settings.turnFlag("interrupt_response")) {
            ledger.interruption(new Interruption(Interruption.Kind.SPEECH, nowNanos, currentResponseId(), "", -1));
            List<OutputBuffer.Dropped> dropped = cutOutput();
            for (Generation generation : active()) {
                if (generation.inConversation) {
                    generation.noteInterruption();
                    generation.end("cancelled", "turn_detected");
                }
            }
            truncateAt(dropped);
        }
        advance(nowNanos);
    }

    /** The service heard the user fall silent: the turn is committed, and answered if the settings say so. */
    public void speechStopped(long nowNanos) {
        advance(nowNanos);
        String itemId = input.endSpeech();
        if (itemId == null) {
            return;
        }
        out.add(new ServerEvent.InputAudioBufferSpeechStopped(out.eventId(), input.clockMs(), itemId));
        try {
            commit(itemId);
            if (settings.turnFlag("create_response") && activeDefault() == null) {
                create(JsonObject.EMPTY, nowNanos);
            }
        } catch (Refusal refusal) {
            // Nobody asked for this turn, so nobody is told that it was too short to answer.
            ledger.violation("speech -> " + refusal.summary());
        }
        advance(nowNanos);
    }

    /** Does everything that is due. */
    public void advance(long nowNanos) {
        tick(nowNanos);
        tellFacts();
        for (Generation generation : active()) {
            generation.advance(nowNanos);
        }
        tellFacts();
        if (open && !expired && nowNanos - setup.bornNanos() >= LIFETIME_SECONDS * NANOS_PER_SECOND) {
            expired = true;
            out.add(new ServerEvent.Error(
                    out.eventId(),
                    new Refusal(ErrorCodes.SESSION_EXPIRED, "Your session hit the maximum duration of 60 minutes.")
                            .details(null)));
        }
    }

    /** When {@link #advance} has to be called at the latest; {@link Long#MAX_VALUE} for never. */
    public long nextWakeNanos() {
        long wake = open && !expired ? setup.bornNanos() + LIFETIME_SECONDS * NANOS_PER_SECOND : Generation.NEVER;
        for (Generation generation : active()) {
            wake = Math.min(wake, generation.nextWakeNanos());
        }
        return wake;
    }

    /** The events to be sent, in order; each is handed out once. */
    public List<ServerEvent> takeEvents() {
        return out.take();
    }

    /** Whether the session reached its maximum duration and has to be closed after its events were sent. */
    public boolean isExpired() {
        return expired;
    }

    /** Frees the voices. The client is gone. */
    public void close() {
        active().forEach(Generation::abandon);
    }

    /** The settings as the client sees them. */
    public JsonObject shownSettings() {
        return setup.dialect() == Dialect.BETA ? BetaShape.session(settings.json()) : settings.json();
    }

    /** Audio in the input buffer, in milliseconds. */
    long inputMs() {
        return Pcm.toMs(input.bufferedSamples());
    }

    Conversation conversation() {
        return conversation;
    }

    List<Generation> generations() {
        return generations;
    }

    LedgerBook ledger() {
        return ledger;
    }

    private void dispatch(ClientEvent event, JsonObject json, long nowNanos) {
        if (event instanceof ClientEvent.SessionUpdate) {
            JsonObject patch = json.object("session");
            settings = settings.update(setup.dialect() == Dialect.BETA ? BetaShape.patch(patch) : patch, spoke);
            out.add(new ServerEvent.SessionUpdated(out.eventId(), shownSettings()));
        } else if (event instanceof ClientEvent.InputAudioBufferAppend append) {
            append(append);
        } else if (event instanceof ClientEvent.InputAudioBufferCommit) {
            commit(out.id("item"));
        } else if (event instanceof ClientEvent.InputAudioBufferClear) {
            input.clear();
            out.add(new ServerEvent.InputAudioBufferCleared(out.eventId()));
        } else if (event instanceof ClientEvent.ConversationItemCreate create) {
            createItem(create);
        } else if (event instanceof ClientEvent.ConversationItemRetrieve retrieve) {
            StoredItem item = require(retrieve.itemId(), ErrorCodes.ITEM_RETRIEVE_INVALID_ITEM_ID, "retrieving");
            out.add(new ServerEvent.ConversationItemRetrieved(out.eventId(), item.describe(buffer == null)));
        } else if (event instanceof ClientEvent.ConversationItemTruncate truncate) {
            truncate(truncate, nowNanos);
        } else if (event instanceof ClientEvent.ConversationItemDelete delete) {
            conversation.delete(require(delete.itemId(), ErrorCodes.ITEM_DELETE_INVALID_ITEM_ID, "deleting"));
            out.add(new ServerEvent.ConversationItemDeleted(out.eventId(), delete.itemId()));
        } else if (event instanceof ClientEvent.ResponseCreate create) {
            create(create.response(), nowNanos);
        } else if (event instanceof ClientEvent.ResponseCancel cancel) {
            cancel(cancel, nowNanos);
        } else if (event instanceof ClientEvent.OutputAudioBufferClear) {
            clearOutput(nowNanos);
        } else {
            throw Refusal.of(RealtimeCodec.unsupportedType(event.type()));
        }
    }

    private void append(ClientEvent.InputAudioBufferAppend append) {
        if (buffer != null) {
            throw new Refusal(
                    ErrorCodes.INVALID_EVENT_FOR_TRANSPORT,
                    "On WebRTC the input buffer is filled by the media track: send the audio there.");
        }
        short[] pcm = append.audio().toPcm();
        input.append(pcm, pcm.length);
    }

    private void commit(String itemId) {
        if (input.bufferedSamples() < MIN_COMMIT_SAMPLES) {
            throw Refusal.bufferTooSmall((double) input.bufferedSamples() / Pcm.SAMPLES_PER_MS);
        }
        StoredItem item = StoredItem.committed(itemId, input.commit());
        String previous = conversation.append(item);
        out.add(new ServerEvent.InputAudioBufferCommitted(out.eventId(), previous, itemId));
        out.itemAdded(previous, item.describe(false));
        out.itemDone(previous, item.describe(false));
    }

    private void createItem(ClientEvent.ConversationItemCreate event) {
        Item given = event.item();
        if (given.content().stream().anyMatch(ContentPart::isOutputAudio)) {
            throw new Refusal(
                    ErrorCodes.INVALID_VALUE, "Assistant audio cannot be created by a client.", "item.content");
        }
        String itemId = given.id().isEmpty() ? out.id("item") : given.id();
        StoredItem item = StoredItem.given(withId(given, itemId), budget);
        String previous = conversation.insertAfter(event.previousItemId(), item);
        out.itemAdded(previous, item.describe(false));
        out.itemDone(previous, item.describe(false));
    }

    private static Item withId(Item item, String id) {
        return new Item(
                id,
                item.type(),
                item.status(),
                item.role(),
                item.content(),
                item.callId(),
                item.name(),
                item.arguments(),
                item.output());
    }

    private void create(JsonObject options, long nowNanos) {
        boolean inConversation = !"none".equals(options.string("conversation"));
        Generation running = activeDefault();
        if (inConversation && running != null) {
            throw Refusal.alreadyActive(running.id);
        }
        if (active().size() >= MAX_ACTIVE || generations.size() >= MAX_RESPONSES) {
            throw new Refusal(ErrorCodes.INVALID_VALUE, "Too many responses in this session.");
        }
        Answer answer = setup.script().answer(generations.size());
        double speed = answer.speed() > 0 ? answer.speed() : setup.speed();
        boolean text = settings.textOnly();
        String modalities = setup.dialect() == Dialect.BETA ? "modalities" : "output_modalities";
        if (options.get(modalities) != null) {
            text = Settings.isTextOnly(options, modalities);
        }
        JsonObject metadata = options.get("metadata") instanceof JsonObject o ? o : null;
        Generation generation = new Generation(
                host, out.id("resp"), nextSignature, answer, speed, text, inConversation, metadata, nowNanos);
        nextSignature = (nextSignature + 1) % SIGNATURES;
        generations.add(generation);
        out.add(new ServerEvent.ResponseCreated(out.eventId(), generation.describe(null, List.of(), null)));
        if (setup.dialect() == Dialect.BETA) {
            out.add(new ServerEvent.RateLimitsUpdated(out.eventId(), Usage.limits(usedTokens)));
        }
    }

    private void cancel(ClientEvent.ResponseCancel cancel, long nowNanos) {
        String wanted = cancel.responseId();
        Generation target = activeDefault();
        if (wanted != null) {
            target = null;
            for (Generation generation : active()) {
                target = generation.id.equals(wanted) ? generation : target;
            }
        }
        String responseId = target != null ? target.id : wanted == null ? "" : wanted;
        ledger.interruption(new Interruption(Interruption.Kind.CANCEL, nowNanos, responseId, "", -1));
        if (target == null) {
            throw Refusal.noActiveResponse();
        }
        target.noteInterruption();
        target.cancel(nowNanos);
    }

    private void clearOutput(long nowNanos) {
        if (buffer == null) {
            throw Refusal.of(RealtimeCodec.unsupportedType(ClientEvent.OutputAudioBufferClear.TYPE));
        }
        String responseId = buffer.current();
        ledger.interruption(
                new Interruption(Interruption.Kind.CLEAR, nowNanos, responseId == null ? "" : responseId, "", -1));
        truncateAt(cutOutput());
    }

    private void truncate(ClientEvent.ConversationItemTruncate truncate, long nowNanos) {
        String itemId = truncate.itemId();
        StoredItem item = conversation.find(itemId);
        ledger.interruption(new Interruption(
                Interruption.Kind.TRUNCATE,
                nowNanos,
                item == null ? "" : item.responseId,
                itemId,
                truncate.audioEndMs()));
        if (item == null) {
            throw Refusal.noItem(ErrorCodes.ITEM_TRUNCATE_INVALID_ITEM_ID, "truncating", itemId);
        }
        if (!item.assistantAudio || item.generatedSamples() == 0) {
            throw Refusal.onlyOutputAudio();
        }
        if (truncate.contentIndex() != 0) {
            throw new Refusal(
                    ErrorCodes.INVALID_VALUE,
                    "Content index " + truncate.contentIndex() + " is out of range.",
                    "content_index");
        }
        if (truncate.audioEndMs() < 0) {
            throw new Refusal(
                    ErrorCodes.INTEGER_BELOW_MIN_VALUE,
                    "Invalid 'audio_end_ms': integer below minimum value. Expected a value >= 0, but got "
                            + truncate.audioEndMs() + " instead.",
                    "audio_end_ms");
        }
        long samples = Math.min(item.audio.samples(), Generation.sentSamples(buffer, item));
        if (truncate.audioEndMs() > Pcm.toMs(samples)) {
            throw Refusal.alreadyShorter(Pcm.toMs(samples), truncate.audioEndMs());
        }
        generations.stream().filter(g -> g.id.equals(item.responseId)).forEach(Generation::noteInterruption);
        item.truncate(Pcm.toSamples(truncate.audioEndMs()));
        out.add(new ServerEvent.ConversationItemTruncated(out.eventId(), itemId, 0, truncate.audioEndMs()));
    }

    /** Empties the output buffer, and tells the client when there was something in it. */
    private List<OutputBuffer.Dropped> cutOutput() {
        OutputBuffer.Cleared cleared = buffer == null ? null : buffer.clear();
        if (cleared == null) {
            return List.of();
        }
        cleared.before().forEach(this::tell);
        out.add(new ServerEvent.OutputAudioBufferCleared(out.mediaEventId(), cleared.responseId()));
        generations.stream().filter(g -> g.id.equals(cleared.responseId())).forEach(Generation::noteInterruption);
        return cleared.dropped();
    }

    /** The service knows what it sent, so it truncates by itself what was cut off. */
    private void truncateAt(List<OutputBuffer.Dropped> dropped) {
        for (OutputBuffer.Dropped cut : dropped) {
            StoredItem item = conversation.find(cut.line().itemId);
            if (!setup.truncateOnClear() || item == null || cut.sentSamples() >= item.audio.samples()) {
                continue;
            }
            item.truncate(cut.sentSamples());
            out.add(new ServerEvent.ConversationItemTruncated(out.eventId(), item.id, 0, Pcm.toMs(cut.sentSamples())));
        }
    }

    private void tellFacts() {
        for (OutputBuffer.Fact fact = nextFact(); fact != null; fact = nextFact()) {
            tell(fact);
        }
    }

    private OutputBuffer.@Nullable Fact nextFact() {
        return buffer == null ? null : buffer.pollFact();
    }

    private void tell(OutputBuffer.Fact fact) {
        out.add(
                fact.started()
                        ? new ServerEvent.OutputAudioBufferStarted(out.mediaEventId(), fact.responseId())
                        : new ServerEvent.OutputAudioBufferStopped(out.mediaEventId(), fact.responseId()));
    }

    private StoredItem require(String itemId, String code, String doing) {
        StoredItem item = conversation.find(itemId);
        if (item == null) {
            throw Refusal.noItem(code, doing, itemId);
        }
        return item;
    }

    private String currentResponseId() {
        String playing = buffer == null ? null : buffer.current();
        Generation running = activeDefault();
        return playing != null ? playing : running != null ? running.id : "";
    }

    private List<Generation> active() {
        return generations.stream().filter(Generation::isActive).toList();
    }

    private @Nullable Generation activeDefault() {
        for (Generation generation : active()) {
            if (generation.inConversation) {
                return generation;
            }
        }
        return null;
    }

    private void tick(long nowNanos) {
        out.setEpochSeconds(setup.epochSeconds() + (nowNanos - setup.bornNanos()) / NANOS_PER_SECOND);
    }

    /** What a response in the making asks of its session. */
    private final class GenerationHost implements Generation.Host {
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
            StoredItem item = StoredItem.answer(
                    out.id("item"), generation.id, generation.signature, !generation.textOnly, budget);
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
        public JsonObject usage(Generation generation) {
            int written = generation.items().stream()
                    .mapToInt(item -> item.text().length())
                    .sum();
            JsonObject usage = Usage.of(conversation, Pcm.toMs(generation.generatedSamples()), written);
            usedTokens = usage.number("total_tokens", 0);
            return usage;
        }

        @Override
        public void finished(Generation generation) {
            if (generation.hasOutput() && setup.dialect() == Dialect.GA) {
                out.add(new ServerEvent.RateLimitsUpdated(out.eventId(), Usage.limits(usedTokens)));
            }
        }
    }
}
