package dev.bargein.simulator.internal.session;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Message;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.audio.InputBuffer;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.faults.FaultInjector;
import dev.bargein.simulator.internal.limits.SessionMemory;
import dev.bargein.simulator.internal.model.ConversationItems;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.Ids;
import dev.bargein.simulator.internal.model.SessionLedger;
import dev.bargein.simulator.internal.model.SessionSettings;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.model.TurnSettings;
import dev.bargein.simulator.internal.model.WakeTimes;
import dev.bargein.simulator.internal.response.Generation;
import dev.bargein.simulator.internal.response.Responses;
import dev.bargein.simulator.internal.response.SessionParameters;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.rules.EventRules;
import dev.bargein.simulator.internal.rules.Violations;
import dev.bargein.simulator.internal.speech.TurnTranscriber;
import dev.bargein.simulator.internal.values.Footprint;
import dev.bargein.simulator.script.Interruption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One conversation at the service's end, the same for both transports: client events, microphone frames and time go in,
 * server events come out. It has no clock, no thread and no socket; randomness comes from its seed.
 *
 * <p>With {@code server_vad} or {@code semantic_vad} set it hears by itself when the user speaks; {@link #speechStarted}
 * and {@link #speechStopped} are for those who know better.
 *
 * <p>Not thread-safe. Only {@link #buffer()} may be used by another thread.
 */
public final class ServiceSession {
    /** What an expired session says; on WebSocket also the reason with which it closes. */
    public static final String EXPIRED = "Your session hit the maximum duration of 60 minutes.";

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    /** 58 MB; where more was said and answered, the oldest items keep their words and lose their sound. */
    private static final long KEPT_SAMPLES = Pcm.toSamples(20 * 60_000L);

    /** What stays of sound that was not committed, when the service has no room left. */
    private static final long UNCOMMITTED_SAMPLES = Pcm.toSamples(30_000);

    /** What a session takes that has said nothing. */
    private static final long SESSION_BYTES = 16 << 10;

    private static final long MAX_INPUT_SAMPLES = Pcm.toSamples(10 * 60_000L);

    private final SessionParameters setup;
    private final String id;
    private final String callId;
    private final EventQueue out;
    private final SessionMemory memory;
    private final Pcm.Budget budget;
    private final ConversationItems conversation = new ConversationItems();
    private final InputBuffer input;
    private final @Nullable OutputBuffer buffer;
    private final SessionLedger ledger;
    private final Responses responses;
    private final ClientItems items;
    private final Interrupter interrupter;
    private final TurnTaking turns;
    private final TurnTranscriber transcriber;
    private final FaultInjector faults;
    private final long lifetimeNanos;
    private SessionSettings settings;
    private boolean open;
    private long tickNanos;
    private boolean expired;

    /** A session that has not told its client yet that it exists: call {@link #open}. */
    public ServiceSession(SessionParameters made) {
        this(made, SessionMemory.unlimited());
    }

    /** Such a session with bounds to what it keeps. */
    public ServiceSession(SessionParameters made, SessionMemory memory) {
        SessionParameters setup = made.withBrainOfItsOwn();
        this.setup = setup;
        this.memory = memory;
        this.budget = new Pcm.Budget(KEPT_SAMPLES, memory);
        this.input = new InputBuffer(budget, MAX_INPUT_SAMPLES);
        this.ledger = new SessionLedger(memory);
        SplittableRandom random = new SplittableRandom(setup.answers().seed());
        Ids ids = new Ids(random.split());
        this.out = new EventQueue(ids, setup.client().dialect());
        out.setEpochSeconds(setup.host().epochSeconds());
        boolean call = setup.client().transport() == SimulatorTransport.WEBRTC;
        this.id = out.id(call ? "sess_u0" : "sess");
        // On a call both ids share their tail.
        this.callId = call ? id.replace("sess_", "rtc_") : "";
        this.buffer = call ? new OutputBuffer(memory) : null;
        int firstSignature = random.nextInt();
        this.faults = new FaultInjector(random.split());
        this.responses = new Responses(setup, out, conversation, budget, memory, buffer, firstSignature, faults);
        this.items = new ClientItems(out, conversation, responses, memory, budget);
        this.transcriber = new TurnTranscriber(
                out, setup.speech().hearing(), setup.answers().brain());
        this.interrupter = new Interrupter(
                setup.deviations().clearing().truncates(), out, conversation, responses, ledger, buffer);
        this.lifetimeNanos = setup.deviations().lifetimeSeconds() * NANOS_PER_SECOND;
        this.settings = SessionSettings.initial(
                setup.client().dialect(),
                id,
                setup.client().model(),
                setup.host().epochSeconds() + setup.deviations().lifetimeSeconds(),
                setup.speech().voiceName());
        memory.addText(SESSION_BYTES + Footprint.of(settings.json()));
        TurnDetector detector =
                new TurnDetector(setup.speech().hearing(), TurnSettings.of(settings.json()), MAX_INPUT_SAMPLES, memory);
        this.turns = new TurnTaking(setup, out, input, detector, responses, interrupter, new UserTurns());
    }

    /** The session's id. */
    public String id() {
        return id;
    }

    /** The id of the WebRTC call; empty on WebSocket. */
    public String callId() {
        return callId;
    }

    /** How long sidebands outlive the call, in milliseconds; -1 until their clients close them. */
    public long sidebandLingerMs() {
        return setup.deviations().sidebandLingerMs();
    }

    /** What writes this session's events; to be used by one thread. */
    public WireWriter writer(RealtimeCodec codec) {
        return new WireWriter(
                codec,
                setup.deviations().earlyNames(),
                new SplittableRandom(~setup.answers().seed()),
                responses::phase);
    }

    /** What the pacer renders from; null on WebSocket. */
    public @Nullable OutputBuffer buffer() {
        return buffer;
    }

    /** Lays a configuration that came with the call over the defaults. */
    public void configure(JsonObject session) {
        adopt(settings.configured(session));
    }

    /** The client can hear: tells it that the session exists. */
    public void open(long nowNanos) {
        if (!open) {
            open = true;
            tick(nowNanos);
            faults.open(nowNanos);
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
            EventRules.check(event.type(), message.json(), setup.client().dialect());
            dispatch(event, message.json(), nowNanos);
        } catch (EventRefusal refusal) {
            ErrorDetails error = refusal.details(event.eventId());
            ledger.violation(Violations.of(event.type(), message.json(), error, nowNanos));
            out.add(new ServerEvent.Error(out.eventId(), error));
        }
        advance(nowNanos);
    }

    /**
     * The client sent something that is no event.
     *
     * @param text what it sent
     */
    public void refuse(String text, ErrorDetails error, long nowNanos) {
        advance(nowNanos);
        ledger.violation(Violations.of(text, error, nowNanos));
        out.add(new ServerEvent.Error(out.eventId(), error));
    }

    /**
     * Sound arrived on the media track; only listens, whatever comes of it.
     *
     * @param pcm is copied
     * @return whether {@link #advance} has something to do
     */
    public boolean handleAudio(short[] pcm, int length) {
        return turns.hear(Arrays.copyOf(pcm, length), length);
    }

    /** The service heard the user begin to speak: barge-in. */
    public void speechStarted(long nowNanos) {
        advance(nowNanos);
        turns.forceStart(nowNanos);
        advance(nowNanos);
    }

    /** The service heard the user fall silent: the turn is committed, and answered if the settings say so. */
    public void speechStopped(long nowNanos) {
        advance(nowNanos);
        turns.forceStop(nowNanos);
        advance(nowNanos);
    }

    /** Does everything that is due. */
    public void advance(long nowNanos) {
        tick(nowNanos);
        faults.advance(nowNanos);
        if (buffer != null) {
            buffer.setSilent(faults.silencesMedia());
        }
        interrupter.tellFacts();
        responses.advance(nowNanos);
        turns.advance(nowNanos);
        transcriber.advance(nowNanos);
        responses.advance(nowNanos);
        interrupter.tellFacts();
        boolean old = nowNanos - setup.host().bornNanos() >= lifetimeNanos;
        // Taken in any case: an expiry that stays behind would look like work for ever.
        boolean due = faults.takeExpiry() || old;
        if (open && !expired && due) {
            expired = true;
            out.add(new ServerEvent.Error(
                    out.eventId(), new EventRefusal(ErrorCodes.SESSION_EXPIRED, EXPIRED).details(null)));
        }
    }

    /** When {@link #advance} has to be called at the latest; {@link Long#MAX_VALUE} for never. */
    public long nextWakeNanos() {
        long wake = open && !expired ? setup.host().bornNanos() + lifetimeNanos : WakeTimes.NEVER;
        long heard = Math.min(transcriber.nextWakeNanos(), turns.nextWakeNanos());
        long answers = Math.min(responses.nextWakeNanos(), heard);
        return Math.min(Math.min(wake, faults.nextWakeNanos()), answers);
    }

    /** The events to be sent, in order; each is handed out once. */
    public List<ServerEvent> takeEvents() {
        return faults.pass(out.take(), responses::audioFormat, tickNanos);
    }

    /** What has to be done to the connection after these events; handed out once. */
    public FaultInjector.ConnectionAction takeAction() {
        return faults.takeAction();
    }

    /** Whether there are more events behind what has to be done. */
    public boolean hasMore() {
        return faults.hasMore();
    }

    /** What is wrong with the service from now on. */
    public void setFaults(Faults changed, long atNanos) {
        faults.set(changed, atNanos);
    }

    /** What is wrong with the service as far as the session, and not one answer, is concerned. */
    public Faults faultsOfSession() {
        return faults.ofSession();
    }

    /** Whether the session reached its maximum duration and has to be closed after its events were sent. */
    public boolean isExpired() {
        return expired;
    }

    /** Frees the voices and the ear. The client is gone. */
    public void close() {
        responses.abandon();
        turns.close();
    }

    /**
     * Forgets about so many bytes of sound, the oldest first; false when there was none to forget. Of what was not committed
     * yet the newest seconds stay.
     */
    public boolean forgetSound(long bytes) {
        long wanted = bytes / Short.BYTES + 1;
        long forgotten = budget.forget(wanted);
        if (forgotten < wanted) {
            forgotten += input.forgetAllBut(UNCOMMITTED_SAMPLES);
        }
        return forgotten > 0;
    }

    /** The settings as the client sees them. */
    public JsonObject shownSettings() {
        return settings.shown();
    }

    /** Audio in the input buffer, in milliseconds. */
    public long inputMs() {
        return Pcm.toMs(input.bufferedSamples());
    }

    public ConversationItems conversation() {
        return conversation;
    }

    public List<Generation> generations() {
        return responses.all();
    }

    public SessionLedger ledger() {
        return ledger;
    }

    private void dispatch(ClientEvent event, JsonObject json, long nowNanos) {
        if (event instanceof ClientEvent.SessionUpdate) {
            JsonObject patch = json.object("session");
            SessionSettings changed = settings.update(patch, responses.spoke());
            adopt(faults.current().formatIgnored() ? changed.withPcmOutput() : changed);
            out.add(new ServerEvent.SessionUpdated(out.eventId(), shownSettings()));
        } else if (event instanceof ClientEvent.InputAudioBufferAppend append) {
            append(append);
        } else if (event instanceof ClientEvent.InputAudioBufferCommit) {
            turns.commit();
        } else if (event instanceof ClientEvent.InputAudioBufferClear) {
            turns.clear();
            out.add(new ServerEvent.InputAudioBufferCleared(out.eventId()));
        } else if (event instanceof ClientEvent.ConversationItemCreate create) {
            items.create(create, settings.inputFormat());
        } else if (event instanceof ClientEvent.ConversationItemRetrieve retrieve) {
            StoredItem item = items.retrieve(retrieve);
            AudioFormat format = item.assistantAudio ? settings.outputFormat() : settings.inputFormat();
            Item shown = item.describe(buffer == null ? format : null);
            out.add(new ServerEvent.ConversationItemRetrieved(out.eventId(), shown));
        } else if (event instanceof ClientEvent.ConversationItemTruncate truncate) {
            interrupter.truncate(truncate, nowNanos);
        } else if (event instanceof ClientEvent.ConversationItemDelete delete) {
            items.delete(delete);
        } else if (event instanceof ClientEvent.ResponseCreate create) {
            settings.checkResponse(json.get("response"), responses.spoke());
            responses.create(create.response(), settings, nowNanos);
        } else if (event instanceof ClientEvent.ResponseCancel cancel) {
            interrupter.cancel(cancel, nowNanos);
        } else if (event instanceof ClientEvent.OutputAudioBufferClear) {
            clear(nowNanos);
        } else {
            updateTranscription(event, json);
        }
    }

    /** The one event of the beta dialect that has no record. */
    private void updateTranscription(ClientEvent event, JsonObject json) {
        if (setup.client().dialect() != Dialect.BETA || !event.type().equals("transcription_session.update")) {
            throw EventRefusal.of(RealtimeCodec.unsupportedType(event.type()));
        }
        if (!(json.get("session") instanceof JsonObject patch)) {
            throw EventRefusal.missingParameter("session");
        }
        adopt(settings.updateTranscription(patch));
        out.add(new ServerEvent.TranscriptionSessionUpdated(out.eventId(), shownSettings()));
    }

    private void adopt(SessionSettings changed) {
        long more = Footprint.of(changed.json()) - Footprint.of(settings.json());
        memory.requireText(more);
        memory.addText(more);
        settings = changed;
        short[] rest = input.setFormat(changed.inputFormat());
        turns.hear(rest, rest.length);
        if (buffer == null) {
            // A call carries Opus whatever the settings say.
            responses.setFormat(changed.outputFormat());
        }
        turns.set(TurnSettings.of(changed.json()));
    }

    private void append(ClientEvent.InputAudioBufferAppend append) {
        if (buffer != null && !setup.deviations().appendOnCalls()) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_EVENT_FOR_TRANSPORT,
                    "On WebRTC the input buffer is filled by the media track: send the audio there.");
        }
        if (buffer != null && append.audio().size() == 0) {
            throw new EventRefusal(ErrorCodes.INVALID_VALUE, "Audio must not be empty.", "audio");
        }
        short[] pcm = input.decode(append.audio());
        turns.hear(pcm, pcm.length);
    }

    private void clear(long nowNanos) {
        Faults.Clear effect =
                buffer == null ? Faults.Clear.OBEYED : faults.current().clear();
        if (effect == Faults.Clear.OBEYED) {
            interrupter.clear(nowNanos);
            return;
        }
        String playing = buffer == null ? null : buffer.current();
        ledger.interruption(
                new Interruption(Interruption.Kind.CLEAR, nowNanos, playing == null ? "" : playing, "", -1));
        if (effect == Faults.Clear.UNKNOWN) {
            throw EventRefusal.of(RealtimeCodec.unsupportedType(ClientEvent.OutputAudioBufferClear.TYPE));
        }
    }

    /** What becomes of what the user said. */
    private final class UserTurns implements TurnTaking.Committer {
        @Override
        public void requireRoom() {
            conversation.requireRoom();
        }

        @Override
        public void commit(String itemId, Pcm audio) {
            StoredItem item = items.commit(itemId, audio);
            transcriber.committed(
                    item, settings.transcription(), responses.all().size(), tickNanos);
        }

        @Override
        public void answer(long nowNanos) {
            if (!settings.transcribes()) {
                responses.create(JsonObject.EMPTY, settings, nowNanos);
            }
        }
    }

    private void tick(long now) {
        tickNanos = now;
        out.setEpochSeconds(setup.host().epochSeconds() + (now - setup.host().bornNanos()) / NANOS_PER_SECOND);
    }
}
