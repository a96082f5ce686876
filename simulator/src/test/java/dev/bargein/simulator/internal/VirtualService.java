package dev.bargein.simulator.internal;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.faults.FaultInjector;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.response.OutputItems;
import dev.bargein.simulator.internal.response.PromptCache;
import dev.bargein.simulator.internal.response.SessionParameters;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.session.ServiceSession;
import dev.bargein.simulator.script.Brain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A service session in virtual time, with a pacer of its own when the transport has one. */
public final class VirtualService {
    static final long EPOCH_SECONDS = 1_790_000_000L;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int MAX_ROUNDS = 10_000;

    public final ServiceSession session;
    private final RealtimeCodec codec;
    private final ProtocolChecker checker;
    final List<String> notes = new ArrayList<>();
    private final List<ServerEvent> events = new ArrayList<>();
    private final List<FaultInjector.ConnectionAction> actions = new ArrayList<>();
    private int eventsAtDeed;
    private boolean faulty;
    private final List<short[]> frames = new ArrayList<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private long nowNanos = 5_000_000_000L;
    private long nextFrameNanos = nowNanos;

    /** Opens the session. */
    VirtualService(VirtualServiceBuilder made) {
        codec = new RealtimeCodec(made.dialect);
        checker = new ProtocolChecker(
                made.transport, made.dialect, made.deviations.overlap().holdsFor(made.model));
        session = new ServiceSession(new SessionParameters(
                new SessionParameters.Client(made.transport, made.dialect, made.model),
                new SessionParameters.Answers(made.brain, 3.6, made.seed, new PromptCache()),
                new SessionParameters.SpeechParts(made.voice.name(), made.speech(), made.hearing),
                new SessionParameters.Host(EPOCH_SECONDS, nowNanos, tasks::add, notes::add),
                made.deviations));
        if (!made.configuration.isEmpty()) {
            session.configure(made.configuration);
        }
        session.open(nowNanos);
        collect();
    }

    /** A session on a transport, to be described further. */
    static VirtualServiceBuilder on(SimulatorTransport transport) {
        return new VirtualServiceBuilder(transport);
    }

    /** A session on WebSocket, to be described further. */
    static VirtualServiceBuilder onWebSocket() {
        return on(SimulatorTransport.WEBSOCKET);
    }

    /** A session on a call, to be described further. */
    static VirtualServiceBuilder onWebRtc() {
        return on(SimulatorTransport.WEBRTC);
    }

    public static VirtualService webSocket(Brain brain) {
        return onWebSocket().brain(brain).open();
    }

    public static VirtualService webRtc(Brain brain) {
        return onWebRtc().brain(brain).open();
    }

    public void send(ClientEvent event) {
        sendJson(codec.encode(event));
    }

    public void sendJson(String json) {
        try {
            session.handle(codec.decodeClient(json), nowNanos);
        } catch (ProtocolException e) {
            session.refuse(json, EventRefusal.of(e).details(e.eventId()), nowNanos);
        }
        collect();
    }

    public void create() {
        send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
    }

    /** Asks for a response and lets so much time pass. */
    public VirtualService answering(long ms) {
        create();
        run(ms);
        return this;
    }

    /** Forgets what was sent so far. */
    public VirtualService forget() {
        events.clear();
        return this;
    }

    void cancel() {
        send(new ClientEvent.ResponseCancel(null, null));
    }

    void clear() {
        send(new ClientEvent.OutputAudioBufferClear(null));
    }

    public void truncate(String itemId, long ms) {
        send(new ClientEvent.ConversationItemTruncate(null, itemId, 0, ms));
    }

    /** Lets so much time pass, doing what is due when it is due. */
    public void run(long ms) {
        long end = nowNanos + ms * NANOS_PER_MS;
        doTasks();
        while (true) {
            long wake = session.nextWakeNanos();
            boolean paced = session.buffer() != null;
            long next = Math.min(wake, paced ? nextFrameNanos : Long.MAX_VALUE);
            if (next > end) {
                break;
            }
            nowNanos = Math.max(nowNanos, next);
            OutputBuffer buffer = session.buffer();
            if (buffer != null && nextFrameNanos <= nowNanos) {
                short[] frame = new short[OutputBuffer.FRAME_SAMPLES];
                buffer.render(frame);
                frames.add(frame);
                nextFrameNanos += OutputBuffer.FRAME_MS * NANOS_PER_MS;
            }
            session.advance(nowNanos);
            collect();
        }
        nowNanos = end;
        session.advance(nowNanos);
        collect();
    }

