package dev.bargein.simulator.internal;

import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SpeechRecognizer;
import dev.bargein.simulator.SpeechRecognizerProvider;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes down speech for all sessions of one simulator: with the wanted recogniser, or with one from the class path. One
 * utterance at a time, so that answers keep a worker for their voices.
 *
 * <p>Thread law: thread-safe.
 */
final class Recognition implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");

    /** Of all sessions together; whoever comes when so much waits is not understood. */
    private static final int MAX_WAITING = 256;

    private static final long MAX_WAITING_SAMPLES = Pcm.toSamples(600_000);

    private final Executor workers;
    private final SimulatorListener listener;
    private final @Nullable SpeechRecognizer given;
    private final Deque<Task> waiting = new ArrayDeque<>();
    private @Nullable SpeechRecognizer own;
    private long waitingSamples;
    private boolean sought;
    private boolean working;
    private boolean closed;

    private record Task(short[] pcm, Consumer<@Nullable String> told) {}

    Recognition(@Nullable SpeechRecognizer given, Executor workers, SimulatorListener listener) {
        this.given = given;
        this.workers = workers;
        this.listener = listener;
    }

    /**
     * Begins to write down an utterance.
     *
     * @param told is told on some thread, and once: the words, nothing when they were not understood, or null when there is
     *     nobody who could
     */
    void recognize(short[] pcm, Consumer<@Nullable String> told) {
        boolean taken;
        boolean begin;
        synchronized (this) {
            taken = !closed && waiting.size() < MAX_WAITING && waitingSamples + pcm.length <= MAX_WAITING_SAMPLES;
            begin = taken && !working;
            if (taken) {
                waiting.add(new Task(pcm, told));
                waitingSamples += pcm.length;
                working = true;
            }
        }
        if (begin) {
            work();
        } else if (!taken) {
            told.accept("");
        }
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
        waiting.clear();
        waitingSamples = 0;
    }

    /** One utterance, and then back to the end of the workers' queue. */
    private void next() {
        Task task;
        synchronized (this) {
            task = waiting.poll();
            if (task == null) {
                working = false;
                return;
            }
            waitingSamples -= task.pcm.length;
        }
        task.told.accept(words(task.pcm));
        work();
    }

    private @Nullable String words(short[] pcm) {
        SpeechRecognizer recognizer = recognizer();
        if (recognizer == null) {
            return null;
        }
        try {
            return recognizer.recognize(pcm).trim();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "The recogniser failed; the turn counts as not understood", e);
            return "";
        }
    }

    /** Looks for one when it is first needed; only the one utterance at a time gets here. */
    private @Nullable SpeechRecognizer recognizer() {
        if (given != null) {
            return given;
        }
        synchronized (this) {
            if (sought) {
                return own;
            }
            sought = true;
        }
        SpeechRecognizer loaded = load();
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

    private @Nullable SpeechRecognizer load() {
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
