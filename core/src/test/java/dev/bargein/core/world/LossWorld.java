package dev.bargein.core.world;

import dev.bargein.core.Command;
import dev.bargein.core.ConnectionOptions;
import dev.bargein.core.Conversation;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.Playout;
import dev.bargein.core.ReconnectPolicy;
import dev.bargein.core.Step;
import dev.bargein.core.TransportTraits;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One conversation in virtual time whose connection gets lost at random moments, and is made again or not. */
final class LossWorld implements SimulatedNetwork {
    private static final int BUSY_MS = 8_000;
    private static final int PROBE_MS = 24_000;
    private static final int END_MS = 34_000;

    private final SplittableRandom random;
    private final boolean webRtc;
    private final int upMs;
    private final int downMs;
    private final Machine machine;
    private final Playout playout;
    private final LossInvariants laws;
    private final PriorityQueue<Due> agenda = new PriorityQueue<>();
    private final short[] frame = new short[Playout.FRAME_SAMPLES];
    private final boolean expires;
    private Consumer<String> log = line -> {};
    private long now;
    private long order;
    private int connection;
    private LossServer server;
    private boolean up;
    private boolean attempting;
    private int captured;
    private long wakeToken;
    private Step last = new Step(List.of(), Long.MAX_VALUE, WakeReason.NONE);

    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    LossWorld(long seed, Machine.Factory factory) {
        random = new SplittableRandom(seed);
        webRtc = (seed & 1) == 1;
        upMs = random.nextInt(1, 120);
        downMs = random.nextInt(1, 120);
        expires = random.nextInt(5) == 0;
        ReconnectPolicy policy = new ReconnectPolicy(
                random.nextInt(3, 12), random.nextInt(0, 200), random.nextInt(200, 500), 5_000, seed);
        TransportTraits traits = webRtc ? TransportTraits.WEBRTC : TransportTraits.WEBSOCKET;
        machine = factory.make(ConversationConfig.of(traits)
                .withPreRoll(Setup.PRE_ROLL)
                .withConnection(ConnectionOptions.KEPT_UNTIL_READY.withReconnect(policy)));
        playout = new Playout(traits);
        laws = new LossInvariants(policy);
        server = new LossServer(this, random, webRtc, connection);
    }

    LossWorld logTo(Consumer<String> lines) {
        log = lines;
        return this;
    }

