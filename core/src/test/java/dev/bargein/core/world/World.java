package dev.bargein.core.world;

import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.Playout;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.Step;
import dev.bargein.core.world.Case.Action;
import dev.bargein.core.world.Case.Fault;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** One conversation in virtual time, watched by the oracles from its first input to its last. */
final class World {
    private static final long FRAME_NANOS = SimulatedNetwork.ms(10);
    private static final long REST_NANOS = SimulatedNetwork.ms(1_500);
    private static final long LONGEST_NANOS = SimulatedNetwork.ms(240_000);
    private static final long PATIENCE_NANOS = SimulatedNetwork.ms(20_000);

    private final Case conversation;
    private final SeededRandom random;
    private final Setup setup;
    private final Machine machine;
    private final Playout playout;
    private final Network network;
    private final ModelServer server;
    private final Voice voice;
    private final Ear ear;
    private final InvariantChecker invariants;
    private final Mode mode;
    private final PriorityQueue<Due> agenda = new PriorityQueue<>();
    private final Deque<AudioBytes> uplink = new ArrayDeque<>();
    private final short[] frame = new short[Playout.FRAME_SAMPLES];
    private final short[] liveFrame = new short[Playout.FRAME_SAMPLES];

    private Consumer<String> log = line -> {};
    private boolean logging;
    private boolean tracing;
    private long now;
    private long order;
    private long trace;
    private long sentTrace;
    private long wakeToken;
    private int nextAction;
    private boolean waitingForVoice;
    private long quietSince;
    private boolean over;
    private int pulls;
    private int captured;
    private int ticks;
    private long speakerLate;
    private boolean up;
    private boolean live;
    private boolean closed;
    /** Which connection it is; what was on its way on one before is lost. */
    private int connection;

    private int calls;
    private int callsOpen;
    private long connectedAt;
    private long microphoneShutAt = Long.MIN_VALUE / 2;
    private long wakeAt = Long.MAX_VALUE;

    /** Something to do at a time. */
    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /** What is done to a conversation that must change nothing. */
    enum Mode {
        PLAIN,
        /** Every event comes twice. */
        DOUBLED,
        /** A conversation is woken before any input that comes when a wake is due. */
        PUNCTUAL
    }

    World(Case conversation, Machine.Factory factory, Mode mode) {
        this.conversation = conversation;
        this.mode = mode;
        this.random = new SeededRandom(conversation.seed());
        this.setup = Setup.of(random, conversation.profile());
        boolean webRtc = conversation.webRtc();
        ConversationConfig config = ConversationConfig.of(conversation.transport())
                .withStrategy(conversation.strategy())
                .withPreRoll(Setup.PRE_ROLL)
                .withOutputLatency(MediaTime.ofMillis(setup.latencyMs()));
        this.machine = factory.make(config);
        this.playout = new Playout(conversation.transport());
        this.network = new Network(this, conversation, random, setup);
        this.voice = new Voice(random, webRtc, setup.pauses());
        this.ear = webRtc ? new SmoothEar(conversation.profile() == Profile.CLEAN) : new ExactEar();
        this.server = new ModelServer(wire(), random, Quirks.of(random, conversation.profile()), voice, webRtc);
        this.invariants = new InvariantChecker(conversation, setup, ear, server, playout);
    }

    /** Lives through the conversation; throws a {@link Violation} where it breaks a law. */
    World run() {
        at(0, this::connect);
        at(SimulatedNetwork.ms(3), this::pull);
        at(SimulatedNetwork.ms(6), this::capture);
        if (conversation.webRtc()) {
            at(SimulatedNetwork.ms(1), this::live);
        }
        schedule();
        while (!agenda.isEmpty() && !over && now < LONGEST_NANOS) {
            Due due = agenda.remove();
            now = due.at();
            due.what().run();
        }
        invariants.end(machine, now, over);
        return this;
    }

    private void connect() {
        if (!up && !closed) {
            up = true;
            connection++;
            connectedAt = now;
            input(new Input.TransportUp());
            server.connect();
        }
    }

    private void disconnect() {
        input(new Input.TransportDown("gone"));
        if (up) {
            up = false;
            connection++;
            uplink.clear();
            server.disconnect();
        }
    }

    /** Remembers all that is done as a number. */
    World traced() {
        tracing = true;
        return this;
    }

    World logTo(Consumer<String> lines) {
        log = lines;
        logging = true;
        return this;
    }

    List<Fault> faults() {
        return network.applied();
    }

