package dev.bargein.simulator.internal;

import dev.bargein.simulator.Utterance;
import dev.bargein.simulator.Voice;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blocking voice ahead on a worker, a bounded stretch at a time, so that a session never waits and a worker is
 * only held while the voice computes.
 *
 * <p>Thread law: thread-safe. The utterance itself is only touched by one worker task at a time.
 */
final class PrefetchedSpeech implements Speech {
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
    private static final int BLOCK_SAMPLES = Pcm.SAMPLES_PER_MS * 100;
    private static final long HIGH_WATER_SAMPLES = Pcm.toSamples(4_000);
    private static final long LOW_WATER_SAMPLES = Pcm.toSamples(2_000);
    private static final long TEXT_LEAD_SAMPLES = Pcm.toSamples(1_000);

    private final Voice voice;
    private final String text;
    private final int signature;
    private final int durationMs;
    private final double pace;
    private final Executor workers;
    private final Executor sessionThread;
    private final Runnable wake;
    private final Deque<Block> blocks = new ArrayDeque<>();
    private @Nullable Utterance utterance;
    private long producedSamples;
    private long queuedSamples;
    private int blockAt;
    private int characters;
    private int spoken;
    private boolean filling;
    private boolean hungry;
    private boolean ended;
    private boolean closed;

    private record Block(short[] pcm, int charactersAfter, int spokenAfter) {}

    PrefetchedSpeech(
            Voice voice,
            String text,
            int signature,
            int durationMs,
            double pace,
            Executor workers,
            Executor sessionThread,
            Runnable wake) {
        this.voice = voice;
        this.text = text;
        this.signature = signature;
        this.durationMs = durationMs;
        this.pace = pace;
        this.workers = workers;
        this.sessionThread = sessionThread;
        this.wake = wake;
        synchronized (this) {
            refill();
        }
    }

    @Override
    public synchronized int read(short[] into, int offset, int length) {
        int done = 0;
        while (done < length && !blocks.isEmpty()) {
            Block head = blocks.getFirst();
            int part = Math.min(length - done, head.pcm.length - blockAt);
            System.arraycopy(head.pcm, blockAt, into, offset + done, part);
            done += part;
            blockAt += part;
            characters = Math.max(characters, head.charactersAfter);
            if (blockAt == head.pcm.length) {
                spoken = Math.max(spoken, head.spokenAfter);
                blocks.removeFirst();
                blockAt = 0;
            }
        }
        queuedSamples -= done;
        refill();
        if (done > 0) {
            return done;
        }
        hungry = !ended;
        return ended ? END : NOT_READY;
    }

    @Override
    public synchronized int charactersReady() {
        return characters;
    }

    @Override
    public synchronized int charactersSpoken() {
        return spoken;
    }

    @Override
    public synchronized void close() {
        closed = true;
        blocks.clear();
        if (!filling) {
            filling = true;
            submit(this::release);
        }
    }

    private void refill() {
        if (!filling && !ended && !closed && queuedSamples < LOW_WATER_SAMPLES) {
            filling = true;
            submit(this::fill);
        }
    }

    private void submit(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException stopped) {
            ended = true;
        }
    }

    private void fill() {
        try {
            while (true) {
                Utterance source = source();
                short[] pcm = new short[BLOCK_SAMPLES];
                int read = source.read(pcm, 0, pcm.length);
                if (read > 0) {
                    producedSamples += read;
                }
                int after = source.charactersAt(producedSamples + TEXT_LEAD_SAMPLES);
                int spokenAfter = source.charactersAt(producedSamples);
                if (!accept(read <= 0 ? null : new Block(Arrays.copyOf(pcm, read), after, spokenAfter))) {
                    return;
                }
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "The voice " + voice.name() + " failed; the item ends here", e);
            accept(null);
        }
    }

    private Utterance source() {
        Utterance source = utterance;
        if (source == null) {
            source = voice.speak(text, signature, durationMs, pace);
            utterance = source;
        }
        return source;
    }

    /** Takes a block, or null for the end; false when the worker shall stop for now. */
    private boolean accept(@Nullable Block block) {
        boolean wakeNow;
        boolean goOn;
        synchronized (this) {
            if (block == null) {
                ended = true;
            } else if (!closed) {
                blocks.add(block);
                queuedSamples += block.pcm.length;
            }
            wakeNow = hungry && !closed;
            hungry = false;
            goOn = !ended && !closed && queuedSamples < HIGH_WATER_SAMPLES;
            filling = goOn;
        }
        if (!goOn && (ended || closed)) {
            release();
        }
        if (wakeNow) {
            sessionThread.execute(wake);
        }
        return goOn;
    }

    private void release() {
        Utterance source = utterance;
        utterance = null;
        if (source != null) {
            source.close();
        }
    }
}
