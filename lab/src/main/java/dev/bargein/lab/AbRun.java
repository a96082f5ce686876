package dev.bargein.lab;

import dev.bargein.client.TransportKind;
import dev.bargein.core.SpeechDetector;
import dev.bargein.core.Strategy;
import dev.bargein.lab.handsfree.HandsFreeResult;
import dev.bargein.lab.handsfree.HandsFreeRun;
import dev.bargein.lab.internal.EngineLoader;
import dev.bargein.lab.internal.TestBed;
import dev.bargein.lab.internal.TrialPlan;
import dev.bargein.lab.internal.TrialScheduler;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.simulator.speech.Voice;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A comparison: seeded trials of several arms, side by side against a simulator in this process.
 *
 * <p>Thread-safe; {@link #run} is called once and blocks, {@link #cancel} may come from any thread.
 */
public final class AbRun {
    /** How many trials an arm has unless told otherwise: the whole comparison then takes a minute and a half. */
    public static final int DEFAULT_TRIALS = 8;

    /** More trials of an arm than this are refused. */
    public static final int MAX_TRIALS = 1_000;

    // A core carries twice as many, but then neighbours begin to show in what is measured.
    private static final int WEBSOCKET_PER_CORE = 8;
    private static final int WEBRTC_PER_CORE = 7;
    private static final int CORES = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final long START_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(120);
    private static final long TRIAL_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(75);

    private final Builder settings;
    private final TrialScheduler scheduler = new TrialScheduler(
            Map.of(TransportKind.WEBSOCKET, CORES * WEBSOCKET_PER_CORE, TransportKind.WEBRTC, CORES * WEBRTC_PER_CORE),
            START_SPACING_NANOS,
            TRIAL_DEADLINE_NANOS);
    private final HandsFreeRun.Builder handsFree;
    private volatile @Nullable HandsFreeRun conversing;
    private volatile boolean cancelled;
    private final TrialScheduler warmUp = new TrialScheduler(
            Map.of(TransportKind.WEBSOCKET, 1, TransportKind.WEBRTC, 1), START_SPACING_NANOS, TRIAL_DEADLINE_NANOS);

    private AbRun(Builder settings) {
        this.settings = settings;
        this.handsFree = HandsFreeRun.builder()
                .transports(settings.transports)
                .conversations(settings.conversations)
                .seed(settings.seed);
        settings.detectors.forEach(handsFree::detector);
    }

    /** A comparison to be configured. */
    public static Builder builder() {
        return new Builder();
    }

    /** How many conversations at an open microphone there will be, in all arms. */
    public int conversations() {
        return converses() ? handsFree.build().trials() : 0;
    }

    private boolean converses() {
        return settings.scenarios.contains(Scenario.BARGE_IN);
    }

    /** How many trials there will be. */
    public int trials() {
        return TrialPlan.arms(settings.strategies, settings.transports, settings.scenarios, Network.CLEAN)
                        .size()
                * settings.trials;
    }

    /**
     * Runs all trials and blocks until they are done, or until {@link #cancel}; a trial that fails is part of the result.
     *
     * @throws RtcException when there are WebRTC arms and WebRTC cannot be had; the message says what to install
     */
    public AbResult run() {
        boolean live = trials() > 0 && settings.transports.contains(TransportKind.WEBRTC);
        RtcEngine given = settings.engine;
        RtcEngine engine = !live ? null : given == null ? EngineLoader.load() : given;
        try {
            if (engine != null) {
                tryOut(engine);
            }
            return run(engine);
        } finally {
            if (engine != null && given == null) {
                engine.close();
            }
        }
    }

    private AbResult run(@Nullable RtcEngine engine) {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        TrialPlan plan = TrialPlan.of(
                TrialPlan.arms(settings.strategies, settings.transports, settings.scenarios, Network.CLEAN),
                settings.trials,
                settings.seed);
        int total = plan.size();
        int[] done = {0};
        List<TrialResult> results = List.of();
        double latePercent = 0;
        if (total > 0) {
            try (TestBed testBed = new TestBed(settings.seed, engine)) {
                warmUp(testBed);
                testBed.startWatching();
                results = scheduler.run(
                        plan.jobs(testBed::run), result -> settings.listener.onTrial(result, ++done[0], total));
                latePercent = testBed.latePercent();
            }
        }
        HandsFreeResult conversations = converses() && !cancelled ? converse() : HandsFreeResult.NONE;
        Environment environment = new Environment(
                settings.version,
                "simulator in the same process, calibration voice, 3.6 times real time"
                        + (engine == null ? "" : ", " + engine.name()),
                settings.seed,
                settings.trials,
                new Environment.Machine(
                        System.getProperty("java.runtime.version", "unknown"),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors()),
                new Environment.Course(
                        started, Duration.ofNanos(System.nanoTime() - startNanos), cancelled, latePercent));
        return new AbResult(environment, plan.inOrder(results), conversations);
    }

    private HandsFreeResult converse() {
        int total = conversations();
        AtomicInteger done = new AtomicInteger();
        HandsFreeRun run = handsFree
                .voices(settings.voices.get())
                .listener(trial -> settings.listener.onConversation(trial, done.incrementAndGet(), total))
                .build();
        conversing = run;
        if (cancelled) {
            run.cancel();
        }
        return run.run();
    }

    /** A turn on each transport that does not count: the first ones are slow, as their code is loaded and compiled. */
    private void warmUp(TestBed testBed) {
        warmUp.run(TrialPlan.ofWarmUp(settings.transports).jobs(testBed::run), result -> {});
    }

    /** Ends the trials that run and starts no more: {@link #run} returns with those that are done. */
    public void cancel() {
        cancelled = true;
        HandsFreeRun run = conversing;
        if (run != null) {
            run.cancel();
        }
        scheduler.cancel();
        warmUp.cancel();
    }

    /** Loads the native code now, so that what is missing is said once and not by every trial. */
    private static void tryOut(RtcEngine engine) {
        RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {});
        peer.close();
    }

    /** Configures a comparison; without a word it compares all that has trials. Not thread-safe. */
    public static final class Builder {
        private List<Strategy> strategies = Strategy.all();
        private List<TransportKind> transports = List.of(TransportKind.values());
        private List<Scenario> scenarios = Scenario.withTrials();
        private int trials = DEFAULT_TRIALS;
        private int conversations = HandsFreeRun.DEFAULT_CONVERSATIONS;
        private Supplier<List<Voice>> voices = List::of;
        private Map<String, Supplier<SpeechDetector>> detectors = Map.of();
        private long seed = 1;
        private String version = "unknown";
        private AbListener listener = AbListener.NONE;
        private @Nullable RtcEngine engine;

        private Builder() {}

        /** Which strategies to compare; all unless set. */
        public Builder strategies(List<Strategy> some) {
            strategies = atLeastOne("strategy", some);
            return this;
        }

        /** On which transports; on both unless set. */
        public Builder transports(List<TransportKind> some) {
            transports = atLeastOne("transport", some);
            return this;
        }

        /** In which scenarios; in all {@linkplain Scenario#withTrials() with trials} unless set. */
        public Builder scenarios(List<Scenario> some) {
            scenarios = atLeastOne("scenario", some);
            return this;
        }

        /** How many trials of each arm; {@value AbRun#DEFAULT_TRIALS} unless set. */
        public Builder trials(int perArm) {
            if (perArm < 1 || perArm > MAX_TRIALS) {
                throw new IllegalArgumentException("an arm has 1 to " + MAX_TRIALS + " trials, not " + perArm);
            }
            trials = perArm;
            return this;
        }

        /**
         * How many conversations at an open microphone, each in all arms of {@link Scenario#BARGE_IN};
         * {@value HandsFreeRun#DEFAULT_CONVERSATIONS} unless set.
         */
        public Builder conversations(int number) {
            if (number < 1 || number > HandsFreeRun.MAX_CONVERSATIONS) {
                throw new IllegalArgumentException(
                        "there are 1 to " + HandsFreeRun.MAX_CONVERSATIONS + " conversations, not " + number);
            }
            conversations = number;
            return this;
        }

        /** Who speaks in conversations at an open microphone, loaded when there are any; made-up syllables unless set. */
        public Builder voices(Supplier<List<Voice>> some) {
            voices = some;
            return this;
        }

        /** Detectors of speech in conversations at an open microphone, besides the one that goes by loudness. */
        public Builder detectors(Map<String, Supplier<SpeechDetector>> further) {
            detectors = new LinkedHashMap<>(further);
            return this;
        }

        /** What all random moments follow from; 1 unless set. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** The version to name in reports. */
        public Builder version(String name) {
            version = name;
            return this;
        }

        /** Who watches. */
        public Builder listener(AbListener watcher) {
            listener = watcher;
            return this;
        }

        /** The WebRTC of both ends, closed by the caller; the one that {@link java.util.ServiceLoader} finds unless set. */
        public Builder rtcEngine(RtcEngine webRtc) {
            engine = webRtc;
            return this;
        }

        /** The comparison. */
        public AbRun build() {
            return new AbRun(copy());
        }

        /** What a run keeps, so that further calls do not change it. */
        private Builder copy() {
            Builder copy = new Builder();
            copy.strategies = strategies;
            copy.transports = transports;
            copy.scenarios = scenarios;
            copy.trials = trials;
            copy.conversations = conversations;
            copy.voices = voices;
            copy.detectors = detectors;
            copy.seed = seed;
            copy.version = version;
            copy.listener = listener;
            copy.engine = engine;
            return copy;
        }

        private static <T> List<T> atLeastOne(String what, List<T> some) {
            if (some.isEmpty()) {
                throw new IllegalArgumentException("a comparison needs at least one " + what);
            }
            return some.stream().distinct().toList();
        }
    }
}
