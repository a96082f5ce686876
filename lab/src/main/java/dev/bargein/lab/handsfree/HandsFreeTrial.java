package dev.bargein.lab.handsfree;

import java.util.List;

/**
 * What came out of one conversation.
 *
 * @param arm the arm it belongs to
 * @param seed what all its random moments follow from; {@code --seed} with this number and {@code --conversations 1} runs
 *     it again
 * @param sounds what the user did and what became of the voice, in order, up to the one that cut it
 * @param error why it tells nothing; empty when it does
 */
public record HandsFreeTrial(HandsFreeArm arm, long seed, List<SoundOutcome> sounds, String error) {
    /** Copies the list. */
    public HandsFreeTrial {
        sounds = List.copyOf(sounds);
    }

    /** Whether it tells nothing. */
    public boolean hasFailed() {
        return !error.isEmpty();
    }

    /** What is wrong in it, for people; empty when all went as it should. */
    public String fault() {
        if (hasFailed()) {
            return error;
        }
        for (SoundOutcome sound : sounds) {
            boolean wanted = sound.kind() == SoundKind.INTERRUPTION;
            if (wanted && !sound.cut()) {
                return "does not yield";
            }
            if (sound.lostSamples() + sound.repeatedSamples() > 0) {
                return "loses " + sound.lostSamples() + " and repeats " + sound.repeatedSamples() + " samples";
            }
            if (sound.cut() && (sound.kind() == SoundKind.COUGH || sound.kind() == SoundKind.MM_HMM)) {
                return sound.kind().id() + " of " + Math.round(sound.lengthMs()) + " ms cuts the voice";
            }
        }
        return "";
    }
}
