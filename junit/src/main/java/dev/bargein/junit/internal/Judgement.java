package dev.bargein.junit.internal;

import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.ProtocolRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is to be said against a test that is over. */
public final class Judgement {
    private Judgement() {}

    /** The complaints, none when all is well. */
    public static List<String> of(MessageRecorder recorder, Set<ProtocolRule> expected, Set<ProtocolRule> allowed) {
        List<String> complaints = new ArrayList<>();
        Set<ProtocolRule> missing = EnumSet.noneOf(ProtocolRule.class);
        missing.addAll(expected);
        for (MessageLog timeline : recorder.timelines()) {
            List<ClientViolation> guilty = new ArrayList<>();
            for (ClientViolation violation : timeline.session().ledger().clientViolations()) {
                missing.remove(violation.rule());
                if (!expected.contains(violation.rule()) && !allowed.contains(violation.rule())) {
                    guilty.add(violation);
                }
            }
            if (!guilty.isEmpty()) {
                complaints.add(ViolationText.of(timeline, recorder.entries(timeline), guilty));
            }
            String incomplete = recorder.missing(timeline);
            if (!incomplete.isEmpty()) {
                complaints.add(incomplete);
            }
        }
        for (ProtocolRule rule : missing) {
            complaints.add(
                    "The client was expected to break this rule, and did not: " + rule.sentence() + " (" + rule + ")");
        }
        return complaints;
    }
}
