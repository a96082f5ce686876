package dev.bargein.core.internal;

import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

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

    /** A server that answers the turns that it finds by itself gets so long to find the end of this one. */
    static final long SERVER_TURN_NANOS = 1_000_000_000L;

    /** A microphone that gives no frame for so long gives no more. */
    static final long STUCK_NANOS = 1_000_000_000L;

    private enum Phase {
        IDLE,
        PRESSED,
        TAIL,
        /** Released; what was said is kept until the session is ready, or still being sent. */
        KEPT,
        TRAVELLING
    }

    private final ConversationConfig config;
    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ResponseQueue responseQueue;
    private final MicrophoneUplink sender;
    private final KeptSpeech uplink;
    private final Deque<AudioBytes> preRoll = new ArrayDeque<>();
    /** What was said in the last turn, while it may have to be sent again. */
    private final KeptSpeech.SpokenTurn turn = new KeptSpeech.SpokenTurn();

    private Phase phase = Phase.IDLE;
    private long pressedAt;
    private long releasedAt;
    private long sentSamples;
    private boolean answerWanted;

    /** Whether the server answers the turns that it finds by itself. */
    private boolean serverAnswers;

    private boolean serverHears;
    /** The server has heard the user since the press: what it takes for a turn is of this one. */
    private boolean serverHeard;
    /** The server has found the end of a turn, and makes an item of it next. */
    private boolean serverTurnEnds;

    private boolean takenByServer;
    private boolean waitedForServer;
    /** An answer is asked for when the server has made an item of the turn: it may have done so by itself before. */
    private boolean answerOnceCommitted;

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
        this.sender = uplink;
        this.uplink = new KeptSpeech(config, out, uplink);
    }

    /** Whether the user is talking. */
    public boolean pressed() {
        return phase == Phase.PRESSED;
    }

    /** Whether the user is talking, or what was said is on its way. */
    public boolean busy() {
        return phase != Phase.IDLE;
    }

    /**
     * The user begins to talk; whatever played is interrupted already. What was said before and could not be sent yet becomes
     * the beginning of this turn.
     */
    public void press() {
        boolean goesOn = uplink.behind() && phase != Phase.IDLE;
        if (!goesOn) {
            if (phase == Phase.TAIL || phase == Phase.TRAVELLING) {
                commit(false);
            } else if (!uplink.keeping()) {
                out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
            }
            pressedAt = out.now();
            sentSamples = 0;
            serverHears = false;
            serverHeard = false;
            takenByServer = false;
            waitedForServer = false;
            answerOnceCommitted = false;
            turn.begin();
            sender.begin();
        }
        phase = Phase.PRESSED;
        deadlines.clear(WakeReason.LAST_WORD_ARRIVED);
        deadlines.set(WakeReason.PRESS_LIMIT, out.now() + PRESS_LIMIT_NANOS);
        out.add(new Command.Microphone(out.cause(), true));
        out.notify(new Notice.Listening());
        while (!preRoll.isEmpty()) {
            forward(preRoll.remove());
        }
    }

    /** The user has finished talking, and wants an answer or not. */
    public void release(boolean answer) {
        if (phase != Phase.PRESSED) {
            return;
        }
        phase = Phase.TAIL;
        answerWanted = answer;
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
            if (phase == Phase.KEPT) {
                uplink.sendOne();
                allSent();
            }
            keep(pcm);
        }
    }

    /**
     * 10 ms of the microphone are over that are not of this turn: more of what was kept is sent.
     *
     * @return whether the turn is still on its way as media, so that nothing else may be sent
     */
    public boolean isOnItsWay() {
        if (config.traits().microphoneInEvents()) {
            return false;
        }
        if (phase == Phase.KEPT) {
            uplink.sendOne();
            allSent();
        }
        return phase != Phase.IDLE;
    }

    /** A wait for the last word is over. */
    public void lastWordArrived() {
        if (phase == Phase.TAIL) {
            tailArrived();
        } else if (phase == Phase.KEPT) {
            // The microphone gives no more frames, at whose pace it was sent.
            uplink.clear();
            allSent();
        } else if (phase == Phase.TRAVELLING && serverAnswers && serverHears && !waitedForServer) {
            waitedForServer = true;
            deadlines.set(WakeReason.LAST_WORD_ARRIVED, out.now() + SERVER_TURN_NANOS);
        } else if (phase == Phase.TRAVELLING) {
            commit(answerWanted);
        }
    }

    /** The session is ready: what was kept is sent. */
    public void ready() {
        if (!uplink.keeping()) {
            return;
        }
        if (phase != Phase.IDLE) {
            out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
        }
        uplink.deliver();
        if (phase == Phase.KEPT) {
            deadlines.set(WakeReason.LAST_WORD_ARRIVED, out.now() + uplink.behindNanos() + STUCK_NANOS);
            allSent();
        }
    }

    /**
     * An event came from the server; where it finds turns by itself, it may have found this one.
     *
     * @param answers whether it answers such turns
     */
    public void fromServer(ServerEvent event, boolean answers) {
        serverAnswers = answers;
        if (event instanceof ServerEvent.InputAudioBufferSpeechStarted) {
            serverHears = true;
            serverHeard = true;
            takenByServer = false;
        } else if (event instanceof ServerEvent.InputAudioBufferSpeechStopped) {
            serverHears = false;
            serverTurnEnds = true;
        } else if (event instanceof ServerEvent.InputAudioBufferCommitted committed) {
            committed(committed.itemId());
        }
    }

    /** The server has made an item of what was said, by itself or because it was asked to. */
    private void committed(String itemId) {
        boolean byItself = serverTurnEnds;
        serverTurnEnds = false;
        serverHears = false;
        boolean wanted = answerOnceCommitted;
        answerOnceCommitted = false;
        if (!byItself) {
            turn.taken(itemId);
            if (wanted) {
                responseQueue.request();
            }
        } else if (phase != Phase.IDLE && serverHeard) {
            takenByServer = true;
            if (phase == Phase.TRAVELLING) {
                commit(answerWanted);
            }
        }
    }

    /**
     * The connection is gone, and another one will come: a turn that the user is at goes on, and one that has no words and
     * no answer yet is sent again.
     *
     * @param answerOwed whether the user still waits for an answer
     * @return the server's item of the turn that will be sent again; empty when it made none, null when none is sent again
     */
    public @Nullable String transportLost(boolean answerOwed, ConversationState state) {
        serverHears = false;
        serverHeard = false;
        serverTurnEnds = false;
        takenByServer = false;
        answerOnceCommitted = false;
        for (int i = turn.takeEarlier(); i > 0; i--) {
            out.notify(new Notice.TurnDropped("the connection was lost before the server had it"));
        }
        if (phase == Phase.PRESSED) {
            deadlines.set(WakeReason.PRESS_LIMIT, pressedAt + PRESS_LIMIT_NANOS);
        } else if (phase == Phase.TAIL) {
            deadlines.set(WakeReason.LAST_WORD_ARRIVED, out.now() + TAIL_NANOS);
        } else if (phase == Phase.IDLE && turn.lost(answerOwed, state)) {
            answerWanted &= !turn.isTaken() || answerOwed;
            phase = Phase.KEPT;
        } else if (phase == Phase.IDLE) {
            uplink.keep();
            turn.begin();
            return null;
        } else {
            phase = Phase.KEPT;
        }
        if (!uplink.keeping()) {
            uplink.keep(turn.frames());
        }
        String item = turn.itemId();
        turn.again();
        return item;
    }

    /** The transport is gone for good: what the server was not seen to take is reported, and the turn cannot be finished. */
    public void transportDown(String reason) {
        if (config.connection().reconnect().reconnects()) {
            int undelivered = turn.takeEarlier() + (phase == Phase.IDLE && turn.isUndelivered() ? 1 : 0);
            for (int i = undelivered; i > 0; i--) {
                out.notify(new Notice.TurnDropped(reason));
            }
        }
        abort(reason);
    }

    /** The last of what was kept may be on its way. */
    private void allSent() {
        if (uplink.behind()) {
            return;
        }
        if (config.traits().microphoneInEvents()) {
            commit(answerWanted);
        } else {
            phase = Phase.TRAVELLING;
            deadlines.set(WakeReason.LAST_WORD_ARRIVED, out.now() + MEDIA_LAG_NANOS);
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
        uplink.clear();
        turn.begin();
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
            uplink.clear();
            turn.begin();
            deadlines.clear(WakeReason.LAST_WORD_ARRIVED);
            out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
            out.notify(new Notice.TurnDropped("shorter than 100 ms"));
        } else if (uplink.behind()) {
            phase = Phase.KEPT;
            deadlines.set(
                    WakeReason.LAST_WORD_ARRIVED,
                    uplink.keeping() ? Long.MAX_VALUE : out.now() + uplink.behindNanos() + STUCK_NANOS);
        } else {
            allSent();
        }
    }

    /** The user wants silence: a turn that is on its way is remembered, but not answered. */
    public void stop() {
        answerWanted = false;
        answerOnceCommitted = false;
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
        if (takenByServer) {
            // What is left is the silence after it.
            out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
            turn.begin();
        } else {
            out.send(new ClientEvent.InputAudioBufferCommit(out.nextEventId()));
            turn.committed();
        }
        out.notify(new Notice.TurnCommitted(new MediaTime(sentSamples)));
        if (!respond) {
            return;
        }
        if (!serverAnswers) {
            responseQueue.request();
        } else if (!takenByServer) {
            answerOnceCommitted = true;
        }
    }

    private void forward(AudioBytes pcm) {
        sentSamples += pcm.size() / 2;
        if (config.connection().reconnect().reconnects()) {
            turn.add(pcm);
        }
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
