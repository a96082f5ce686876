package dev.bargein.lab.internal.report;

import dev.bargein.client.TransportKind;
import dev.bargein.lab.AbResult;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Distribution;
import dev.bargein.lab.Metric;
import dev.bargein.lab.TrialResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Draws how a metric is distributed in each arm of a scenario: a dot per trial, a long mark at the median, a short one at
 * the 95th percentile, over a band of what is good.
 */
final class StripPlot {
    private static final double[] JITTER_PERCENT = {0, -16, 14, -8, 20, 6, -20, 10, -12, 16};

    /** Names of ticks that are so far apart fit a narrow plot. */
    private static final double FAR_PERCENT = 22;

    /** Names of ticks that are so far apart fit a wide plot. */
    private static final double NEAR_PERCENT = 7;

    private StripPlot() {}

    /**
     * The plot of a metric.
     *
     * @param wide whether there is room for all numbers
     */
    static Html of(AbResult result, List<Arm> arms, Metric metric, boolean wide) {
        double[] all = arms.stream()
                .flatMapToDouble(arm -> values(result, arm, metric))
                .toArray();
        Html html = new Html();
        if (all.length == 0) {
            return html;
        }
        LogScale scale = LogScale.of(all);
        html.add("<table class=\"strip%s\"><caption>%s", wide ? " wide" : "", metric.title());
        if (!Double.isInfinite(metric.barMs(arms.get(0).transport()))) {
            html.add(" <span class=\"good\">%s</span>", "good: " + bars(metric, arms));
        }
        html.add("</caption><thead><tr><th>strategy</th><th class=\"t\">transport</th><th class=\"plot\">");
        axis(html, scale, wide);
        html.add("</th><th class=\"n\">p50</th>");
        if (wide) {
            html.add("<th class=\"n p95\">p95</th><th class=\"n p95\">p99</th>");
        }
        html.add("<th class=\"n\">%s</th><th class=\"w\">n</th></tr></thead><tbody>", signed(metric) ? "worst" : "max");
        String last = "";
        for (Arm arm : arms) {
            row(html, result, arm, metric, scale, wide, arm.strategy().name().equals(last));
            last = arm.strategy().name();
        }
        return html.add("</tbody></table>");
    }

    private static DoubleStream values(AbResult result, Arm arm, Metric metric) {
        return result.trials(arm).stream().flatMapToDouble(trial -> trial.metric(metric).stream());
    }

    private static boolean signed(Metric metric) {
        return metric == Metric.TRUNCATION_ERROR;
    }

    private static String bars(Metric metric, List<Arm> arms) {
        List<Double> bars = arms.stream()
                .map(arm -> metric.barMs(arm.transport()))
                .distinct()
                .toList();
        String sign = signed(metric) ? "within \u00b1" : "up to ";
        if (bars.size() == 1) {
            return sign + Formats.ms(bars.get(0));
        }
        return sign
                + Formats.ms(metric.barMs(TransportKind.WEBSOCKET)) + " on WebSocket, "
                + Formats.ms(metric.barMs(TransportKind.WEBRTC)) + " on WebRTC";
    }

    /** Names the ticks that are far enough from their neighbour, zero before all others; some only where it is wide. */
    private static void axis(Html html, LogScale scale, boolean wide) {
        html.add("<svg class=\"axis\" aria-hidden=\"true\">");
        List<Double> named = new ArrayList<>();
        for (double distance : wide ? new double[] {FAR_PERCENT, NEAR_PERCENT} : new double[] {FAR_PERCENT}) {
            scale.ticks().stream()
                    .sorted(Comparator.comparingDouble(tick -> tick == 0 ? Double.NEGATIVE_INFINITY : -Math.abs(tick)))
                    .filter(tick -> named.stream()
                            .allMatch(other -> Math.abs(scale.percent(tick) - scale.percent(other)) >= distance))
                    .forEach(tick -> {
                        named.add(tick);
                        name(html, scale.percent(tick), tick, distance < FAR_PERCENT);
                    });
        }
        html.add("</svg>");
    }