    void run() {
        at(random.nextInt(0, 400), this::connected);
        for (int i = random.nextInt(3, 12); i > 0; i--) {
            at(random.nextInt(BUSY_MS), this::act);
        }
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            at(random.nextInt(BUSY_MS), () -> lose(random.nextInt(30) > 0));
        }
        at(BUSY_MS, () -> {
            input(new Input.Release());
            input(new Input.Listen(false));
        });
        at(PROBE_MS, () -> input(new Input.Say("probe")));
        at(0, this::tick);
        while (!agenda.isEmpty() && now < SimulatedNetwork.ms(END_MS)) {
            Due due = agenda.remove();
            now = due.at();
            due.what().run();
        }
        laws.end(server, last, now);
        if (!laws.isClosed() && machine.activity() != Conversation.Activity.IDLE) {
            throw new Violation("stuck", now, "goes on " + machine.activity());
        }
    }

    private void at(long ms, Runnable what) {
        agenda.add(new Due(Math.max(now, SimulatedNetwork.ms(ms)), order++, what));
    }

    @Override
    public long nowNanos() {
        return now;
    }

    /** What a session does later, it does not when its connection is gone. */
    @Override
    public void later(long delayNanos, Runnable what) {
        int mine = connection;
        agenda.add(new Due(now + delayNanos, order++, () -> {
            if (mine == connection) {
                what.run();
            }
        }));
    }

    @Override
    public void send(ServerEvent event) {
        Set<Integer> turn =
                event instanceof ServerEvent.InputAudioBufferCommitted ? new TreeSet<>(server.lastTurn()) : Set.of();
        later(SimulatedNetwork.ms(downMs), () -> {
            laws.arrived(event, turn);
            input(new Input.FromServer(event));
            if (event instanceof ServerEvent.SessionCreated && expires) {
                input(new Input.SessionExpires(SimulatedNetwork.ms(random.nextInt(2_000, 9_000))));
            }
        });
    }

    private void connected() {
        attempting = false;
        if (laws.isClosed()) {
            return;
        }
        up = true;
        connection++;
        server = new LossServer(this, random, webRtc, connection);
        input(new Input.TransportUp());
        server.begin();
        if (random.nextInt(8) == 0) {
            later(SimulatedNetwork.ms(random.nextInt(1, 100)), () -> lose(true));
        }
    }

    private void lose(boolean retryable) {
        if (up) {
            up = false;
            connection++;
            input(new Input.TransportDown("gone", retryable));
        }
    }

    private void attempt() {
        if (attempting) {
            throw new Violation("attempts", now, "an attempt during another");
        }
        attempting = true;
        // One that is left for another is gone at once.
        up = false;
        connection++;
        boolean succeeds = random.nextInt(100) < 60;
        boolean retryable = random.nextInt(30) > 0;
        agenda.add(new Due(now + SimulatedNetwork.ms(random.nextInt(5, 400)), order++, () -> {
            if (succeeds) {
                connected();
            } else {
                attempting = false;
                input(new Input.TransportDown("refused", retryable));
            }
        }));
    }

    private void act() {
        int number = captured;
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> input(new Input.Say("question " + number + "_" + order));
            case 3, 4, 5, 6 -> {
                input(new Input.Press());
                at(now / 1_000_000 + random.nextInt(100, 1_500), () -> input(new Input.Release()));
            }
            case 7, 8 -> input(new Input.Stop());
            case 9 -> {
                input(new Input.Listen(true));
                at(now / 1_000_000 + random.nextInt(100, 1_500), () -> input(new Input.Listen(false)));
            }
            case 10 -> input(new Input.Respond());
            default -> {
                if (random.nextInt(6) == 0 && !laws.isClosed()) {
                    input(new Input.Close());
                    up = false;
                    connection++;
                }
            }
        }
    }

    private void tick() {
        input(new Input.MicrophoneFrame(Microphone.frame(captured++)));
        if (webRtc && up) {
            short[] live = new short[Playout.FRAME_SAMPLES];
            for (int i = 0; server.sounds() && i < live.length; i++) {
                live[i] = (short) (i / 12 % 2 == 0 ? 8_000 : -8_000);
            }
            later(SimulatedNetwork.ms(downMs + 20), () -> playout.live(live));
        }
        if (playout.render(frame)) {
            input(new Input.Played(playout.report()));
        }
        agenda.add(new Due(now + SimulatedNetwork.ms(10), order++, this::tick));
    }

    private void input(Input input) {
        if (input.needsPlayed()) {
            handle(new Input.Played(playout.report()));
        }
        handle(input);
    }

    private void handle(Input input) {
        boolean usable = machine.pressAccepted();
        if (!(input instanceof Input.Played || input instanceof Input.MicrophoneFrame)) {
            log.accept(now / 1_000_000 + " < " + input);
        }
        laws.before(input, usable, now);
        Step step = machine.handle(input, now);
        for (Command command : step.commands()) {
            if (!(command instanceof Command.SendAudio
                    || command instanceof Command.Send send
                            && send.event() instanceof ClientEvent.InputAudioBufferAppend)) {
                log.accept(now / 1_000_000 + "     > " + command);
            }
            laws.command(command, now);
            carryOut(command);
        }
        laws.after(input, now);
        last = step;
        long token = ++wakeToken;
        if (step.wakeAtNanos() != Long.MAX_VALUE) {
            agenda.add(new Due(Math.max(now, step.wakeAtNanos()), order++, () -> {
                if (token == wakeToken) {
                    input(new Input.Wake());
                }
            }));
        }
    }

    private void carryOut(Command command) {
        if (command instanceof Command.PlayoutCommand p) {
            playout.apply(p);
        } else if (command instanceof Command.Send send) {
            LossServer to = server;
            later(SimulatedNetwork.ms(upMs), () -> to.receive(send.event()));
        } else if (command instanceof Command.SendAudio audio) {
            LossServer to = server;
            later(SimulatedNetwork.ms(upMs), () -> to.hear(audio.pcm()));
        } else if (command instanceof Command.Connect) {
            attempt();
        } else if (command instanceof Command.Notify notify && notify.notice() instanceof Notice.ToolCalled call) {
            at(
                    now / 1_000_000 + random.nextInt(0, 2_000),
                    () -> input(new Input.ToolOutput(call.callId(), "42", true)));
        }
    }
}
