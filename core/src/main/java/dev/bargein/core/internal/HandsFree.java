package dev.bargein.core.internal;

import dev.bargein.core.BargeInOptions;
import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Notice;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import org.jspecify.annotations.Nullable;

/**
 * The open microphone: sends what it hears, and decides whether what the user says is an interruption.
 *
 * <p>When the user begins to speak while a response is heard, the player pauses at once. Then the server says that it was
 * interrupted, or the speech lasts, or enough words are understood: the rest is thrown away. Or it was a cough: the voice
 * goes on at the very sample.
 */
public final class HandsFree {
    /** The server answers a turn within this, or not by itself. */
    private static final long TURN_ANSWERED_NANOS = 1_000_000_000L;

    /** What was played is heard by the microphone for so long after it left the loudspeaker. */
    static final long ECHO_NANOS = 200_000_000L;

    /** As many characters of what the user says are looked at. */
    private static final int MOST_CHARACTERS = 2_000;

    /** A pause between words: detectors bridge closures within a word, and no more, so that they know an end soon. */
    static final long PAUSE_IN_SPEECH_NANOS = 100_000_000L;

    /** Frames within this, about -44 dBFS, are left out while the microphone is behind. */
    private static final int QUIET_LEVEL = 200;

    /** How long the microphone may be behind after the session was ready, in frames of 10 ms. */
    private static final int MAX_BEHIND_FRAMES = 3_000;

    private final BargeInOptions options;
    private final CommandBuffer out;
    private final Deadlines deadlines;
    private final ConversationState state;
    private final InterruptionHandler interruption;
    private final ResponseAudio responseAudio;
    private final MicrophoneUplink sender;
    private final KeptSpeech uplink;
    /** How long what was kept has been on its way as media. */
    private int behindFrames;

    private boolean open;
    /** What the detector says, also while the microphone is shut. */
    private boolean detected;

    private boolean speaking;
    /** The user spoke for long enough, and pauses. */
    private boolean lasted;
    /** What the user says now has not met a voice yet. */
    private boolean mayHold;
    /** The voice that the user has spoken into, last, and that this may still interrupt. */
    private @Nullable ResponseState spokenInto;

    private @Nullable ResponseState held;
    /** The server's item of what the user says, once it has one; empty before. */
    private String turnItem = "";

    /** When the voice went on, last. */
    private long wentOnNanos = Long.MIN_VALUE / 2;

    /** Nothing that the user says now is to interrupt what was asked for. */
    private boolean uninterruptible;

    private boolean uninterruptibleSounded;
    private long echoUntilNanos = Long.MIN_VALUE;

    private boolean serverHearsSpeech;
    /** Until then the server may begin to answer what the user has just said. */
    private long answerAwaitedUntil = Long.MIN_VALUE;

    private final StringBuilder understood = new StringBuilder();

    /** The microphone of one conversation, shut. */
    public HandsFree(
            ConversationConfig config,
            CommandBuffer out,
            Deadlines deadlines,
            ConversationState state,
            InterruptionHandler interruption,
            ResponseAudio responseAudio,
            MicrophoneUplink uplink) {
        this.options = config.bargeIn();
        this.out = out;
        this.deadlines = deadlines;
        this.state = state;
        this.interruption = interruption;
        this.responseAudio = responseAudio;
        this.sender = uplink;
        this.uplink = new KeptSpeech(config, out, uplink);
    }

    /** Whether the microphone is open. */
    public boolean isOpen() {
        return open;
    }

    /** Whether nobody is heard to speak. */
    public boolean quiet() {
        return !speaking && !serverHearsSpeech;
    }

    /** Whether the user is heard to speak, or the voice is held because of that. */
    public boolean hearsUser() {
        return !quiet() || held != null;
    }

    /**
     * Opens the microphone or shuts it; what the server has not taken for a turn by then is thrown away.
     *
     * @param turnOnItsWay whether the server's buffer has a turn from before, which is to stay
     */
    public void listen(boolean wanted, boolean turnOnItsWay) {
        if (open == wanted) {
            return;
        }
        open = wanted;
        out.add(new Command.Microphone(out.cause(), wanted));
        if (wanted) {
            sender.begin();
            out.notify(new Notice.Listening());
            speech(detected, true);
        } else {
            speech(false, true);
            speechEnded();
            uplink.clear();
            if (!turnOnItsWay) {
                out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
            }
            out.notify(new Notice.Muted());
        }
    }

    /** The session is ready: what was kept is sent. */
    public void ready() {
        uplink.deliver();
        behindFrames = 0;
    }

