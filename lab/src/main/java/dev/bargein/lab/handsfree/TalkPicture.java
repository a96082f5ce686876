package dev.bargein.lab.handsfree;

import java.util.List;

/**
 * How loud microphone and voice were in one conversation, 10 ms by 10 ms since the voice began, for drawing.
 *
 * <p>Immutable.
 */
public final class TalkPicture {
    private final HandsFreeTrial trial;
    private final double[] microphone;
    private final double[] ear;

    /**
     * A picture.
     *
     * @param trial the conversation
     * @param microphone the loudness of each frame at the microphone, from 0 to 1
     * @param ear the same at the ear, as many frames
     */
    public TalkPicture(HandsFreeTrial trial, double[] microphone, double[] ear) {
        if (microphone.length != ear.length) {
            throw new IllegalArgumentException(microphone.length + " frames spoken but " + ear.length + " heard");
        }
        this.trial = trial;
        this.microphone = microphone.clone();
        this.ear = ear.clone();
    }

    /** The arm that it belongs to. */
    public HandsFreeArm arm() {
        return trial.arm();
    }

    /** The seed of the conversation. */
    public long seed() {
        return trial.seed();
    }

    /** What the user did, and what became of the voice. */
    public List<SoundOutcome> sounds() {
        return trial.sounds();
    }

    /** How many frames there are. */
    public int frames() {
        return ear.length;
    }

    /** How loud it was at the microphone. */
    public double microphone(int frame) {
        return microphone[frame];
    }

    /** How loud it was at the ear. */
    public double ear(int frame) {
        return ear[frame];
    }
}
