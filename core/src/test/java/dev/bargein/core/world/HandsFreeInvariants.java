package dev.bargein.core.world;

import dev.bargein.core.BargeInOptions;
import dev.bargein.core.Command;
import dev.bargein.core.Conversation.Activity;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;

/**
 * Judges the open microphone: the voice is held only while the user speaks into it and not for long, and it is cut only
 * where the speech lasts.
 */
final class HandsFreeInvariants {
    private static final BargeInOptions OPTIONS = BargeInOptions.DEFAULT;
    /** The speaker pulls every 10 ms, and a wake may be late by as much as it takes for the next input. */
    private static final long SLACK_NANOS = SimulatedNetwork.ms(20);

    /** A pause between words belongs to what is said. */
    private static final long PAUSE_NANOS = SimulatedNetwork.ms(100);

    private final long lateNanos;
    private boolean open;
    private boolean speaking;
    private long speakingSince;
    private long silentSince = Long.MIN_VALUE / 2;
    private long pausedSince = Long.MAX_VALUE;
    private boolean lasted;
    /** What was asked for is not to be interrupted by speech, at least until its voice ends. */
    private boolean uninterruptible;

    private boolean beginsUninterruptible;
    private boolean sounds;

    HandsFreeInvariants(Setup setup) {
        this.lateNanos = SimulatedNetwork.ms(setup.wakesLateMs()) + SLACK_NANOS;
    }

    boolean isSpeaking() {
        return open && speaking;
    }

    boolean isOpen() {
        return open;
    }

    void before(Input input, boolean usable, long now) {
        lasted = !uninterruptible && speaking && now - speakingSince >= SimulatedNetwork.ms(OPTIONS.minSpeechMs());
        beginsUninterruptible = input instanceof Input.Uninterruptible && usable;
        if (input instanceof Input.Stop
                || input instanceof Input.Press
                || input instanceof Input.TransportDown
                || input instanceof Input.Close) {
            uninterruptible = false;
        }
        if (input instanceof Input.Listen listen && usable) {
            open = listen.open();
            if (speaking && !open) {
                speaking = false;
                // Nobody is heard any more: that is no pause.
                silentSince = Long.MIN_VALUE / 2;
            }
        } else if (input instanceof Input.UserSpeech speech && open && usable && speech.speaking() != speaking) {
            speaking = speech.speaking();
            if (!speaking) {
                silentSince = now;
            } else if (now - silentSince >= PAUSE_NANOS) {
                speakingSince = now;
            }
            lasted |= !uninterruptible && speaking && now - speakingSince >= SimulatedNetwork.ms(OPTIONS.minSpeechMs());
        } else if (input instanceof Input.TransportDown || input instanceof Input.Close) {
            open = false;
            speaking = false;
        }
    }

    /** Whether the user has spoken for long enough to interrupt by that. */
    boolean lasted() {
        return lasted;
    }

    void command(Command command, long now) {
        if (command instanceof Command.Notify told) {
            sounds = told.notice() instanceof Notice.VoiceStarted || sounds && !ends(told.notice());
            // An answer may be text alone.
            uninterruptible &= !ends(told.notice()) && (sounds || !(told.notice() instanceof Notice.ResponseEnded));
        } else if (uninterruptible && hasSound(command)) {
            throw new Violation("uninterruptible", now, "the service hears the user: " + command);
        } else if (uninterruptible && command instanceof Command.Pause) {
            throw new Violation("uninterruptible", now, "the voice is held");
        }
        if (command instanceof Command.Pause) {
            if (!speaking) {
                throw new Violation("pause", now, "the voice is held although nobody speaks");
            }
            if (pausedSince != Long.MAX_VALUE) {
                throw new Violation("pause", now, "the voice is held twice");
            }
            pausedSince = now;
        } else if (command instanceof Command.Resume
                || command instanceof Command.Flush
                || command instanceof Command.ShutGate) {
            pausedSince = Long.MAX_VALUE;
        }
    }

    private static boolean ends(Notice notice) {
        return notice instanceof Notice.VoiceEnded
                || notice instanceof Notice.Interrupted
                || notice instanceof Notice.ResponseFailed
                || notice instanceof Notice.TimedOut;
    }

    private static boolean hasSound(Command command) {
        AudioBytes sound = null;
        if (command instanceof Command.SendAudio audio) {
            sound = audio.pcm();
        } else if (command instanceof Command.Send send
                && send.event() instanceof ClientEvent.InputAudioBufferAppend append) {
            sound = append.audio();
        }
        return sound != null && sound.size() > 1 && Microphone.frame(sound.toPcm(), 0) != Microphone.SILENCE;
    }

    /** 10 ms were pulled. */
    void rendered(long now) {
        if (pausedSince != Long.MAX_VALUE
                && now - pausedSince > SimulatedNetwork.ms(OPTIONS.maxPauseMs()) + lateNanos) {
            throw new Violation("pause", now, "the voice is still held");
        }
    }

    /** After an input: a voice that is held is one into which the user speaks. */
    void after(Activity activity, long now) {
        uninterruptible |= beginsUninterruptible;
        if (activity == Activity.LISTENING || activity == Activity.IDLE) {
            uninterruptible = false;
        }
        if (pausedSince != Long.MAX_VALUE && !speaking && now - silentSince > PAUSE_NANOS + lateNanos) {
            throw new Violation("pause", now, "the voice is held although the user is silent");
        }
    }
}