    /** What was said at the open microphone and is no turn yet is thrown away; the microphone stays open. */
    public void discard() {
        uplink.clear();
        if (open) {
            out.send(new ClientEvent.InputAudioBufferClear(out.nextEventId()));
        }
    }

    /**
     * A frame from the microphone.
     *
     * @param turnOnItsWay whether a turn from before is still being sent, and this has to wait for it
     */
    public void frame(AudioBytes pcm, boolean turnOnItsWay) {
        if (!open || pcm.size() < 2) {
            return;
        }
        // Silence, and not nothing: what was being said comes to an end for the server.
        AudioBytes frame = uninterruptible || out.now() < echoUntilNanos ? AudioBytes.of(new byte[pcm.size()]) : pcm;
        if (turnOnItsWay) {
            uplink.add(frame);
            return;
        }
        boolean behind = uplink.behind() && !uplink.keeping();
        if (behind && ++behindFrames > MAX_BEHIND_FRAMES) {
            // In a noisy room there is no silence to leave out, and a conversation cannot go on so late.
            uplink.clear();
        }
        if (behind && isQuiet(frame)) {
            uplink.sendOne();
        } else {
            uplink.send(frame);
        }
    }

    /** What was asked for is to be heard to its end, whatever the user says. */
    public void uninterruptible() {
        uninterruptible = true;
        spokenInto = null;
        deadlines.clear(WakeReason.SPEECH_DECIDED);
        deadlines.clear(WakeReason.USER_PAUSED);
        lasted = false;
        goOn();
    }

    /** Nothing that is not to be interrupted is left. */
    public void interruptible() {
        uninterruptible = false;
        uninterruptibleSounded = false;
    }

    /** What was not to be interrupted has been played: its last sound is still on its way through the room. */
    public void heardToItsEnd() {
        if (uninterruptible && uninterruptibleSounded) {
            echoUntilNanos = out.now() + ECHO_NANOS + interruption.latencyNanos();
        }
        interruptible();
    }

    private static boolean isQuiet(AudioBytes pcm) {
        for (short sample : pcm.toPcm()) {
            if (Math.abs(sample) > QUIET_LEVEL) {
                return false;
            }
        }
        return true;
    }

    /** The detector of speech says that the user begins to speak or has stopped. */
    public void speech(boolean nowSpeaking) {
        detected = nowSpeaking;
        speech(nowSpeaking, open);
    }

    private void speech(boolean nowSpeaking, boolean heard) {
        if (!heard || nowSpeaking == speaking) {
            return;
        }
        speaking = nowSpeaking;
        out.notify(new Notice.UserSpeaking(nowSpeaking));
        if (nowSpeaking && deadlines.isSet(WakeReason.USER_PAUSED)) {
            deadlines.clear(WakeReason.USER_PAUSED);
            if (lasted) {
                interrupt();
            }
        } else if (nowSpeaking) {
            mayHold = true;
            spokenInto = null;
            turnBegan(serverHearsSpeech ? turnItem : "");
        } else if (options.minWords() > 0) {
            deadlines.clear(WakeReason.SPEECH_DECIDED);
        } else if (spokenInto != null) {
            deadlines.set(WakeReason.USER_PAUSED, out.now() + PAUSE_IN_SPEECH_NANOS);
        }
    }

    /** The user has fallen silent, and that was no pause between words. */
    public void speechEnded() {
        deadlines.clear(WakeReason.USER_PAUSED);
        deadlines.clear(WakeReason.SPEECH_DECIDED);
        lasted = false;
        if (options.minWords() == 0) {
            spokenInto = null;
            goOn();
        }
    }

    /** The server hears the user speak, and will make an item of it; or no longer. */
    public void serverHears(boolean speech, String itemId) {
        answerAwaitedUntil = serverHearsSpeech && !speech ? out.now() + TURN_ANSWERED_NANOS : Long.MIN_VALUE;
        serverHearsSpeech = speech;
        if (speech) {
            turnBegan(itemId);
        }
    }

    /** Whether the user speaks at the open microphone, or has just spoken and may get an answer from the server. */
    public boolean userSpeaks() {
        return speaking || serverHearsSpeech || out.now() < answerAwaitedUntil;
    }

    /** A response began. */
    public void responseBegan() {
        answerAwaitedUntil = Long.MIN_VALUE;
    }

    private void turnBegan(String itemId) {
        turnItem = itemId;
        understood.setLength(0);
    }

