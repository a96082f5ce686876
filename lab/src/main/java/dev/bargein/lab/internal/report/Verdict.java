package dev.bargein.lab.internal.report;

import dev.bargein.core.Strategy;
import dev.bargein.lab.AbResult;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Metric;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.SummaryRow;
import dev.bargein.lab.TrialResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in a sentence or two what a run means. */
public final class Verdict {
    private Verdict() {}

    /** The verdict of a run. */
    public static String of(AbResult result) {
        String handsFree = HandsFreeText.verdict(result.handsFree());
        if (result.trials().isEmpty() && !handsFree.isEmpty()) {
            return handsFree;
        }
        return (ofTrials(result) + " " + handsFree).strip();
    }

    private static String ofTrials(AbResult result) {
        List<SummaryRow> rows = result.summary();
        if (rows.isEmpty()) {
            return result.trials().isEmpty()
                    ? "No trial was carried out."
                    : "All " + Formats.count(result.trials().size(), "trial") + " failed: the errors say why.";
        }
        Optional<SummaryRow> worst = worstSilence(rows);
        String ours = ofBargein(result, rows);
        String theirs = worst.map(row -> ofWorst(row, ours.isEmpty())).orElse("");
        String both = (ours + " " + theirs).strip();
        return both.isEmpty() ? ofBadMetrics(result) : both;
    }

    /** The worst median silence of an arm that is bad at it, in the scenario that everybody knows if it was run. */
    private static Optional<SummaryRow> worstSilence(List<SummaryRow> rows) {
        List<SummaryRow> bad = rows.stream()
                .filter(row -> row.metric() == Metric.STOP_TO_SILENCE)
                .filter(row -> !row.arm().strategy().equals(Strategy.BARGEIN))
                .filter(row ->
                        !row.metric().isGood(row.values().p50(), row.arm().transport()))
                .toList();
        Comparator<SummaryRow> byMedian =
                Comparator.comparingDouble(row -> row.values().p50());
        return bad.stream()
                .filter(row -> row.arm().scenario() == Scenario.STOP_WHILE_GENERATING)
                .max(byMedian)
                .or(() -> bad.stream().max(byMedian));
    }

    private static String ofWorst(SummaryRow row, boolean alone) {
        Arm arm = row.arm();
        return (alone ? "With " : "The same Stop with ") + arm.strategy().name() + " on "
                + Formats.transport(arm.transport()) + ": the voice talks on for "
                + Formats.duration(row.values().p50()) + " (median of "
                + Formats.count(row.values().n(), "trial") + ").";
    }

    private static String ofBargein(AbResult result, List<SummaryRow> rows) {
        List<SummaryRow> silence = rows.stream()
                .filter(row -> row.metric() == Metric.STOP_TO_SILENCE)
                .filter(row -> row.arm().strategy().equals(Strategy.BARGEIN))
                .toList();
        if (silence.isEmpty()) {
            return "";
        }
        double worst =
                silence.stream().mapToDouble(row -> row.values().max()).max().orElse(0);
        int n = silence.stream().mapToInt(row -> row.values().n()).sum();
        String transports = silence.stream()
                .map(row -> Formats.transport(row.arm().transport()))
                .distinct()
                .collect(Collectors.joining(" and "));
        String fault = faults(result, Strategy.BARGEIN);
        return "With bargein the voice is silent within " + Formats.upTo(worst)
                + " of every Stop and press (worst of "
                + Formats.count(n, "trial") + ", " + transports + ")"
                + (fault.isEmpty() ? "." : ", but not all is well: " + fault + ".");
    }

    /** What is out of bounds in the trials of a strategy, worst first; empty when all is well. */
    private static String faults(AbResult result, Strategy strategy) {
        List<TrialResult> trials = result.trials().stream()
                .filter(trial -> trial.arm().strategy().equals(strategy))
                .toList();
        long failed = trials.stream().filter(TrialResult::hasFailed).count();
        String bad = trials.stream()
                .flatMap(trial -> trial.metrics().entrySet().stream()
                        .filter(entry -> !entry.getKey()
                                .isGood(entry.getValue(), trial.arm().transport()))
                        .map(entry -> entry.getKey()))
                .distinct()
                .sorted()
                .map(metric -> metric.title() + " " + Formats.duration(worst(trials, metric)) + " at worst")
                .collect(Collectors.joining(", "));
        String failures = failed == 0 ? "" : Formats.count((int) failed, "trial") + " failed";
        return bad.isEmpty() || failures.isEmpty() ? bad + failures : bad + ", " + failures;
    }

    private static double worst(List<TrialResult> trials, Metric metric) {
        return trials.stream()
                .flatMapToDouble(trial -> trial.metric(metric).stream())
                .boxed()
                .max(Comparator.comparingDouble(Math::abs))
                .orElse(0.0);
    }

    private static String ofBadMetrics(AbResult result) {
        String faults = result.trials().stream()
                .map(trial -> trial.arm().strategy())
                .distinct()
                .map(strategy -> {
                    String fault = faults(result, strategy);
                    return strategy.name() + ": " + (fault.isEmpty() ? "all within bounds" : fault);
                })
                .collect(Collectors.joining("; "));
        return faults + ".";
    }
}
