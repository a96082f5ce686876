package dev.bargein.lab.internal.handsfree;

import dev.bargein.core.BargeInOptions;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.SpeechDetector;
import dev.bargein.lab.handsfree.HandsFreeArm;
import dev.bargein.lab.handsfree.HandsFreeTrial;
import dev.bargein.lab.handsfree.TalkPicture;
import dev.bargein.lab.internal.handsfree.VirtualTalk.Heard;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries conversations out, some at a time; every one in each of the arms.
 *
 * <p>Thread-safe; {@link #run} is called once and blocks.
 */
public final class ConversationPool {
    private static final int WAITING = 4;

    private final Talkers talkers;
    private final BargeInOptions options;
    private final Map<String, Supplier<SpeechDetector>> detectors;
    private final List<HandsFreeArm> arms;
    private final VirtualClient.Factory client;
    private final int threads;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    /**
     * A pool.
     *
     * @param detectors by the names that the arms have for them
     * @param threads how many conversations are lived through at a time
     */
    public ConversationPool(
            Talkers talkers,
            BargeInOptions options,
            Map<String, Supplier<SpeechDetector>> detectors,
            List<HandsFreeArm> arms,
            int threads) {
        this(talkers, options, detectors, arms, threads, VirtualClient.Core::new);
    }

    ConversationPool(
            Talkers talkers,
            BargeInOptions options,
            Map<String, Supplier<SpeechDetector>> detectors,
            List<HandsFreeArm> arms,
            int threads,
            VirtualClient.Factory client) {
        this.talkers = talkers;
        this.options = options;
        this.detectors = new LinkedHashMap<>(detectors);
        this.arms = List.copyOf(arms);
        this.threads = threads;
        this.client = client;
    }

    /** Ends {@link #run} with what is done by then. */
    public void cancel() {
        cancelled.set(true);
    }

    /** Whether it was ended early. */
    public boolean isCancelled() {
        return cancelled.get();
    }

    /**
     * Lives through the conversations of some seeds.
     *
     * @param done told of every one, on one thread at a time
     */
    public List<HandsFreeTrial> run(List<Long> seeds, Consumer<HandsFreeTrial> done) {
        Map<Long, List<HandsFreeTrial>> bySeed = new LinkedHashMap<>();
        seeds.forEach(seed -> bySeed.put(seed, new ArrayList<>()));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> {
                    Thread thread = new Thread(task, "bargein-conversations");
                    thread.setDaemon(true);
                    return thread;
                },
                // Whoever hands too much in does it himself.
                new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            for (long seed : bySeed.keySet()) {
                pool.execute(() -> {
                    if (cancelled.get() || failure.get() != null) {
                        return;
                    }
                    try {
                        List<HandsFreeTrial> trials = conversation(seed);
                        synchronized (bySeed) {
                            bySeed.put(seed, trials);
                            trials.forEach(done);
                        }
                    } catch (RuntimeException | LinkageError e) {
                        failure.compareAndSet(null, e);
                    }
                });
            }
        } finally {
            end(pool);
        }
        if (failure.get() instanceof RuntimeException e) {
            throw e;
        } else if (failure.get() instanceof Error e) {
            throw e;
        }
        return bySeed.values().stream().flatMap(List::stream).toList();
    }

    private void end(ThreadPoolExecutor pool) {
        pool.shutdown();
        try {
            while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                // Each conversation is bounded.
            }
        } catch (InterruptedException e) {
            cancelled.set(true);
            Thread.currentThread().interrupt();
        }
    }

    /** The same conversation in every arm. */
    List<HandsFreeTrial> conversation(long seed) {
        TalkPlan plan = TalkPlan.of(seed, talkers);
        short[] voice = voice(plan);
        Map<String, BitSet> speaking = new LinkedHashMap<>();
        List<HandsFreeTrial> trials = new ArrayList<>();
        for (HandsFreeArm arm : arms) {
            BitSet heard = speaking.computeIfAbsent(arm.detector(), name -> speaking(plan, name));
            trials.add(TalkMeasures.of(plan, arm, listen(plan, arm, heard, voice), voice));
        }
        return trials;
    }

    @Nullable
    Heard listen(TalkPlan plan, HandsFreeArm arm, BitSet speaking, short[] voice) {
        ConversationConfig config =
                ConversationConfig.of(arm.transport().traits()).withBargeIn(options);
        return new VirtualTalk(plan, arm, config, speaking, voice, client).run();
    }

    /** Lives through a conversation once more, to draw it. */
    public TalkPicture picture(HandsFreeTrial trial) {
        TalkPlan plan = TalkPlan.of(trial.seed(), talkers);
        HandsFreeArm arm = trial.arm();
        Heard heard = Objects.requireNonNull(listen(plan, arm, speaking(plan, arm.detector()), voice(plan)));
        int frames = (plan.microphone().length - TalkPlan.LEAD_MS * Levels.SAMPLES_PER_MS) / Levels.FRAME;
        double[] microphone = new double[frames];
        double[] ear = new double[frames];
        for (int i = 0; i < frames; i++) {
            microphone[i] = Levels.peak(plan.microphone(), i * Levels.FRAME - heard.offset());
            ear[i] = Levels.peak(heard.pcm(), i * Levels.FRAME);
        }
        return new TalkPicture(trial, microphone, ear);
    }

    static short[] voice(TalkPlan plan) {
        return CalibrationVoice.pcm((int) Math.floorMod(plan.seed(), CalibrationVoice.SIGNATURES), plan.answerMs());
    }

    /** In which frames of the microphone a detector hears somebody speak; the same wherever the service is. */
    BitSet speaking(TalkPlan plan, String name) {
        SpeechDetector detector =
                Objects.requireNonNull(detectors.get(name), name).get();
        BitSet speaking = new BitSet();
        try {
            for (int i = 0; i < plan.frames(); i++) {
                speaking.set(i, detector.speaking(plan.frame(i)));
            }
        } finally {
            if (detector instanceof AutoCloseable closing) {
                close(closing);
            }
        }
        return speaking;
    }

    private static void close(AutoCloseable detector) {
        try {
            detector.close();
        } catch (Exception e) {
            throw new IllegalStateException("a detector of speech cannot be closed", e);
        }
    }
}
