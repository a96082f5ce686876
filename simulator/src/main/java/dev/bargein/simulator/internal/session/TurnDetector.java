package dev.bargein.simulator.internal.session;

import dev.bargein.protocol.audio.PcmQueue;
import dev.bargein.simulator.internal.limits.SessionMemory;
import dev.bargein.simulator.internal.model.TurnSettings;
import dev.bargein.simulator.internal.speech.SpeechInput;
import dev.bargein.simulator.speech.VoiceActivity;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the user's speech begins and ends, on the clock of the sound itself: a client may send it faster than it
 * was spoken. Frames of {@value #FRAME_MS} ms lie on a grid that starts with the session, as on the real wire, where
 * every offset is a multiple of 32 ms, less the padding.
 *
 * <p>Sound is judged in slices, so that ten minutes in one event do not hold up everybody else, and waits while the
 * detector is still being loaded.
 *
 * <p>Not thread-safe.
 */
public final class TurnDetector {
    /** One frame. */
    public static final int FRAME_MS = 32;

    private static final int FRAME_SAMPLES = VoiceActivity.FRAME_SAMPLES;

    /** Frames of speech in a row that are no accident. */
    private static final int ONSET_FRAMES = 2;

    /** Speech goes on until the probability is this much below the threshold, as in Silero's own iterator. */
    private static final double HYSTERESIS = 0.15;

    private static final double LOWEST_THRESHOLD = 0.01;

    /** Two seconds of sound: about 8 ms of work. */
    private static final int SLICE_FRAMES = 64;

    /** A pause in which it is asked whether the user has finished. */
    private static final int PAUSE_MS = 320;

    /** Nobody knows whether the user has finished: so much of the longest wait. */
    private static final int UNKNOWN_SHARE = 4;

    private final SpeechInput hearing;
    private final SpeechInput.Slot slot = new SpeechInput.Slot();
    private final long mostWaiting;
    private final SessionMemory memory;
    private final PcmQueue waiting = new PcmQueue();
    private final Deque<Mark> marks = new ArrayDeque<>();
    private final short[] frame = new short[FRAME_SAMPLES];
    private TurnSettings settings;
    private boolean asked;
    private boolean held;
    private long nextSample;
    private int loudFrames;
    private boolean speaking;
    private int quietMs;
    private int pauses;
    private Sentence sentence = Sentence.UNKNOWN;

    /** What happened, and at which sample of the session. */
    record Mark(Kind kind, long atSample) {}

    /** What can happen. */
    enum Kind {
        /** Speech began, with this sample. */
        BEGAN,
        /** The user paused: {@link #understand} says whether that was all. */
        PAUSED,
        /** Speech ended, before this sample. */
        ENDED
    }

    /** Whether what was said so far can stand alone. */
    public enum Sentence {
        UNKNOWN,
        FINISHED,
        UNFINISHED
    }

    TurnDetector(SpeechInput hearing, TurnSettings settings, long mostWaiting, SessionMemory memory) {
        this.memory = memory;
        this.hearing = hearing;
        this.settings = settings;
        this.mostWaiting = mostWaiting;
    }

    TurnSettings settings() {
        return settings;
    }

    /**
     * Listens otherwise from now on; speech that has begun goes on unless nobody listens any more.
     *
     * @param heardSamples what the session heard so far
     */
    void set(TurnSettings wanted, long heardSamples) {
        boolean wasOff = isOff();
        settings = wanted;
        if (isOff() || wasOff) {
            forget(heardSamples);
        }
    }

    /** Lets somebody else decide when speech begins and ends, or takes it back. */
    void hold(boolean on, long heardSamples) {
        held = on;
        forget(heardSamples);
    }

    /** Forgets speech that has begun, and sound that was not judged yet. */
    void forget(long heardSamples) {
        dropAll();
        marks.clear();
        nextSample = heardSamples;
        silent();
    }

    /** Takes sound; the array is not changed afterwards by anybody. */
    void append(short[] pcm, int length) {
        if (length == 0) {
            return;
        }
        if (isOff() || held) {
            nextSample += length;
            return;
        }
        if (!asked) {
            asked = true;
            hearing.load(slot);
        }
        int skip = 0;
        if (waiting.isEmpty()) {
            // Onto the grid of the session.
            skip = (int) Math.min(length, Math.floorMod(-nextSample, (long) FRAME_SAMPLES));
            nextSample += skip;
        }
        waiting.add(skip == 0 && length == pcm.length ? pcm : Arrays.copyOfRange(pcm, skip, length));
        memory.add((long) (length - skip) * Short.BYTES);
        while (waiting.size() > mostWaiting) {
            takeFrame();
        }
    }

    /** Judges what came, but no more than a slice of it, and not beyond a pause that somebody may judge first. */
    void work() {
        VoiceActivity detector = slot.detector();
        if (detector == null) {
            return;
        }
        for (int i = 0; i < SLICE_FRAMES && waiting.size() >= FRAME_SAMPLES && !paused(); i++) {
            takeFrame();
            judge(detector.probability(frame));
        }
    }

    /** Whether {@link #work} has more to do. */
    boolean behind() {
        return waiting.size() >= FRAME_SAMPLES && slot.detector() != null;
    }

    /** Whether there is a mark to be taken. */
    boolean hasMarks() {
        return !marks.isEmpty();
    }

    /** The next thing that happened; null when there is none. */
    @Nullable
    Mark poll() {
        return marks.poll();
    }

    /** How often the user has paused. */
    int pauses() {
        return pauses;
    }

    /** Says what became of the sentence before a pause; without effect when the user has gone on since. */
    void understand(int pause, Sentence judged) {
        if (pause == pauses && quietMs > 0) {
            sentence = judged;
        }
    }

    void close() {
        slot.close();
        dropAll();
    }

    private void dropAll() {
        memory.add(-waiting.held() * Short.BYTES);
        waiting.clear();
    }

    private boolean isOff() {
        return settings.kind() == TurnSettings.Kind.OFF;
    }

    private void judge(float probability) {
        double quietBelow = Math.max(LOWEST_THRESHOLD, settings.threshold() - HYSTERESIS);
        if (!speaking) {
            loudFrames = probability >= settings.threshold() ? loudFrames + 1 : 0;
            if (loudFrames == ONSET_FRAMES) {
                speaking = true;
                quietMs = 0;
                marks.add(new Mark(Kind.BEGAN, nextSample - (long) ONSET_FRAMES * FRAME_SAMPLES));
            }
        } else if (probability >= quietBelow) {
            quietMs = 0;
            sentence = Sentence.UNKNOWN;
        } else {
            quietMs += FRAME_MS;
            if (settings.kind() == TurnSettings.Kind.SEMANTIC_VAD && quietMs == PAUSE_MS) {
                pauses++;
                marks.add(new Mark(Kind.PAUSED, nextSample));
            }
            if (quietMs >= silenceMs()) {
                silent();
                marks.add(new Mark(Kind.ENDED, nextSample));
            }
        }
    }

    private boolean paused() {
        Mark last = marks.peekLast();
        return last != null && last.kind() == Kind.PAUSED;
    }

    /** How long the user may be silent and still go on. */
    private int silenceMs() {
        if (settings.kind() != TurnSettings.Kind.SEMANTIC_VAD) {
            return settings.silenceMs();
        }
        return switch (sentence) {
            case UNKNOWN -> settings.silenceMs() / UNKNOWN_SHARE;
            case FINISHED -> PAUSE_MS;
            case UNFINISHED -> settings.silenceMs();
        };
    }

    private void silent() {
        speaking = false;
        loudFrames = 0;
        quietMs = 0;
        sentence = Sentence.UNKNOWN;
    }

    private void takeFrame() {
        long held = waiting.held();
        waiting.take(frame, 0, FRAME_SAMPLES);
        memory.add((waiting.held() - held) * Short.BYTES);
        nextSample += FRAME_SAMPLES;
    }
}
