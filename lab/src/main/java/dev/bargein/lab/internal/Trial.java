package dev.bargein.lab.internal;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.TransportKind;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualMicrophone;
import dev.bargein.lab.Arm;
import dev.bargein.lab.LabException;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.ear.EarMark;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorResponse;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One trial: a session with an ear at its speaker, and a user who follows the scenario. All random moments come from the
 * seed.
 *
 * <p>Not thread-safe: used only by one thread, which {@link #run} blocks.
 */
final class Trial implements AutoCloseable {
    private static final long MS = 1_000_000;
    private static final int SAMPLES_PER_MS = 24;

    /** More than a release is late on a machine that is fit to measure. */
    private static final int BEYOND_RELEASE_MS = 1_000;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final long FIRST_FRAME_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long FIRST_AUDIO_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** After t0, so long is waited at most for everything to end. */
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(16);

    private static final long SILENT_NANOS = 600 * MS;
    private static final long IDLE_NANOS = 400 * MS;
    private static final long WATCH_NANOS = 40 * MS;

    /** A response that is created in spite of the Stop must have had time to sound. */
    private static final long EARLY_STOP_WATCH_NANOS = 1_500 * MS;

    private final Arm arm;
    private final long seed;
    private final TrialRandom random;
    private final Signal signal = new Signal();
    private final TrialLog log = new TrialLog(signal);
    private final EarTap ear;
    private final VirtualMicrophone microphone;
    private final RealtimeSession session;
    private final SimulatorSession server;

    private @Nullable EarMark t0;
    private long accessNanos;
    private long endNanos;
    private short[] committed = new short[0];
    private @Nullable Spoken spoken;
    private boolean interrupts = true;

    /** Connects. */
    Trial(Arm arm, long seed, Simulator simulator, @Nullable RtcEngine engine, VirtualClock clock) {
        this.arm = arm;
        this.seed = seed;
        this.random = new TrialRandom(seed);
        this.ear = new EarTap(clock, signal);
        this.microphone = new VirtualMicrophone(clock);
        RealtimeSession.Builder builder = RealtimeSession.builder()
                .url(simulator.httpUrl())
                .model("sim")
                .apiKey("any")
                .transport(arm.transport())
                .strategy(arm.strategy())
                .speaker(ear.speaker())
                .microphone(microphone)
                .listener(log)
                .connectTimeout(CONNECT_TIMEOUT);
        if (engine != null) {
            builder.rtcEngine(engine);
        }
        session = builder.connect();
        server = simulator.session(session.sessionId());
    }

    /**
     * What the user said.
     *
     * @param signature how the sound is recognised
     * @param lengthMs how much of the sound the microphone had captured at the release
     */
    record Spoken(int signature, double lengthMs) {}

    /** Whether the trial of a seed begins with an answer that plays; only {@code talk} has others. */
    static boolean startsWithAnswer(Arm arm, long seed) {
        return arm.scenario() != Scenario.TALK || new TrialRandom(seed).coin();
    }

    /** Does what the scenario says. */
    void run() throws InterruptedException {
        if (!signal.await(ear::isListening, System.nanoTime() + FIRST_FRAME_NANOS)) {
            throw new LabException("the session never asked its speaker to play");
        }
        switch (arm.scenario()) {
            case STOP_WHILE_GENERATING -> stopWhileItTalks(2_000, 3_500);
            case STOP_AFTER_GENERATION -> stopWhileItTalks(4_000, 7_000);
            case STOP_BEFORE_AUDIO -> stopBeforeAudio();
            case STOP_THEN_ASK -> stopThenAsk();
            case TALK -> talk();
            case BARGE_IN -> throw new LabException("there are no trials at an open microphone");
        }
        endNanos = System.nanoTime();
        committed = committedSound(server.items());
        String reason = log.closedReason();
        if (!reason.isEmpty()) {
            throw new LabException("the session ended during the trial: " + reason);
        }
    }

    private void stopWhileItTalks(int earliestMs, int latestMs) throws InterruptedException {
        hearAnswer();
        parkUntil(ear.firstAudibleNanos() + random.nanosBetween(earliestMs, latestMs));
        stop();
        awaitEnd(1);
    }

    private void stopBeforeAudio() throws InterruptedException {
        say();
        // Half of the time before the server can have created the response.
        if (!random.coin()) {
            long asked = System.nanoTime();
            parkUntil(asked + random.nanosBetween(20, 400));
        }
        stop();
        parkUntil(mark().nanos() + EARLY_STOP_WATCH_NANOS);
        awaitEnd(0);
    }

    private void stopThenAsk() throws InterruptedException {
        hearAnswer();
        parkUntil(ear.firstAudibleNanos() + random.nanosBetween(1_500, 2_500));
        log.keepLive();
        stop();
        if (random.coin()) {
            parkUntil(mark().nanos() + 300 * MS);
        }
        say();
        awaitEnd(2);
    }

    private void talk() throws InterruptedException {
        interrupts = random.coin();
        int lengthMs = random.msBetween(600, 1_500);
        if (interrupts) {
            hearAnswer();
            parkUntil(ear.firstAudibleNanos() + random.nanosBetween(1_000, 2_000));
        } else {
            parkUntil(System.nanoTime() + random.nanosBetween(300, 600));
        }
        int signature = (int) Math.floorMod(seed, CalibrationVoice.SIGNATURES);
        // Goes on beyond the release, however late that comes: silence before it would hide a loss of the same length.
        short[] pcm = CalibrationVoice.pcm(signature, lengthMs + BEYOND_RELEASE_MS);
        spoken = new Spoken(signature, lengthMs);
        long nanos = System.nanoTime();
        t0 = ear.mark("press", nanos);
        log.app("press()", nanos);
        session.press();
        long start = microphone.play(pcm);
        long end = start + (long) lengthMs * SAMPLES_PER_MS;
        long deadline = nanos + END_NANOS;
        signal.await(() -> microphone.samplesCaptured() >= end, deadline);
        log.app("release()", System.nanoTime());
        long captured = Math.min(microphone.samplesCaptured() - start, pcm.length);
        session.release();
        microphone.silence();
        spoken = new Spoken(signature, (double) captured / SAMPLES_PER_MS);
        // A user who was locked out said it all to a dead microphone: no answer will come.
        boolean listenedTo = !microphone.liveChanges().isEmpty();
        awaitEnd((interrupts ? 1 : 0) + (listenedTo ? 1 : 0));
    }

    private void say() {
        log.app("say()", System.nanoTime());
        session.say("Tell me a story.");
    }

    /** Asks, and waits until the answer is heard. */
    private void hearAnswer() throws InterruptedException {
        say();
        if (!awaitLiving(() -> ear.firstAudibleNanos() != 0, System.nanoTime() + FIRST_AUDIO_NANOS)) {
            String why = log.closedReason().isEmpty() ? log.problem() : log.closedReason();
            throw new LabException("no audio within " + TimeUnit.NANOSECONDS.toSeconds(FIRST_AUDIO_NANOS)
                    + " s of asking" + (why.isEmpty() ? "" : ": " + why));
        }
    }

    private void stop() {
        long nanos = System.nanoTime();
        t0 = ear.mark("stop", nanos);
        session.stop();
        if (session.pressAccepted()) {
            accessNanos = System.nanoTime();
        }
        log.app("stop()", nanos);
    }

    private boolean awaitLiving(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        return signal.await(
                        () -> condition.getAsBoolean() || !log.closedReason().isEmpty(), deadlineNanos)
                && log.closedReason().isEmpty();
    }

    private static void parkUntil(long nanos) throws InterruptedException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /**
     * Waits until all is over: the ear is silent, the server has nothing left to send, the user may talk. What is not
     * over by the deadline is counted as far as it went.
     *
     * @param responses how many responses there must be
     */
    private void awaitEnd(int responses) throws InterruptedException {
        long deadline = mark().nanos() + END_NANOS;
        long sent = -1;
        long sentNanos = System.nanoTime();
        while (System.nanoTime() < deadline && log.closedReason().isEmpty()) {
            parkUntil(System.nanoTime() + WATCH_NANOS);
            long now = System.nanoTime();
            List<SimulatorResponse> all = server.responses();
            long sum = all.stream().mapToLong(SimulatorResponse::sentMs).sum();
            if (sum != sent) {
                sent = sum;
                sentNanos = now;
            }
            boolean idle = now - sentNanos > IDLE_NANOS
                    && all.size() >= responses
                    && all.stream().noneMatch(response -> response.status().equals("in_progress"));
            boolean silent = now - Math.max(ear.lastAudibleNanos(), mark().nanos()) > SILENT_NANOS;
            if (idle && silent && !log.locked()) {
                return;
            }
        }
    }

    Arm arm() {
        return arm;
    }

    long seed() {
        return seed;
    }

    /** The instant of the interruption. */
    EarMark mark() {
        EarMark mark = t0;
        if (mark == null) {
            throw new IllegalStateException("nothing was interrupted yet");
        }
        return mark;
    }

    TrialLog log() {
        return log;
    }

    EarTap ear() {
        return ear;
    }

    VirtualMicrophone microphone() {
        return microphone;
    }

    SimulatorSession server() {
        return server;
    }

    /** When a press was first seen to be accepted after Stop; 0 when it was not at once. */
    long accessNanos() {
        return accessNanos;
    }

    /** When it was no longer watched. */
    long endNanos() {
        return endNanos;
    }

    /** The last turn of the user that the server committed, at 24 kHz; empty when there is none. */
    short[] committed() {
        return committed;
    }

    /** To be called while the session goes on: one that has ended keeps no sound. */
    private static short[] committedSound(List<SimulatorItem> items) {
        SimulatorItem turn = null;
        for (SimulatorItem item : items) {
            if (item.role().equals("user") && item.generatedMs() == 0 && item.audioMs() > 0) {
                turn = item;
            }
        }
        return turn == null ? new short[0] : turn.pcm();
    }

    /** What the user said; null when the user said nothing. */
    @Nullable
    Spoken spoken() {
        return spoken;
    }

    /** Whether an answer was playing, or asked for, at t0. */
    boolean interrupts() {
        return interrupts;
    }

    boolean isLive() {
        return arm.transport() == TransportKind.WEBRTC;
    }

    @Override
    public void close() {
        session.close();
    }
}
