package dev.bargein.simulator.internal.speech;

import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blocking voice ahead on a worker, a bounded stretch at a time, so that a session never waits and a worker is
 * only held while the voice computes: after each stretch it queues up again, behind the others. Once closed it asks the
 * voice for nothing more.
 *
 * <p>Thread-safe. The utterance itself is only touched by one worker task at a time.
 */
final class PrefetchedSpeech implements Speech {
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
    private static final int BLOCK_SAMPLES = Pcm.SAMPLES_PER_MS * 100;
    private static final int BLOCKS_AT_ONCE = 5;
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
    private final Consumer<String> notes;
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
    private @Nullable String failure;

    private record Block(short[] pcm, int charactersAfter, int spokenAfter) {}

    PrefetchedSpeech(
            Voice voice,
            String text,
            int signature,
            int durationMs,
            double pace,
            Executor workers,
            Executor sessionThread,
            Runnable wake,
            Consumer<String> notes) {
        this.voice = voice;
        this.text = text;
        this.signature = signature;
        this.durationMs = durationMs;
        this.pace = pace;
        this.workers = workers;
        this.sessionThread = sessionThread;
        this.wake = wake;
        this.notes = notes;
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
    public synchronized @Nullable String failure() {
        return blocks.isEmpty() ? failure : null;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            blocks.clear();
            if (filling || utterance == null) {
                return;
            }
            filling = true;
            if (submit(this::release)) {
                return;
            }
        }
        release();
    }

    private void refill() {
        if (!filling && !ended && !closed && queuedSamples < LOW_WATER_SAMPLES) {
            filling = true;
            submit(this::fill);
        }
    }

    private boolean submit(Runnable task) {
        try {
            workers.execute(task);
            return true;
        } catch (RejectedExecutionException stopped) {
            ended = true;
            filling = false;
            return false;
        }
    }

    private void fill() {
        boolean more = true;
        try {
            for (int i = 0; more && i < BLOCKS_AT_ONCE; i++) {
                Utterance source = source();
                more = source != null && accept(next(source));
            }
        } catch (RuntimeException | Error e) {
            // Whatever it is, the thread speaks for others too.
            OutOfMemoryWatch.check(e);
            LOG.log(System.Logger.Level.DEBUG, "The voice " + voice.name() + " failed", e);
            String message = e.getMessage();
            fail("The voice " + voice.name() + " failed: "
                    + (message == null ? e.getClass().getSimpleName() : message));
            more = false;
        }
        synchronized (this) {
            if (more && !closed && submit(this::fill)) {
                return;
            }
            filling = false;
            if (!ended && !closed) {
                // The session may have drained meanwhile what was enough a moment ago.
                refill();
                return;
            }
        }
        release();
    }

    /** The utterance, begun now when it was not yet; null when nobody wants it any more. */
    private @Nullable Utterance source() {
        synchronized (this) {
            if (closed || utterance != null) {
                return closed ? null : utterance;
            }
        }
        Utterance begun = voice.speak(text, signature, durationMs, pace);
        synchronized (this) {
            utterance = begun;
        }
        return begun;
    }

    /** The next block; null at the end. */
    private @Nullable Block next(Utterance source) {
        short[] pcm = new short[BLOCK_SAMPLES];
        int read = source.read(pcm, 0, pcm.length);
        if (read <= 0) {
            if (producedSamples == 0 && text.codePoints().anyMatch(Character::isLetter)) {
                fail("The voice " + voice.name() + " cannot say this: it has no sound for a text of " + text.length()
                        + " characters. Is it in a language that the voice does not speak?");
            }
            return null;
        }
        producedSamples += read;
        int after = source.charactersAt(producedSamples + TEXT_LEAD_SAMPLES);
        return new Block(Arrays.copyOf(pcm, read), after, source.charactersAt(producedSamples));
    }

    private void fail(String why) {
        boolean wanted;
        synchronized (this) {
            wanted = !closed;
            failure = why;
        }
        if (wanted) {
            notes.accept(why);
        }
        accept(null);
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
        }
        if (wakeNow) {
            sessionThread.execute(wake);
        }
        return goOn;
    }

    /** Closes the utterance, once. */
    private void release() {
        Utterance source;
        synchronized (this) {
            source = utterance;
            utterance = null;
        }
        if (source == null) {
            return;
        }
        try {
            source.close();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "The voice " + voice.name() + " cannot be silenced", e);
        }
    }
}