    /** A number that two runs share only if they did the same. */
    long trace() {
        return trace;
    }

    /** A number that two runs share only if they sent the same. */
    long sentTrace() {
        return sentTrace;
    }

    /** Whether the user cut a response short. */
    boolean interrupted(int response) {
        return ear.isInterrupted(response) && invariants.wasCut(response);
    }

    /** Whether an interruption came so close to the end of a response that the transports may differ. */
    boolean tooCloseToCall() {
        return invariants.tooCloseToCall();
    }

    ModelServer server() {
        return server;
    }

    long nowNanos() {
        return now;
    }

    void at(long when, Runnable what) {
        agenda.add(new Due(Math.max(now, when), order++, what));
    }

    // The user.

    private void schedule() {
        if (nextAction == conversation.script().size()) {
            quietSince = now;
            long last = now;
            at(now + SimulatedNetwork.ms(100), () -> rest(last));
            return;
        }
        Action action = conversation.script().get(nextAction);
        int expected = nextAction;
        switch (action.anchor()) {
            case PREV -> at(now + SimulatedNetwork.ms(action.delayMs()), () -> act(expected));
            case VOICE -> {
                waitingForVoice = true;
                at(now + SimulatedNetwork.ms(4_000 + action.delayMs()), () -> act(expected));
            }
            case QUIET -> {
                quietSince = now;
                long since = now;
                at(now + SimulatedNetwork.ms(50), () -> quiet(expected, action.delayMs(), since));
            }
        }
    }

    private void quiet(int expected, int delayMs, long since) {
        if (now - quietSince > SimulatedNetwork.ms(600) || now - since > PATIENCE_NANOS) {
            invariants.patienceEnds(now);
            at(now + SimulatedNetwork.ms(delayMs), () -> act(expected));
        } else {
            disturbed();
            at(now + SimulatedNetwork.ms(50), () -> quiet(expected, delayMs, since));
        }
    }

    private void rest(long since) {
        disturbed();
        if (now - quietSince > REST_NANOS || now - since > (server.hungOnce() ? 6 : 2) * PATIENCE_NANOS) {
            over = now - quietSince > REST_NANOS;
            agenda.clear();
        } else {
            at(now + SimulatedNetwork.ms(50), () -> rest(since));
        }
    }

    private void disturbed() {
        if (server.busy() || callsOpen > 0 || invariants.awaits()) {
            quietSince = now;
        }
    }

    private void act(int expected) {
        if (expected != nextAction) {
            return;
        }
        Action action = conversation.script().get(nextAction++);
        waitingForVoice = false;
        input(new Input.Played(playout.report()));
        switch (action.call()) {
            case SAY -> input(new Input.Say("question " + expected));
            case RESPOND -> input(new Input.Respond());
            case PRESS -> input(new Input.Press());
            case RELEASE -> input(new Input.Release());
            case STOP -> input(new Input.Stop());
            case CLOSE -> {
                input(new Input.Close());
                closed = true;
            }
            case DOWN -> disconnect();
            case UP -> connect();
            case ASIDE -> aside(expected);
            case DELETE -> delete(expected);
            case OWN -> {
                boolean aside = conversation.profile() != Profile.CHAOS
                        && random.permille(SeededRandom.APPLICATION, 1_000 + expected, 400);
                server.answerByItself(aside);
            }
            case HANG -> server.hang();
            case LISTEN -> input(new Input.Listen(true));
            case MUTE -> input(new Input.Listen(false));
            case SPEAK -> input(new Input.UserSpeech(true));
            case HUSH -> input(new Input.UserSpeech(false));
            case UNINTERRUPTIBLE -> input(new Input.Uninterruptible());
        }
        schedule();
    }

    // The application.

    private void aside(int number) {
        JsonObject options = JsonObject.EMPTY.with("conversation", "none");
        if (random.permille(SeededRandom.APPLICATION, number, 500)) {
            options = options.with("metadata", JsonObject.EMPTY.with("topic", "aside " + number));
        }
        input(new Input.SendEvent(new ClientEvent.ResponseCreate(null, options)));
    }

    /** Deletes one of the last items that the server told of. */
    private void delete(int number) {
        List<String> known = invariants.knownItems();
        if (!known.isEmpty()) {
            int back = Math.min(known.size() - 1, random.in(SeededRandom.APPLICATION, -1 - number, 0, 2));
            String id = known.get(known.size() - 1 - back);
            input(new Input.SendEvent(new ClientEvent.ConversationItemDelete("delete_" + number, id)));
        }
    }