    private static void name(Html html, double at, double tick, boolean fine) {
        html.add(
                "<text class=\"%s\" x=\"%s%\" y=\"12\" text-anchor=\"%s\">%s</text>",
                fine ? "fine" : "",
                at,
                at < 5 ? "start" : at > 95 ? "end" : "middle",
                Formats.duration(tick).replace(".0 s", " s"));
    }

    private static void row(
            Html html, AbResult result, Arm arm, Metric metric, LogScale scale, boolean wide, boolean again) {
        List<TrialResult> trials = result.trials(arm);
        double[] values = values(result, arm, metric).toArray();
        html.add(
                "<tr class=\"%s\"><th scope=\"row\">%s</th><td class=\"t\">%s</td><td class=\"plot\">",
                again ? "again" : "first", arm.strategy().name(), Formats.transport(arm.transport()));
        html.add(
                "<svg class=\"dots\" role=\"img\" aria-label=\"%s\">",
                values.length == 0
                        ? "no value"
                        : "p50 " + Formats.ms(Distribution.of(values).p50()));
        double bar = metric.barMs(arm.transport());
        if (!Double.isInfinite(bar)) {
            double from = scale.percent(signed(metric) ? -bar : 0);
            html.add(
                    "<rect class=\"band\" x=\"%s%\" y=\"0\" width=\"%s%\" height=\"100%\"/>",
                    from, scale.percent(bar) - from);
        }
        for (double tick : scale.ticks()) {
            double at = scale.percent(tick);
            html.add("<line class=\"rule\" x1=\"%s%\" x2=\"%s%\" y1=\"0\" y2=\"100%\"/>", at, at);
        }
        for (int i = 0; i < trials.size(); i++) {
            TrialResult trial = trials.get(i);
            if (trial.metric(metric).isEmpty()) {
                continue;
            }
            double ms = trial.metric(metric).getAsDouble();
            html.add(
                    "<circle class=\"%s\" cx=\"%s%\" cy=\"%s%\" r=\"3.5\"><title>%s</title></circle>",
                    Double.isInfinite(bar) ? "plain" : metric.isGood(ms, arm.transport()) ? "good" : "bad",
                    scale.percent(ms),
                    50 + JITTER_PERCENT[i % JITTER_PERCENT.length],
                    Formats.ms(ms) + ", seed " + trial.seed());
        }
        if (values.length == 0) {
            html.add("</svg></td><td class=\"n\">-</td>");
            html.add(wide ? "<td class=\"n p95\">-</td><td class=\"n p95\">-</td>" : "")
                    .add("<td class=\"n\">-</td><td class=\"w\">0</td></tr>");
            return;
        }
        Distribution all = Distribution.of(values);
        mark(html, "p50", scale.percent(all.p50()), 12);
        mark(html, "p95", scale.percent(all.p95()), 30);
        html.add("</svg></td><td class=\"n\">%s</td>", Formats.ms(all.p50()));
        if (wide) {
            html.add(
                    "<td class=\"n p95\">%s</td><td class=\"n p95\">%s</td>",
                    Formats.ms(all.p95()), Formats.ms(all.p99()));
        }
        double worst = all.max();
        boolean bad = !metric.isGood(worst, arm.transport());
        html.add(
                "<td class=\"n%s\">%s</td><td class=\"w\">%s</td></tr>",
                bad ? " bad" : "", Formats.ms(worst), all.n() + (all.n() < trials.size() ? "/" + trials.size() : ""));
    }

    private static void mark(Html html, String name, double at, int inset) {
        html.add("<line class=\"%s\" x1=\"%s%\" x2=\"%s%\" y1=\"%s%\" y2=\"%s%\"/>", name, at, at, inset, 100 - inset);
    }
}
