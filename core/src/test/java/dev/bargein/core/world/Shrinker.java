package dev.bargein.core.world;

import dev.bargein.core.world.Case.Action;
import dev.bargein.core.world.Case.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a failing case small: leaves out whatever the failure does not need. */
final class Shrinker {
    private static final int MOST_RUNS = 400;

    private final Function<Case, @Nullable Violation> check;
    private final String invariant;
    private int runs;

    private Shrinker(Function<Case, @Nullable Violation> check, String invariant) {
        this.check = check;
        this.invariant = invariant;
    }

    /**
     * The smallest case found that breaks the same invariant.
     *
     * @param failing breaks it
     * @param faults the faults that there were, made explicit
     */
    static Case shrink(Case failing, List<Fault> faults, String invariant, Function<Case, @Nullable Violation> check) {
        Shrinker shrinker = new Shrinker(check, invariant);
        Case explicit = failing.withFaults(faults);
        Case best = shrinker.stillFails(explicit) ? explicit : failing;
        for (boolean smaller = true; smaller; ) {
            Case before = best;
            Case start = best;
            List<Action> script =
                    shrinker.without(start.script(), other -> shrinker.stillFails(start.withScript(other)));
            Case shorter = best.withScript(script);
            best = shorter;
            if (best.faults() != null) {
                best = best.withFaults(
                        shrinker.without(best.faults(), other -> shrinker.stillFails(shorter.withFaults(other))));
            }
            smaller = !best.equals(before) && shrinker.runs < MOST_RUNS;
        }
        return best;
    }

    private boolean stillFails(Case candidate) {
        if (runs++ >= MOST_RUNS) {
            return false;
        }
        Violation violation = check.apply(candidate);
        return violation != null && violation.invariant().equals(invariant);
    }

    /** Leaves out chunks, ever smaller ones, as long as the check holds for the rest. */
    private <T> List<T> without(List<T> all, Function<List<T>, Boolean> holds) {
        List<T> rest = new ArrayList<>(all);
        for (int chunk = Math.max(1, rest.size() / 2); chunk >= 1; chunk /= 2) {
            for (int from = 0; from < rest.size(); ) {
                List<T> fewer = new ArrayList<>(rest);
                fewer.subList(from, Math.min(rest.size(), from + chunk)).clear();
                if (holds.apply(fewer)) {
                    rest = fewer;
                } else {
                    from += chunk;
                }
            }
        }
        return rest;
    }
}
