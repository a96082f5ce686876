package dev.bargein.core.internal;

import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import java.util.ArrayDeque;
import java.util.Deque;

/** Push-to-talk: the user's turn from press to commit. */
public final class PushToTalk {
    /** A turn shorter than this is dropped; the server would refuse it. */
    static final long MIN_TURN_SAMPLES = MediaTime.ofMillis(100).samples();

    static final long MIN_TURN_NANOS = 100_000_000L;

    /** A press is released by itself after this. */
    static final long PRESS_LIMIT_NANOS = 5L * 60 * 1_000_000_000L;

    /** The frame that was being recorded at the release comes within this, or never. */
    static final long TAIL_NANOS = 30_000_000L;

    /** Media is slower than events: encoder, network and jitter buffer. */
    static final long MEDIA_LAG_NANOS = 240_000_000L;

    private enum Phase {
        IDLE,
        PRESSED,
        TAIL,
        TRAVELLING
    }

    private final ConversationConfig config;
    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ResponseQueue responseQueue;
    private final MicrophoneUplink uplink;
    private final Deque<AudioBytes> preRoll = new ArrayDeque<>();
    private Phase phase = Phase.IDLE;
    private long pressedAt;
    private long releasedAt;
    private long sentSamples;
    private boolean answerWanted;

    /** The turns of one conversation. */
    public PushToTalk(
            ConversationConfig config,
            CommandBuffer out,
            Deadlines deadlines,
            ResponseQueue responseQueue,
            MicrophoneUplink uplink) {
        this.config = config;
        this.out = out;
        this.deadlines = deadlines;
        this.responseQueue = responseQueue;
        this.uplink = uplink;
    }

    /** Whether the user is talking. */
    public boolean pressed() {
        return phase == Phase.PRESSED;
    }

    /** Whether the user is talking, or what was said is on its way. */
    public boolean busy() {
        return phase != Phase.IDLE;
    }

    /** The user begins to talk; whatever played is interrupted already. */
    public void press() {
        if (phase == Phase.TAIL || phase == Phase.TRAVELLING) {
            commit(false);
        } else {
            out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
        }
        phase = Phase.PRESSED;
        pressedAt = out.now();
        sentSamples = 0;
        uplink.begin();
        deadlines.set(WakeReason.PRESS_LIMIT, out.now() + PRESS_LIMIT_NANOS);
        out.add(new Command.Microphone(out.cause(), true));
        out.notify(new Notice.Listening());
        while (!preRoll.isEmpty()) {
            forward(preRoll.remove());
        }
    }

    /** The user has finished talking. */
    public void release() {
        if (phase != Phase.PRESSED) {
            return;
        }
        phase = Phase.TAIL;
        answerWanted = true;
        releasedAt = out.now();
        deadlines.clear(WakeReason.PRESS_LIMIT);
        deadlines.set(WakeReason.LAST_WORD_ARRIVED, out.now() + TAIL_NANOS);
        out.add(new Command.Microphone(out.cause(), false));
    }

    /** A frame from the microphone: sent while the user talks, and kept as pre-roll otherwise. */
    public void frame(AudioBytes pcm) {
        if (pcm.size() < 2) {
            return;
        }
        if (phase == Phase.PRESSED) {
            forward(pcm);
        } else if (phase == Phase.TAIL) {
            forward(pcm);
            tailArrived();
        } else {
            keep(pcm);
        }
    }

    /** A wait for the last word is over. */
    public void lastWordArrived() {
        if (phase == Phase.TAIL) {
            tailArrived();
        } else if (phase == Phase.TRAVELLING) {
            commit(answerWanted);
        }
    }

    /** The turn cannot be finished. */
    public void abort(String reason) {
        if (phase == Phase.PRESSED) {
            out.add(new Command.Microphone(out.cause(), false));
        }
        if (phase != Phase.IDLE) {
            out.notify(new Notice.TurnDropped(reason));
        }
        phase = Phase.IDLE;
        preRoll.clear();
        deadlines.clear(WakeReason.PRESS_LIMIT);
        deadlines.clear(WakeReason.LAST_WORD_ARRIVED);
    }

    /** What was said since the press is thrown away, also when it was released but has not been committed yet. */
    public void discard() {
        if (phase != Phase.IDLE) {
            out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
            abort("discarded");
        }
    }

    private void tailArrived() {
        if (releasedAt - pressedAt < MIN_TURN_NANOS || sentSamples < MIN_TURN_SAMPLES) {
            phase = Phase.IDLE;
            deadlines.clear(WakeReason.LAST_WORD_ARRIVED);
            out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
            out.notify(new Notice.TurnDropped("shorter than 100 ms"));
        } else if (config.traits().microphoneInEvents()) {
            commit(answerWanted);
        } else {
            phase = Phase.TRAVELLING;
            deadlines.set(WakeReason.LAST_WORD_ARRIVED, out.now() + MEDIA_LAG_NANOS);
        }
    }

    /** The user wants silence: a turn that is on its way is remembered, but not answered. */
    public void stop() {
        answerWanted = false;
    }

    private void commit(boolean respond) {
        boolean longEnough = sentSamples >= MIN_TURN_SAMPLES && releasedAt - pressedAt >= MIN_TURN_NANOS;
        phase = Phase.IDLE;
        deadlines.clear(WakeReason.LAST_WORD_ARRIVED);
        if (!longEnough) {
            out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
            out.notify(new Notice.TurnDropped("shorter than 100 ms"));
            return;
        }
        out.send(new ClientEvent.InputAudioBufferCommit(out.nextEventId()));
        out.notify(new Notice.TurnCommitted(new MediaTime(sentSamples)));
        if (respond) {
            responseQueue.request();
        }
    }

    private void forward(AudioBytes pcm) {
        sentSamples += pcm.size() / 2;
        uplink.send(pcm);
    }

    private void keep(AudioBytes pcm) {
        long limit = config.preRoll().samples() * 2;
        preRoll.add(pcm);
        long bytes = 0;
        for (AudioBytes frame : preRoll) {
            bytes += frame.size();
        }
        while (bytes > limit) {
            bytes -= preRoll.remove().size();
        }
    }
}
