package dev.bargein.lab.internal.handsfree;

import static dev.bargein.lab.internal.handsfree.Levels.FRAME;
import static dev.bargein.lab.internal.handsfree.Levels.SAMPLES_PER_MS;

import dev.bargein.lab.handsfree.HandsFreeArm;
import dev.bargein.lab.handsfree.HandsFreeTrial;
import dev.bargein.lab.handsfree.SoundOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what was heard in a conversation into what became of each sound. Thread-safe. */
final class TalkMeasures {
    /** An answer of which less is missing was heard to its end. */
    private static final int END_SAMPLES = 5 * FRAME;

    private TalkMeasures() {}

    static HandsFreeTrial of(TalkPlan plan, HandsFreeArm arm, VirtualTalk.@Nullable Heard heard, short[] voice) {
        if (heard == null) {
            return new HandsFreeTrial(arm, plan.seed(), List.of(), "the voice was never heard");
        }
        SampleTracker.Reading reading = SampleTracker.read(heard.pcm(), voice);
        if (reading.unreadable() > 0) {
            return new HandsFreeTrial(
                    arm,
                    plan.seed(),
                    List.of(),
                    "frames at the ear that are nothing the assistant said: " + reading.unreadable());
        }
        boolean cut = reading.heard() < voice.length - END_SAMPLES;
        int end = (reading.audibleEnd() + FRAME - 1) / FRAME * FRAME;
        List<SoundOutcome> outcomes = new ArrayList<>();
        long lost = 0;
        long repeated = 0;
        for (int i = 0; i < plan.sounds().size(); i++) {
            TalkPlan.Placed sound = plan.sounds().get(i);
            int from = sound.from() + heard.offset();
            boolean isLast = i + 1 == plan.sounds().size();
            int next = isLast ? Integer.MAX_VALUE : plan.sounds().get(i + 1).from() + heard.offset();
            if (cut && end <= from) {
                break;
            }
            boolean cuts = cut && end <= next;
            List<Double> pauses = new ArrayList<>();
            double silentAt = Double.NaN;
            long lostHere = 0;
            long repeatedHere = 0;
            for (SampleTracker.Gap gap : reading.gaps()) {
                if (gap.from() >= from && gap.from() < next) {
                    pauses.add((gap.to() - gap.from()) / (double) SAMPLES_PER_MS);
                    silentAt = Double.isNaN(silentAt) ? (gap.from() + FRAME - 1) / FRAME * FRAME : silentAt;
                    lostHere += gap.lost();
                    repeatedHere += gap.repeated();
                }
            }
            lost += lostHere;
            repeated += repeatedHere;
            boolean held = !Double.isNaN(silentAt);
            outcomes.add(new SoundOutcome(
                    sound.kind(),
                    from / (double) SAMPLES_PER_MS,
                    (sound.to() - sound.from()) / (double) SAMPLES_PER_MS,
                    pauses,
                    (held || !cuts ? silentAt : end) / SAMPLES_PER_MS,
                    cuts ? end / (double) SAMPLES_PER_MS : Double.NaN,
                    lostHere,
                    repeatedHere));
        }
        String error = "";
        if (outcomes.isEmpty()) {
            error = "the voice broke off before the user made a sound";
        } else if (reading.lost() != lost || reading.repeated() != repeated) {
            error = "the voice skipped " + (reading.lost() - lost) + " and repeated " + (reading.repeated() - repeated)
                    + " samples where it was not held";
        }
        return new HandsFreeTrial(arm, plan.seed(), outcomes, error);
    }
}
