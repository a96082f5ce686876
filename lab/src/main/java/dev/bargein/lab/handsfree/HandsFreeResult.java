package dev.bargein.lab.handsfree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out of hands-free conversations.
 *
 * @param seed what all followed from
 * @param conversations how many there were to be in each arm
 * @param talkers who spoke, for people
 * @param interrupted whether the run was ended early
 * @param trials all conversations that were lived through, by conversation and then by arm
 * @param pictures drawings of conversations; none is as good
 */
public record HandsFreeResult(
        long seed,
        int conversations,
        String talkers,
        boolean interrupted,
        List<HandsFreeTrial> trials,
        List<TalkPicture> pictures) {
    /** No conversations. */
    public static final HandsFreeResult NONE = new HandsFreeResult(0, 0, "", false, List.of(), List.of());

    /** Copies the list. */
    public HandsFreeResult {
        trials = List.copyOf(trials);
        pictures = List.copyOf(pictures);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return trials.isEmpty();
    }

    /** How each arm came out. */
    public List<HandsFreeSummary> summary() {
        Map<HandsFreeArm, List<HandsFreeTrial>> byArm = new LinkedHashMap<>();
        trials.forEach(trial ->
                byArm.computeIfAbsent(trial.arm(), arm -> new ArrayList<>()).add(trial));
        return byArm.entrySet().stream()
                .map(entry -> new HandsFreeSummary(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The conversations in which something is wrong. */
    public List<HandsFreeTrial> faults() {
        return trials.stream().filter(trial -> !trial.fault().isEmpty()).toList();
    }
}
