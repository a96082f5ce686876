package dev.bargein.lab;

import dev.bargein.lab.handsfree.HandsFreeResult;
import dev.bargein.lab.internal.report.HtmlReport;
import dev.bargein.lab.internal.report.JsonReport;
import dev.bargein.lab.internal.report.TextReport;
import dev.bargein.lab.internal.report.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out of a run.
 *
 * @param environment where and how it took place
 * @param trials all trials that were carried out or failed
 * @param handsFree conversations at an open microphone; {@link HandsFreeResult#NONE} where there were none
 */
public record AbResult(Environment environment, List<TrialResult> trials, HandsFreeResult handsFree) {
    /** Copies the list. */
    public AbResult {
        trials = List.copyOf(trials);
    }

    /** A result without conversations at an open microphone. */
    public AbResult(Environment environment, List<TrialResult> trials) {
        this(environment, trials, HandsFreeResult.NONE);
    }

    /** The arms that have a trial, by scenario, then strategy, then transport. */
    public List<Arm> arms() {
        return List.copyOf(byArm().keySet());
    }

    /** The trials of an arm. */
    public List<TrialResult> trials(Arm arm) {
        return byArm().getOrDefault(arm, List.of());
    }

    /** The trials that failed. */
    public List<TrialResult> failures() {
        return trials.stream().filter(TrialResult::hasFailed).toList();
    }

    /** Per arm and metric, in the order of {@link #arms()}, how the values are distributed; failed trials do not count. */
    public List<SummaryRow> summary() {
        List<SummaryRow> rows = new ArrayList<>();
        byArm().forEach((arm, ofArm) -> {
            for (Metric metric : arm.scenario().metrics()) {
                double[] values = ofArm.stream()
                        .flatMapToDouble(trial -> trial.metric(metric).stream())
                        .toArray();
                if (values.length > 0) {
                    rows.add(new SummaryRow(arm, metric, Distribution.of(values)));
                }
            }
        });
        return List.copyOf(rows);
    }

    /** What it means, in a sentence or two. */
    public String verdict() {
        return Verdict.of(this);
    }

    /**
     * The verdict and the tables, for a terminal of 100 columns.
     *
     * @param coloured whether to colour what is good and bad; it is said in words all the same
     */
    public String table(boolean coloured) {
        return TextReport.of(this, coloured);
    }

    /** The whole result as JSON, schema {@code bargein.ab/1}, without white space. */
    public String json() {
        return JsonReport.of(this);
    }

    /** The report: one HTML page that needs nothing else, and runs no script. */
    public String html() {
        return HtmlReport.of(this);
    }

    private Map<Arm, List<TrialResult>> byArm() {
        Map<Arm, List<TrialResult>> map = new LinkedHashMap<>();
        trials.stream()
                .map(TrialResult::arm)
                .distinct()
                .sorted(ArmOrder.INSTANCE)
                .forEach(arm -> map.put(arm, new ArrayList<>()));
        trials.forEach(trial ->
                map.computeIfAbsent(trial.arm(), arm -> new ArrayList<>()).add(trial));
        return map;
    }
}
