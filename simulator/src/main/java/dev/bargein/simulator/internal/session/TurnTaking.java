package dev.bargein.simulator.internal.session;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.audio.InputBuffer;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.TurnSettings;
import dev.bargein.simulator.internal.model.WakeTimes;
import dev.bargein.simulator.internal.response.Generation;
import dev.bargein.simulator.internal.response.Responses;
import dev.bargein.simulator.internal.response.SessionParameters;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.speech.SpeechInput;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks when: hears the user begin and end, interrupts the answer, commits the turn and asks for the next answer
 * (docs/protocol.md, sections 3 and 4b). Manual turns go through here as well, for they may end what was heard.
 *
 * <p>What the detector finds is done on {@link #advance}, in order, however much sound came at once.
 *
 * <p>Not thread-safe.
 */
final class TurnTaking {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long MIN_COMMIT_SAMPLES = Pcm.toSamples(100);

    private final EventQueue out;
    private final InputBuffer input;
    private final TurnDetector detector;
    private final Responses responses;
    private final Interrupter interrupter;
    private final Committer committer;
    private final SpeechInput hearing;
    private final boolean clearWithoutInterrupt;
    private @Nullable Speech speech;
    private @Nullable Generation answered;
    private long idleAtNanos = WakeTimes.NEVER;
    private long idleFromSample;
    private long lastNanos;
    private boolean asking;

    /** Makes an item of sound. */
    interface Committer {
        /** Throws an {@link EventRefusal} when the conversation is full. */
        void requireRoom();

        /** Puts the user's turn into the conversation. */
        void commit(String itemId, Pcm audio);

        /** Asks for the answer to it. */
        void answer(long nowNanos);
    }

    /** What the user is saying: the item it will be, and where it begins. */
    private record Speech(String itemId, long fromSample) {}

    TurnTaking(
            SessionParameters setup,
            EventQueue out,
            InputBuffer input,
            TurnDetector detector,
            Responses responses,
            Interrupter interrupter,
            Committer committer) {
        this.hearing = setup.speech().hearing();
        this.clearWithoutInterrupt = setup.deviations().clearing().withoutInterrupt();
        this.out = out;
        this.input = input;
        this.detector = detector;
        this.responses = responses;
        this.interrupter = interrupter;
        this.committer = committer;
    }

    /**
     * Sound came.
     *
     * @return whether {@link #advance} has something to do
     */
    boolean hear(short[] pcm, int length) {
        input.append(pcm, length);
        detector.append(pcm, length);
        detector.work();
        return detector.hasMarks() || detector.behind();
    }

    /** The settings changed. */
    void set(TurnSettings settings) {
        detector.set(settings, input.heardSamples());
        if (settings.kind() == TurnSettings.Kind.OFF) {
            speech = null;
        }
        if (settings.idleTimeoutMs() == 0) {
            idleAtNanos = WakeTimes.NEVER;
        }
    }

    /** The client commits what is buffered; it ends the turn that the user is in. */
    void commit() {
        Speech open = speech;
        String itemId = open == null ? out.id("item") : open.itemId();
        committer.requireRoom();
        requireEnough(input.bufferedSamples());
        committer.commit(itemId, input.commit());
        speech = null;
        detector.forget(input.heardSamples());
    }

    /** The client throws away what is buffered, and with it the turn that the user is in. */
    void clear() {
        input.clear();
        speech = null;
        detector.forget(input.heardSamples());
    }

    /** Somebody else heard the user begin to speak; the detector is not asked until they fall silent. */
    void forceStart(long nowNanos) {
        detector.hold(true, input.heardSamples());
        begin(input.heardSamples(), nowNanos);
    }

    /** Somebody else heard the user fall silent. */
    void forceStop(long nowNanos) {
        detector.hold(false, input.heardSamples());
        end(input.heardSamples(), nowNanos);
    }

    /** Does what the detector found, and asks a user who says nothing. */
    void advance(long nowNanos) {
        lastNanos = nowNanos;
        detector.work();
        for (TurnDetector.Mark mark = detector.poll(); mark != null; mark = detector.poll()) {
            switch (mark.kind()) {
                case BEGAN -> begin(mark.atSample(), nowNanos);
                case ENDED -> end(mark.atSample(), nowNanos);
                case PAUSED -> askWhetherFinished(mark.atSample());
            }
        }
        watchIdle(nowNanos);
    }

    /** When {@link #advance} has something to do; {@link WakeTimes#NEVER} when only sound can change that. */
    long nextWakeNanos() {
        return detector.behind() || detector.hasMarks() ? lastNanos : idleAtNanos;
    }

    void close() {
        detector.close();
    }

    /** One question at a time: whoever writes down may be slower than who speaks. */
    private void askWhetherFinished(long atSample) {
        Speech open = speech;
        if (open == null || asking) {
            return;
        }
        asking = true;
        int pause = detector.pauses();
        hearing.understand(input.peek(open.fromSample(), atSample), words -> {
            asking = false;
            detector.understand(pause, SentenceEnd.judge(words));
        });
    }

    private void begin(long atSample, long nowNanos) {
        Speech open = speech;
        if (open == null) {
            long padding = Pcm.toSamples(detector.settings().prefixPaddingMs());
            open = new Speech(out.id("item"), Math.max(0, atSample - padding));
            speech = open;
        }
        idleAtNanos = WakeTimes.NEVER;
        out.add(new ServerEvent.InputAudioBufferSpeechStarted(
                out.eventId(), Pcm.toMs(open.fromSample()), open.itemId()));
        if (detector.settings().interruptResponse()) {
            interrupter.bargeIn(nowNanos);
        } else if (clearWithoutInterrupt) {
            interrupter.clearOnSpeech(nowNanos);
        }
    }

    private void end(long atSample, long nowNanos) {
        Speech over = speech;
        if (over == null) {
            return;
        }
        speech = null;
        out.add(new ServerEvent.InputAudioBufferSpeechStopped(out.eventId(), Pcm.toMs(atSample), over.itemId()));
        try {
            committer.requireRoom();
            Pcm turn = input.commit(over.fromSample(), atSample);
            requireEnough(turn.samples());
            committer.commit(over.itemId(), turn);
            answer(nowNanos);
        } catch (EventRefusal tooShort) {
            // Nobody asked for this turn, so nobody is told that it was too short to answer.
        }
    }

    private void answer(long nowNanos) {
        if (detector.settings().createResponse() && responses.activeDefault() == null) {
            committer.answer(nowNanos);
        }
    }

    /** Counts from the end of an answer plus the duration of its sound, as the service documents it. */
    private void watchIdle(long nowNanos) {
        int timeoutMs = detector.settings().idleTimeoutMs();
        Generation done = responses.lastDone();
        if (done != answered) {
            answered = done;
            boolean quiet = speech == null && timeoutMs > 0 && done != null;
            long soundMs = done == null || done.status().equals("cancelled") ? 0 : Pcm.toMs(done.generatedSamples());
            idleFromSample = input.heardSamples() + Pcm.toSamples(soundMs);
            idleAtNanos = quiet ? nowNanos + (soundMs + timeoutMs) * NANOS_PER_MS : WakeTimes.NEVER;
        }
        if (idleAtNanos > nowNanos) {
            return;
        }
        idleAtNanos = WakeTimes.NEVER;
        if (responses.activeDefault() == null) {
            askAgain(nowNanos);
        }
    }

    private void askAgain(long nowNanos) {
        String itemId = out.id("item");
        long end = input.heardSamples();
        long begin = Math.min(idleFromSample, end);
        out.add(new ServerEvent.InputAudioBufferTimeoutTriggered(
                out.eventId(), Pcm.toMs(begin), Pcm.toMs(end), itemId));
        try {
            committer.requireRoom();
            committer.commit(itemId, input.commit(begin, end));
            answer(nowNanos);
        } catch (EventRefusal full) {
            // Nobody asked for this turn either.
        }
    }

    private static void requireEnough(long samples) {
        if (samples < MIN_COMMIT_SAMPLES) {
            throw EventRefusal.bufferTooSmall((double) samples / Pcm.SAMPLES_PER_MS);
        }
    }
}
