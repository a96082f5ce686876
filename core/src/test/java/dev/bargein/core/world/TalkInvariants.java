package dev.bargein.core.world;

import dev.bargein.core.Command;
import dev.bargein.core.Input;
import dev.bargein.core.Step;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import java.util.ArrayList;
import java.util.List;

/** Judges the microphone: I12, I15, and that no word is lost at the start or the end of a turn. */
final class TalkInvariants {
    private static final long CLOSED_WITHIN_NANOS = SimulatedNetwork.ms(20);
    /** The frame that was being recorded at the release. */
    private static final long TAIL_NANOS = SimulatedNetwork.ms(30);

    private static final int PRE_ROLL_FRAMES = (int) Setup.PRE_ROLL.millis() / 10;

    private final Case conversation;
    private final boolean bargein;
    private final ModelServer server;
    private final List<int[]> spoken = new ArrayList<>();
    private final List<Integer> presses = new ArrayList<>();
    private boolean open;
    private boolean wasOpen;
    private boolean held;
    private boolean wasHeld;
    private boolean live;
    private boolean usable;
    private boolean over;
    private boolean closed;
    private boolean overBefore;
    private int next;
    private int pressedAt;
    private long closeBy = Long.MAX_VALUE;
    private boolean plain;
    private long tailUntil = Long.MIN_VALUE;
    private int tailFrames;

    TalkInvariants(Case conversation, ModelServer server, boolean bargein) {
        this.bargein = bargein;
        this.conversation = conversation;
        this.server = server;
    }

    void captured(int frame) {
        next = frame + 1;
    }

    /** Whether a press is held. */
    boolean isHeld() {
        return held;
    }

    /** Whether a press was held before the input that is being handled. */
    boolean wasHeld() {
        return wasHeld;
    }

    /** Whether the input that is being handled ends the conversation. */
    boolean ending() {
        return !overBefore;
    }

    void before(Input input, boolean canTalk) {
        wasHeld = held;
        wasOpen = open;
        overBefore = over;
        usable = canTalk;
        if (input instanceof Input.Listen listen && canTalk) {
            open = listen.open();
            held &= !open;
            plain = false;
        } else if (input instanceof Input.Press && canTalk && !held && !open) {
            held = true;
            pressedAt = next;
            presses.add(next);
            plain = true;
            closeBy = Long.MAX_VALUE;
        } else if (held && input instanceof Input.Release) {
            held = false;
            if (plain && canTalk) {
                // The frame that is being recorded now holds the end of the last word.
                spoken.add(new int[] {pressedAt, next + 1});
            }
        } else if (input instanceof Input.TransportDown || input instanceof Input.Close) {
            held = false;
            open = false;
            over = true;
            closed |= input instanceof Input.Close;
            spoken.clear();
        } else if (input instanceof Input.TransportUp) {
            over = closed;
        } else if (input instanceof Input.Stop || input instanceof Input.Press) {
            plain = false;
        }
    }

    void command(Command command, long now) {
        if (command instanceof Command.Microphone mic) {
            live = mic.live();
            if (!live) {
                tailUntil = over ? now - 1 : now + TAIL_NANOS;
                tailFrames = 0;
                closeBy = Long.MAX_VALUE;
                if (held) {
                    held = false;
                    plain = false;
                }
            }
        } else if (command instanceof Command.SendAudio audio) {
            sent(audio.pcm(), now);
        } else if (command instanceof Command.Send send
                && send.event() instanceof ClientEvent.InputAudioBufferAppend a) {
            sent(a.audio(), now);
        }
    }

    private void sent(AudioBytes pcm, long now) {
        if (open || wasOpen) {
            return;
        }
        if (!held && !wasHeld && !live && (now > tailUntil || ++tailFrames > 1)) {
            throw new Violation("I15", now, "the microphone is heard although nobody presses");
        }
        if (pcm.size() == 0) {
            throw new Violation("talk", now, "a frame of nothing was sent");
        }
        short[] samples = pcm.toPcm();
        for (int i = 0; i < samples.length; i += Microphone.FRAME_SAMPLES) {
            int frame = Microphone.frame(samples, i);
            if (frame == Microphone.SILENCE - 1) {
                throw new Violation("talk", now, "a frame of the microphone was broken up");
            }
            if (frame >= 0 && next < 4_096 && frame < pressedAt - PRE_ROLL_FRAMES) {
                throw new Violation("I15", now, "frame " + frame + " is from before the press at " + pressedAt);
            }
        }
    }

    void after(Input input, Step step, long now) {
        if (bargein
                && input instanceof Input.Press
                && usable
                && !wasHeld
                && !open
                && step.commands().stream().noneMatch(c -> c instanceof Command.Microphone m && m.live())) {
            throw new Violation("I12", now, "press, but the microphone is not live");
        }
        if (live && !held && !open) {
            if (over) {
                throw new Violation("I15", now, "the microphone is live after the end");
            }
            if (closeBy == Long.MAX_VALUE) {
                closeBy = now + CLOSED_WITHIN_NANOS;
            } else if (now > closeBy) {
                throw new Violation("I15", now, "the microphone is still live");
            }
        }
    }

    void end(long now) {
        if (!bargein || conversation.profile() != Profile.CLEAN || over || next >= 4_096) {
            return;
        }
        for (int[] words : spoken) {
            boolean merged =
                    conversation.webRtc() && presses.stream().anyMatch(p -> p >= words[1] - 1 && p < words[1] + 30);
            if (words[1] - words[0] >= 12 && !merged) {
                whole(words[0], untilNextPress(words), now);
            }
        }
    }

    /** The frame that was being recorded at a release is of the next turn where the next press came before its end. */
    private int untilNextPress(int[] words) {
        return presses.contains(words[1] - 1) ? words[1] - 1 : words[1];
    }

    private void whole(int from, int to, long now) {
        for (List<Integer> turn : server.turns()) {
            List<Integer> frames = turn.stream().filter(f -> f >= 0).toList();
            if (frames.contains(from + 5)) {
                for (int i = 1; i < frames.size(); i++) {
                    boolean inside = frames.get(i) > from && frames.get(i) < to;
                    if (inside && frames.get(i) != frames.get(i - 1) + 1) {
                        throw new Violation(
                                "talk", now, "the turn has frame " + frames.get(i) + " after " + frames.get(i - 1));
                    }
                }
                if (frames.get(0) > from || frames.get(frames.size() - 1) < to - 1) {
                    throw new Violation(
                            "talk",
                            now,
                            "said were frames " + from + " to " + (to - 1) + ", the turn has " + frames.get(0) + " to "
                                    + frames.get(frames.size() - 1));
                }
                return;
            }
        }
        throw new Violation("talk", now, "what was said in frames " + from + " to " + (to - 1) + " was not committed");
    }
}
