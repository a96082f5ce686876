package dev.bargein.simulator.internal.speech;

import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.script.Brain;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the voice, the speech detectors and the recogniser that all sessions of a service share.
 *
 * <p>Thread-safe.
 */
public final class SpeechEngines implements AutoCloseable {
    private final Config config;
    private final ExecutorService workers;
    private final LimitLog limits;
    private final SynthesisScheduler scheduler;
    private final Detectors detectors;
    private final RecognitionQueue recognition;

    /**
     * @param name the beginning of the names of its threads
     * @param threads how many sessions may be spoken for at once
     * @param workers where it loads and recognises; not closed with it
     * @param limits is told when more is to be recognised than may wait
     */
    public SpeechEngines(Config config, String name, int threads, ExecutorService workers, LimitLog limits) {
        this.config = config;
        this.workers = workers;
        this.limits = limits;
        this.scheduler =
                new SynthesisScheduler(name, threads, config.environment().listener()::onNote);
        this.detectors = new Detectors(
                config.speech().voiceActivity(), config.environment().listener());
        this.recognition = new RecognitionQueue(
                config.speech().recognizer(), workers, config.environment().listener(), limits);
    }

    /** Loads the detectors that the settings ask for, and what the brain needs; takes as long as they need. */
    public void load() {
        detectors.loadWanted();
        loadFor(config.answers().brain());
    }

    /** Loads the recogniser if a brain wants words: it would wait a few seconds only for those of the first turn. */
    public void loadFor(Brain brain) {
        if (brain.hears()) {
            recognition.load();
        }
    }

    /** Gives up on voices that have not come back in time; to be called every second or so. */
    public void replaceStuck(long nowNanos) {
        scheduler.replaceStuck(nowNanos);
    }

    /** What speaks in one session. */
    public Speech.Source voices(Executor sessionThread) {
        Executor lane = scheduler.lane();
        return (voice, text, signature, durationMs, pace, wake) -> new PrefetchedSpeech(
                config.speech().voice().named(voice),
                text,
                signature,
                durationMs,
                pace,
                lane,
                sessionThread,
                wake,
                config.environment().listener()::onNote);
    }

    /** What listens in one session. */
    public SpeechInput hearing(Executor sessionThread) {
        RecognitionQueue.Lane queue = recognition.lane();
        return new SpeechInput() {
            @Override
            public void load(Slot slot) {
                detectors.load(slot, workers, () -> sessionThread.execute(() -> {}));
            }

            @Override
            public void understand(short[] pcm, Consumer<String> words) {
                transcribe(pcm, known -> {
                    if (known != null) {
                        words.accept(known);
                    }
                });
            }

            @Override
            public void transcribe(short[] pcm, Consumer<@Nullable String> words) {
                queue.recognize(pcm, known -> sessionThread.execute(() -> words.accept(known)));
            }

            @Override
            public void refused(String limit) {
                limits.reached(limit);
            }
        };
    }

    @Override
    public void close() {
        scheduler.close();
        recognition.close();
        detectors.close();
    }
}