    public void speak(int ms) {
        session.handleAudio(new short[ms * 24], ms * 24);
    }

    /** The user says something that is loud and long, at once on WebSocket and in 20 ms on a call. */
    void talk(int ms) {
        short[] pcm = new short[Math.toIntExact(Pcm.toSamples(ms))];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / 24_000));
        }
        hear(pcm);
    }

    /** The user says nothing. */
    void hush(int ms) {
        hear(new short[Math.toIntExact(Pcm.toSamples(ms))]);
    }

    void hear(short[] pcm) {
        if (session.buffer() == null) {
            send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(pcm, 0, pcm.length)));
            return;
        }
        for (int at = 0; at < pcm.length; at += OutputBuffer.FRAME_SAMPLES) {
            short[] frame = Arrays.copyOfRange(pcm, at, Math.min(pcm.length, at + OutputBuffer.FRAME_SAMPLES));
            if (session.handleAudio(frame, frame.length)) {
                session.advance(nowNanos);
                collect();
            }
        }
    }

    /** Changes {@code turn_detection}; the text is its JSON. */
    void turnDetection(String json) {
        sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":"
                + "{\"turn_detection\":" + json + "}}}}");
        take();
    }

    void speechStarted() {
        session.speechStarted(nowNanos);
        collect();
    }

    void speechStopped() {
        session.speechStopped(nowNanos);
        collect();
    }

    /** What read along. */
    ProtocolChecker checker() {
        return checker;
    }

    long nowNanos() {
        return nowNanos;
    }

    RealtimeCodec codec() {
        return codec;
    }

    /** Everything sent since the last call. */
    public List<ServerEvent> take() {
        List<ServerEvent> taken = new ArrayList<>(events);
        events.clear();
        return taken;
    }

    /** The types of everything sent since the last call; a run of the same type counts once. */
    public List<String> types() {
        List<String> out = new ArrayList<>();
        for (ServerEvent event : take()) {
            if (out.isEmpty() || !out.get(out.size() - 1).equals(event.type())) {
                out.add(event.type());
            }
        }
        return out;
    }

    /** The events of that type among those sent since the last call, which are forgotten. */
    public <E extends ServerEvent> List<E> takeOf(Class<E> type) {
        return take().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The last event of that type among those sent since the last call, which are forgotten. */
    public <E extends ServerEvent> E last(Class<E> type) {
        List<E> all = takeOf(type);
        if (all.isEmpty()) {
            throw new AssertionError("no " + type.getSimpleName());
        }
        return all.get(all.size() - 1);
    }

    /** The frames paced since the last call. */
    List<short[]> takeFrames() {
        List<short[]> taken = new ArrayList<>(frames);
        frames.clear();
        return taken;
    }

    public StoredItem stored(int index) {
        return session.conversation().history().get(index);
    }

    public SimulatorItem item(int index) {
        StoredItem item = stored(index);
        return item.view(Pcm.toMs(OutputItems.sentSamples(session.buffer(), item)));
    }

    /** What is wrong from now on; the checker, which knows what is right, listens no more. */
    void faults(Faults faults) {
        faulty = true;
        session.setFaults(faults, nowNanos);
    }

    /** What had to be done to the connection since the last call. */
    List<FaultInjector.ConnectionAction> takeActions() {
        List<FaultInjector.ConnectionAction> taken = new ArrayList<>(actions);
        actions.clear();
        return taken;
    }

    /** How many of the events that were not taken yet went before the last action. */
    int eventsAtDeed() {
        return eventsAtDeed;
    }

    private void doTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            session.advance(nowNanos);
            collect();
        }
    }

    private void collect() {
        boolean more = true;
        for (int round = 0; more; round++) {
            if (round > MAX_ROUNDS) {
                throw new AssertionError("the session always says that there is more, and there is nothing");
            }
            List<ServerEvent> sent = session.takeEvents();
            if (!faulty) {
                sent.forEach(checker::read);
            }
            events.addAll(sent);
            FaultInjector.ConnectionAction action = session.takeAction();
            if (action != FaultInjector.ConnectionAction.NONE) {
                actions.add(action);
                eventsAtDeed = events.size();
            }
            more = session.hasMore();
            if (more) {
                session.advance(nowNanos);
            }
        }
    }
}