    /**
     * More of what the user says was understood.
     *
     * @param whole whether it is all of the item, in place of what was understood before
     */
    public void understood(String itemId, String text, boolean whole) {
        if (options.minWords() == 0 || itemId.isEmpty() || !itemId.equals(turnItem)) {
            return;
        }
        if (whole) {
            understood.setLength(0);
        }
        understood.append(
                text, 0, Math.min(text.length(), MOST_CHARACTERS - Math.min(MOST_CHARACTERS, understood.length())));
        if (countWords(understood) >= options.minWords()) {
            interrupt();
        }
    }

    /** Words as people count them: "mm-hmm" is one; where words are not set apart, each character is. */
    private static int countWords(CharSequence text) {
        int count = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = Character.isLetterOrDigit(c);
            if (letter && (!within || isSetSolid(c))) {
                count++;
            }
            within = letter || within && (c == '-' || c == '\'' || c == '\u2019');
        }
        return count;
    }

    /** Kana and Chinese characters, between which there are no blanks. */
    private static boolean isSetSolid(char c) {
        return c >= '\u3040' && c <= '\u30ff' || c >= '\u3400' && c <= '\u9fff';
    }

    /** The user speaks into a voice: holds it, where what comes meanwhile can be kept. */
    private void hold() {
        if (!speaking || !mayHold || uninterruptible) {
            return;
        }
        ResponseState r = state.sounding();
        if (r == null) {
            return;
        }
        // A voice that comes back is heard before it is held again: else it is held for longer than it may be.
        long warmAt =
                Math.max(r.voiceStartedNanos + options.warmUpMs() * 1_000_000L, wentOnNanos + PAUSE_IN_SPEECH_NANOS);
        if (out.now() < warmAt) {
            deadlines.set(WakeReason.WARM_UP_OVER, warmAt);
            return;
        }
        mayHold = false;
        spokenInto = r;
        if (options.minWords() == 0) {
            deadlines.set(WakeReason.SPEECH_DECIDED, out.now() + options.minSpeechMs() * 1_000_000L);
        }
        if (responseAudio.canWait(options.maxPauseMs())) {
            held = r;
            interruption.voiceHeld(true);
            out.add(new Command.Pause(out.cause()));
            out.notify(new Notice.VoicePaused(r.id));
            deadlines.set(WakeReason.PAUSE_LIMIT, out.now() + options.maxPauseMs() * 1_000_000L);
        }
    }

    /** The user has spoken for long enough. */
    public void speechLasted() {
        lasted = true;
        if (speaking) {
            interrupt();
        }
    }

    /** The voice was held for as long as it may be. */
    public void pauseLimit() {
        goOn();
    }

    /** Ends what the user spoke into, and nothing that began since: the answer to what was said, above all. */
    private void interrupt() {
        ResponseState r = spokenInto;
        if (r != null && !r.interrupted && !r.voiceEnded) {
            interruption.stop();
        }
        if (r != null) {
            settled();
        }
    }

    /** After every input: what was held may have been interrupted by others or be over, and a voice may have begun. */
    public void settle() {
        ResponseState r = held;
        if (r != null && (r.interrupted || r.voiceEnded)) {
            settled();
        }
        uninterruptibleSounded |= uninterruptible && state.sounding() != null;
        hold();
    }

    /** What the user says has interrupted, or has nothing left to interrupt. */
    private void settled() {
        spokenInto = null;
        lasted = false;
        deadlines.clear(WakeReason.SPEECH_DECIDED);
        deadlines.clear(WakeReason.USER_PAUSED);
        resume();
    }

    private void goOn() {
        ResponseState r = held;
        if (r != null) {
            resume();
            wentOnNanos = out.now();
            out.notify(new Notice.VoiceResumed(r.id));
        }
    }

    private void resume() {
        deadlines.clear(WakeReason.PAUSE_LIMIT);
        if (held != null) {
            held = null;
            interruption.voiceHeld(false);
            out.add(new Command.Resume(out.cause()));
        }
    }

    /** The transport is gone, and another one will come: the microphone stays open, and what it hears is kept. */
    public void transportLost() {
        if (serverHearsSpeech) {
            out.notify(new Notice.TurnDropped("the connection was lost while the user spoke"));
        }
        serverHearsSpeech = false;
        turnBegan("");
        spokenInto = null;
        goOn();
        if (!uplink.keeping()) {
            uplink.clear();
            uplink.keep();
        }
    }

    /** The transport is gone: the microphone is shut, and what is here of the voice is heard. */
    public void transportDown() {
        if (open) {
            open = false;
            speaking = false;
            out.add(new Command.Microphone(out.cause(), false));
            out.notify(new Notice.Muted());
        }
        serverHearsSpeech = false;
        answerAwaitedUntil = Long.MIN_VALUE;
        spokenInto = null;
        lasted = false;
        goOn();
    }
}