    /** Answers a call of the model after a while, in every other conversation. */
    private void called(Notice.ToolCalled call) {
        if (!random.permille(SeededRandom.APPLICATION, -2_000_000, 500)) {
            return;
        }
        int number = calls++;
        boolean slow = random.permille(SeededRandom.APPLICATION, -3_000_000 - number, 300);
        long delay = random.in(SeededRandom.APPLICATION, -4_000_000 - number, 0, slow ? 6_000 : 400);
        callsOpen++;
        at(now + SimulatedNetwork.ms(delay), () -> {
            callsOpen--;
            input(new Input.Played(playout.report()));
            input(new Input.ToolOutput(call.callId(), "42", true));
        });
    }

    // The devices.

    private void pull() {
        pulls++;
        Arrays.fill(frame, (short) 12_345);
        if (ear.softens()) {
            ear.waiting(playout.report().tracks().stream()
                    .mapToLong(PlayoutReport.Track::queued)
                    .sum());
        }
        boolean news = playout.render(frame);
        ear.rendered(frame, now);
        invariants.rendered(now);
        if (logging && loud()) {
            log.accept(now / 1_000_000 + "     ear " + ear.sounding + " at " + ear.rendered(Math.max(0, ear.sounding)));
        }
        if (waitingForVoice && ear.sounding >= 0 && loud()) {
            waitingForVoice = false;
            int expected = nextAction;
            int delay = conversation.script().get(expected).delayMs();
            at(now + SimulatedNetwork.ms(delay), () -> act(expected));
        }
        if (loud()) {
            quietSince = now;
        }
        if (news) {
            input(new Input.Played(playout.report()));
        } else if (pulls % 16 == 0) {
            invariants.ledger(now);
        }
        boolean mayStall = conversation.profile() != Profile.CLEAN || !conversation.webRtc();
        if (mayStall && random.permille(SeededRandom.SPEAKER, -pulls, 2)) {
            long stall = SimulatedNetwork.ms(random.in(SeededRandom.SPEAKER, -pulls - 1_000_000_000L, 20, 500));
            invariants.stalled(now + stall);
            at(now + stall, this::pull);
            if (!setup.catchesUp()) {
                speakerLate += stall;
            }
            return;
        }
        long nominal = SimulatedNetwork.ms(3) + pulls * (FRAME_NANOS + setup.driftPpm() * 10L) + speakerLate;
        at(Math.max(now, nominal + random.in(SeededRandom.SPEAKER, pulls, 0, 2_000_000)), this::pull);
    }

    private boolean loud() {
        for (int i = 0; i < Playout.FRAME_SAMPLES; i += 4) {
            if (Math.abs(frame[i]) > 100) {
                return true;
            }
        }
        return false;
    }

    private void capture() {
        if (live || !setup.restingMicrophone() || now - microphoneShutAt < SimulatedNetwork.ms(25)) {
            int number = captured++;
            invariants.captured(number);
            if (setup.emptyFrames() && number % 7 == 0) {
                input(new Input.MicrophoneFrame(NOTHING));
            }
            input(new Input.MicrophoneFrame(Microphone.frame(number)));
        }
        if (conversation.webRtc() && up) {
            AudioBytes voiceOrSilence = uplink.isEmpty() ? SILENCE : uplink.removeFirst();
            int mine = connection;
            at(now + SimulatedNetwork.ms(setup.mediaUpMs()), () -> {
                if (mine == connection) {
                    server.hear(voiceOrSilence);
                }
            });
        }
        at(SimulatedNetwork.ms(6) + ++ticks * FRAME_NANOS, this::capture);
    }

    private static final AudioBytes NOTHING = AudioBytes.of(new byte[0]);

    private static final AudioBytes SILENCE =
            AudioBytes.ofPcm(new short[Microphone.FRAME_SAMPLES], 0, Microphone.FRAME_SAMPLES);

