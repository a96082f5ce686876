package dev.bargein.lab.internal;

import dev.bargein.client.VirtualClock;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.TrialResult;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.calibration.CalibrationVoice;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the trials of a run share: a simulator per script, the WebRTC engine, the clocks of the virtual devices.
 *
 * <p>Thread-safe.
 */
public final class TestBed implements AutoCloseable {
    /** A clock ticks for all its devices one after the other: a few share the work without a thread for each. */
    private static final int CLOCKS = 4;

    private final long seed;
    private final @Nullable RtcEngine engine;
    private final List<VirtualClock> clocks = new ArrayList<>();
    private final AtomicInteger nextClock = new AtomicInteger();
    private final Map<Scenario, Simulator> answering = new EnumMap<>(Scenario.class);
    private final Object reading = new Object();
    private final LateTicks lateTicks = new LateTicks(this::ticks, this::late);
    private @Nullable Simulator listening;

    /**
     * A bench; simulators start when they are needed.
     *
     * @param engine null when no trial uses WebRTC; closed by its owner
     */
    public TestBed(long seed, @Nullable RtcEngine engine) {
        this.seed = seed;
        this.engine = engine;
        for (int i = 0; i < CLOCKS; i++) {
            clocks.add(new VirtualClock());
        }
    }

    /** Carries out a trial. */
    public TrialResult run(Arm arm, long trialSeed) throws InterruptedException {
        VirtualClock clock = clocks.get(Math.floorMod(nextClock.getAndIncrement(), CLOCKS));
        Trial trial = new Trial(arm, trialSeed, simulator(arm, trialSeed), engine, clock);
        try (trial) {
            trial.run();
        }
        // Reading the sound takes a core for some 50 ms: one at a time, so that other trials keep theirs.
        synchronized (reading) {
            return new TrialMeasures(trial).result();
        }
    }

    private synchronized Simulator simulator(Arm arm, long trialSeed) {
        if (Trial.startsWithAnswer(arm, trialSeed)) {
            return answering.computeIfAbsent(arm.scenario(), scenario -> start(script(scenario)));
        }
        Simulator simulator = listening;
        if (simulator == null) {
            simulator = start(Script.of(Answer.ofDurationMs(1_000)));
            listening = simulator;
        }
        return simulator;
    }

    private Simulator start(Script script) {
        Simulator.Builder builder =
                Simulator.builder().voice(new CalibrationVoice()).script(script).seed(seed);
        if (engine != null) {
            builder.engine(engine);
        }
        return builder.start();
    }

    /** Long enough for what the scenario is about, and no longer, as a voice that talks on is waited for. */
    private static Script script(Scenario scenario) {
        return switch (scenario) {
            case STOP_WHILE_GENERATING -> Script.of(Answer.ofDurationMs(30_000));
            case STOP_AFTER_GENERATION -> Script.of(Answer.ofDurationMs(12_000));
            case STOP_BEFORE_AUDIO -> Script.of(Answer.ofDurationMs(6_000).withFirstAudioDelayMs(500));
            case STOP_THEN_ASK -> Script.of(Answer.ofDurationMs(12_000), Answer.ofDurationMs(1_500));
            case TALK, BARGE_IN -> Script.of(Answer.ofDurationMs(6_000), Answer.ofDurationMs(1_000));
        };
    }

    /** From now on late ticks count: those of the warm-up say that code was loaded, not that the machine was busy. */
    public void startWatching() {
        lateTicks.startWatching();
    }

    /** How many of the ticks of all virtual devices were late since {@link #startWatching}, in per cent. */
    public double latePercent() {
        return lateTicks.percent();
    }

    private long ticks() {
        return clocks.stream().mapToLong(VirtualClock::ticks).sum();
    }

    private long late() {
        return clocks.stream().mapToLong(VirtualClock::lateTicks).sum();
    }

    /** Stops the simulators. */
    @Override
    public synchronized void close() {
        answering.values().forEach(Simulator::close);
        answering.clear();
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }
}
