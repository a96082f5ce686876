package dev.bargein.simulator.internal.speech;

import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.speech.SpeechRecognizer;
import dev.bargein.simulator.speech.SpeechRecognizerProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue that shares one speech recogniser, the wanted one or one from the class path, fairly among all sessions. One
 * utterance at a time, so that answers keep a worker for their voices, and always one of the session that has had the
 * least of the recogniser's time, so that who says much keeps nobody else waiting. What nobody waits for any more is left
 * out.
 *
 * <p>Thread-safe.
 */
final class RecognitionQueue implements AutoCloseable {
    /** So long whoever asked waits for the words, {@link TurnTranscriber} as well. */
    static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    static final String NOT_UNDERSTOOD = "what comes then counts as not understood";

    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");

    /** Of one session; what it says beyond that is not understood. */
    private static final int MAX_WAITING_OF_SESSION = 32;

    /** Of all sessions together; whoever comes when so much waits is not understood. */
    private static final int MAX_WAITING = 256;

    private static final long MAX_WAITING_SAMPLES = Pcm.toSamples(600_000);

    private final Executor workers;
    private final SimulatorListener listener;
    private final LimitLog limits;
    private final LongSupplier nanoTime;
    private final @Nullable SpeechRecognizer given;
    private final Object loading = new Object();
    /** Those with something to be written down. */
    private final List<Lane> ready = new ArrayList<>();

    private @Nullable SpeechRecognizer own;
    private int waiting;
    private long waitingSamples;
    /** The time that a session has had which is served now, of which new ones are not in arrears. */
    private long servedNanos;

    private boolean sought;
    private boolean working;
    private boolean closed;

    private record Task(short[] pcm, long askedNanos, Consumer<@Nullable String> told) {}

    RecognitionQueue(@Nullable SpeechRecognizer given, Executor workers, SimulatorListener listener, LimitLog limits) {
        this(given, workers, listener, limits, System::nanoTime);
    }

    RecognitionQueue(
            @Nullable SpeechRecognizer given,
            Executor workers,
            SimulatorListener listener,
            LimitLog limits,
            LongSupplier nanoTime) {
        this.given = given;
        this.workers = workers;
        this.listener = listener;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** What one session has to be written down, in its order. Guarded by the recognition. */
    final class Lane {
        private final Deque<Task> tasks = new ArrayDeque<>();
        private long usedNanos;

        private Lane() {}

        /**
         * Begins to write down an utterance.
         *
         * @param told is told on some thread, and once: the words, nothing when they were not understood, or null when
         *     there is nobody who could
         */
        void recognize(short[] pcm, Consumer<@Nullable String> told) {
            add(this, new Task(pcm, nanoTime.getAsLong(), told));
        }
    }

    /** A place for the utterances of one session. */
    Lane lane() {
        return new Lane();
    }

    private void add(Lane lane, Task task) {
        boolean taken;
        boolean begin;
        String limit;
        synchronized (this) {
            limit = limitReached(lane, task);
            taken = !closed && limit.isEmpty();
            begin = taken && !working;
            if (taken) {
                if (lane.tasks.isEmpty()) {
                    lane.usedNanos = Math.max(lane.usedNanos, servedNanos);
                    ready.add(lane);
                }
                lane.tasks.add(task);
                waiting++;
                waitingSamples += task.pcm.length;
                working = true;
            }
        }
        if (begin) {
            work();
        } else if (!taken) {
            if (!limit.isEmpty()) {
                limits.reached(limit + " that wait for the recogniser; " + NOT_UNDERSTOOD);
            }
            task.told.accept("");
        }
    }

    /** What there would be too much of with one more; empty when there is room for it. */
    private String limitReached(Lane lane, Task task) {
        if (lane.tasks.size() >= MAX_WAITING_OF_SESSION) {
            return MAX_WAITING_OF_SESSION + " utterances of one session";
        } else if (waiting >= MAX_WAITING) {
            return MAX_WAITING + " utterances of all sessions";
        } else if (waitingSamples + task.pcm.length > MAX_WAITING_SAMPLES) {
            return Pcm.toMs(MAX_WAITING_SAMPLES) / 1_000 + " s of all sessions";
        }
        return "";
    }

    private void work() {
        try {
            workers.execute(this::next);
        } catch (RejectedExecutionException closing) {
            synchronized (this) {
                forget();
                working = false;
            }
        }
    }

    private synchronized void forget() {
        ready.forEach(lane -> lane.tasks.clear());
        ready.clear();
        waiting = 0;
        waitingSamples = 0;
    }

    /** One utterance, and then back to the end of the workers' queue. */
    private void next() {
        Lane lane = null;
        Task task;
        synchronized (this) {
            for (Lane other : ready) {
                if (lane == null || other.usedNanos < lane.usedNanos) {
                    lane = other;
                }
            }
            if (lane == null) {
                working = false;
                return;
            }
            task = lane.tasks.remove();
            if (lane.tasks.isEmpty()) {
                ready.remove(lane);
            }
            servedNanos = lane.usedNanos;
            waiting--;
            waitingSamples -= task.pcm.length;
        }
        long begin = nanoTime.getAsLong();
        boolean late = begin - task.askedNanos > DEADLINE_NANOS;
        if (late) {
            limits.reached(DEADLINE_NANOS / 1_000_000_000L + " s in the queue of the recogniser; " + NOT_UNDERSTOOD);
        }
        task.told.accept(late ? "" : words(task.pcm));
        synchronized (this) {
            lane.usedNanos += nanoTime.getAsLong() - begin;
        }
        work();
    }

    private @Nullable String words(short[] pcm) {
        SpeechRecognizer recognizer = recognizer();
        if (recognizer == null) {
            return null;
        }
        try {
            return recognizer.recognize(pcm).trim();
        } catch (RuntimeException | Error e) {
            OutOfMemoryWatch.check(e);
            LOG.log(System.Logger.Level.WARNING, "The recogniser failed; the turn counts as not understood", e);
            return "";
        }
    }

    /** Loads the recogniser unless that was done; takes as long as it needs. */
    void load() {
        recognizer();
    }

    private @Nullable SpeechRecognizer recognizer() {
        if (given != null) {
            return given;
        }
        // Whoever comes while it is being loaded waits for it.
        synchronized (loading) {
            synchronized (this) {
                if (sought || closed) {
                    return own;
                }
                sought = true;
            }
            SpeechRecognizer loaded = find();
            synchronized (this) {
                if (!closed) {
                    own = loaded;
                    return loaded;
                }
            }
            if (loaded != null) {
                loaded.close();
            }
            return null;
        }
    }

    private @Nullable SpeechRecognizer find() {
        SpeechRecognizerProvider provider = ServiceLoader.load(SpeechRecognizerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(SpeechRecognizerProvider::isAvailable)
                .findFirst()
                .orElse(null);
        if (provider == null) {
            return null;
        }
        try {
            return provider.create();
        } catch (RuntimeException | LinkageError e) {
            listener.onNote("Nobody writes down what is said, because the recogniser '" + provider.name()
                    + "' cannot be loaded: " + e.getMessage());
            return null;
        }
    }

    /** Closes the recogniser that it loaded; to be called when the workers are at rest. */
    @Override
    public void close() {
        SpeechRecognizer closing;
        synchronized (this) {
            closed = true;
            forget();
            closing = own;
            own = null;
        }
        if (closing != null) {
            closing.close();
        }
    }
}