    /** 10 ms of the model's voice arrive, as the server sent it a while ago. */
    private void live() {
        long slot = now / FRAME_NANOS - (setup.mediaDownMs() + shiftMs()) / 10;
        OutputBuffer buffer = server.buffer();
        boolean connected = up && slot * FRAME_NANOS >= connectedAt;
        int no = connected ? buffer.responseAt(slot) : -1;
        Arrays.fill(liveFrame, (short) 0);
        if (connected && lost(slot)) {
            if (no >= 0 || buffer.responseAt(slot - 1) >= 0) {
                for (int i = 0; i < liveFrame.length; i++) {
                    liveFrame[i] = (short) (i % 32 < 16 ? 300 : -300);
                }
            }
        } else if (no >= 0) {
            short[] all = voice.samples(no, server.plan(no).samples());
            System.arraycopy(all, buffer.positionAt(slot), liveFrame, 0, buffer.lengthAt(slot));
        }
        if (ear instanceof SmoothEar smooth) {
            smooth.feed(liveFrame, now);
        }
        if (logging && no >= 0) {
            log.accept(now / 1_000_000 + "     live " + no + " at " + buffer.positionAt(slot));
        }
        playout.live(liveFrame);
        at(
                now / FRAME_NANOS * FRAME_NANOS + FRAME_NANOS + random.in(SeededRandom.MEDIA, now, 0, 3_000_000),
                this::live);
    }

    private boolean lost(long slot) {
        return conversation.profile() != Profile.CLEAN && random.permille(SeededRandom.MEDIA, -1 - slot / 2, 15);
    }

    /** The jitter buffer changes its depth now and then. */
    private int shiftMs() {
        return conversation.profile() == Profile.CLEAN
                ? 0
                : 10 * random.in(SeededRandom.MEDIA, -1_000_000_000L - now / SimulatedNetwork.ms(2_000), 0, 4);
    }

    // The machine.

    private void input(Input input) {
        boolean due = now >= wakeAt && !(input instanceof Input.Wake) && !(input instanceof Input.TransportDown);
        if (mode == Mode.PUNCTUAL && due) {
            input(new Input.Wake());
        }
        if (logging) {
            log.accept(now / 1_000_000 + " > " + input);
        }
        invariants.before(input, now);
        Step step;
        try {
            step = machine.handle(input, now);
        } catch (RuntimeException e) {
            Violation violation = new Violation("I9", now, input + " threw " + e);
            violation.addSuppressed(e);
            throw violation;
        }
        for (Command command : step.commands()) {
            if (logging) {
                log.accept(now / 1_000_000 + "   < " + command);
            }
            if (tracing) {
                trace = SeededRandom.mix(trace + command.hashCode());
            }
            carryOut(command);
        }
        trace = SeededRandom.mix(trace + step.wakeAtNanos());
        invariants.after(input, step, machine, now);
        long token = ++wakeToken;
        wakeAt = step.wakeAtNanos();
        if (wakeAt != Long.MAX_VALUE) {
            at(wakeAt + late(wakeAt), () -> {
                if (token == wakeToken) {
                    input(new Input.Wake());
                }
            });
        }
    }

    private long late(long due) {
        return setup.wakesLateMs() == 0
                ? 0
                : SimulatedNetwork.ms(random.in(SeededRandom.WAKE, due, 0, setup.wakesLateMs()));
    }

    private void carryOut(Command command) {
        invariants.command(command, now);
        if (command instanceof Command.PlayoutCommand p) {
            playout.apply(p);
        } else if (command instanceof Command.Send send) {
            long number = invariants.sends();
            if (tracing) {
                sentTrace = SeededRandom.mix(sentTrace + send.event().hashCode());
            }
            int mine = connection;
            network.up(() -> {
                if (up && mine == connection) {
                    server.receive(send.event(), number);
                }
            });
        } else if (command instanceof Command.Notify notify && notify.notice() instanceof Notice.ToolCalled call) {
            called(call);
        } else if (command instanceof Command.SendAudio audio) {
            uplink.add(audio.pcm());
        } else if (command instanceof Command.Microphone microphone) {
            if (live && !microphone.live()) {
                microphoneShutAt = now;
            }
            live = microphone.live();
        }
    }

    private void arrived(ServerEvent event, int on) {
        if (!up || on != connection) {
            return;
        }
        invariants.arrived(event);
        input(new Input.FromServer(event));
        if (mode == Mode.DOUBLED && !isDelta(event)) {
            input(new Input.FromServer(event));
        }
    }

    /** What is added to what came before, and so means something else when it comes twice. */
    private static boolean isDelta(ServerEvent event) {
        return event.type().endsWith(".delta") || event instanceof ServerEvent.Error;
    }

    private SimulatedNetwork wire() {
        return new SimulatedNetwork() {
            @Override
            public long nowNanos() {
                return now;
            }

            @Override
            public void later(long delayNanos, Runnable what) {
                at(now + delayNanos, what);
            }

            @Override
            public void send(ServerEvent event) {
                invariants.sent(event);
                int mine = connection;
                network.down(event, arriving -> arrived(arriving, mine), invariants::damaged);
            }
        };
    }
}
