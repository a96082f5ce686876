package dev.bargein.lab.internal.report;

import dev.bargein.core.Strategy;
import dev.bargein.lab.AbResult;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Environment;
import dev.bargein.lab.Metric;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.SummaryRow;
import dev.bargein.lab.TrialResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A run as one HTML page that needs nothing else: no network, no script. A content security policy holds the browser to
 * it.
 *
 * <p>Not thread-safe.
 */
public final class HtmlReport {
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";
    private static final String STYLE = "report.css";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final AbResult result;
    private final List<Scenario> scenarios;
    private final Html html = new Html();

    private HtmlReport(AbResult result) {
        this.result = result;
        this.scenarios = result.arms().stream().map(Arm::scenario).distinct().toList();
    }

    /** The page of a run. */
    public static String of(AbResult result) {
        return new HtmlReport(result).write();
    }

    private String write() {
        html.add("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.add("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">");
        html.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.add("<meta name=\"color-scheme\" content=\"light dark\"><title>Bargein A/B report</title>");
        html.add("<style>" + style() + "</style></head><body><main>");
        header();
        contrast();
        glance();
        scenarios.forEach(this::scenario);
        html.add(HandsFreeHtml.of(result.handsFree()));
        failures();
        footer();
        return html.add("</main></body></html>\n").toString();
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IllegalStateException(STYLE + " is missing next to the classes: build with Maven");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void header() {
        Environment environment = result.environment();
        html.add("<header><p class=\"kicker\">Bargein A/B &middot; interruption, measured at the ear</p>");
        String verdict = result.verdict();
        int second = verdict.indexOf(". ") + 1;
        html.add("<h1>%s</h1>", second == 0 ? verdict : verdict.substring(0, second));
        if (second > 0) {
            html.add("<p class=\"lead\">%s</p>", verdict.substring(second + 1));
        }
        html.add("<p class=\"meta\">");
        html.add("%s &middot; %s", extent(), DATE.format(environment.course().started()));
        html.add(
                " &middot; seed %s%s</p>",
                environment.seed(), environment.course().interrupted() ? ", ended early" : "");
        if (environment.isDisturbed()) {
            html.add("<p class=\"warning\">%s</p>", Formats.disturbed(environment));
        }
        html.add("</header>");
    }

    /** How much was tried. */
    private String extent() {
        List<String> parts = new ArrayList<>();
        int conversations = result.handsFree().trials().size();
        if (!result.trials().isEmpty() || conversations == 0) {
            long strategies =
                    result.arms().stream().map(Arm::strategy).distinct().count();
            parts.add(Formats.count(result.trials().size(), "trial"));
            parts.add(strategies + (strategies == 1 ? " strategy" : " strategies"));
            parts.add(result.arms().stream()
                            .map(arm -> arm.network().name())
                            .distinct()
                            .collect(Collectors.joining(", "))
                    + " network");
        }
        if (conversations > 0) {
            parts.add(Formats.count(conversations, "conversation"));
        }
        return String.join(" &middot; ", parts);
    }

    /** The worst arm over our own, on one time axis: the picture that explains the rest. */
    private void contrast() {
        List<SummaryRow> silence = result.summary().stream()
                .filter(row -> row.metric() == Metric.STOP_TO_SILENCE)
                .toList();
        Comparator<SummaryRow> byMedian =
                Comparator.comparingDouble(row -> row.values().p50());
        Optional<Arm> worst = silence.stream()
                .filter(row -> row.arm().scenario() == Scenario.STOP_WHILE_GENERATING)
                .max(byMedian)
                .or(() -> silence.stream().max(byMedian))
                .map(SummaryRow::arm);
        Optional<Arm> ours = worst.flatMap(bad -> result.arms().stream()
                .filter(arm -> arm.strategy().equals(Strategy.BARGEIN))
                .filter(arm -> arm.scenario() == bad.scenario() && arm.transport() == bad.transport())
                .findFirst());
        Optional<TrialResult> bad = worst.flatMap(this::median);
        // The same seed is the same moment of the same story.
        Optional<TrialResult> good = ours.flatMap(arm -> result.trials(arm).stream()
                .filter(trial -> !trial.hasFailed()
                        && trial.seed() == bad.map(TrialResult::seed).orElse(0L))
                .findFirst()
                .or(() -> median(arm)));
        if (bad.isEmpty() || good.isEmpty() || worst.equals(ours)) {
            return;
        }
        double end = Math.max(TimelineDrawing.end(bad.get()), TimelineDrawing.end(good.get()));
        html.add("<section class=\"contrast\"><h2>The same Stop, heard twice</h2>");
        html.add(
                "<p>%s Both drawings share one time axis; what was heard after t0 is <b class=\"leaked\">in"
                        + " colour</b>.</p>",
                worst.get().scenario().title() + ", on "
                        + Formats.transport(worst.get().transport()) + ".");
        drawing(bad.get(), end);
        drawing(good.get(), end);
        html.add("</section>");
    }

    /** The trial whose stop-to-silence is the arm's median; some trial where there is no such value. */
    private Optional<TrialResult> median(Arm arm) {
        List<TrialResult> trials = result.trials(arm).stream()
                .filter(trial -> !trial.hasFailed() && !trial.timeline().isEmpty())
                .sorted(Comparator.comparingDouble(
                        trial -> trial.metric(Metric.STOP_TO_SILENCE).orElse(Double.NEGATIVE_INFINITY)))
                .toList();
        List<TrialResult> withValue = trials.stream()
                .filter(trial -> trial.metric(Metric.STOP_TO_SILENCE).isPresent())
                .toList();
        List<TrialResult> choice = withValue.isEmpty() ? trials : withValue;
        return choice.isEmpty() ? Optional.empty() : Optional.of(choice.get((choice.size() - 1) / 2));
    }

    private void drawing(TrialResult trial, double end) {
        html.add(
                "<figure><figcaption><b>%s</b> on %s <span>%s</span></figcaption>",
                trial.arm().strategy().name(), Formats.transport(trial.arm().transport()), facts(trial));
        html.add(TimelineDrawing.of(trial, end)).add("</figure>");
    }

    private static String facts(TrialResult trial) {
        List<String> facts = new ArrayList<>();
        for (Metric metric : trial.arm().scenario().metrics()) {
            trial.metric(metric).ifPresent(ms -> facts.add(metric.title() + " " + Formats.ms(ms)));
        }
        facts.add("seed " + trial.seed());
        return String.join(" \u00b7 ", facts);
    }

    private void glance() {
        if (scenarios.isEmpty()) {
            return;
        }
        html.add("<section><h2>At a glance</h2><div class=\"scroll\"><table class=\"glance\"><thead><tr>");
        html.add("<th>strategy</th><th>transport</th>");
        scenarios.forEach(scenario -> html.add("<th><a href=\"#%s\">%s</a></th>", scenario.id(), scenario.id()));
        html.add("</tr></thead><tbody>");
        String last = "";
        for (Arm arm : columns()) {
            boolean again = arm.strategy().name().equals(last);
            last = arm.strategy().name();
            html.add(
                    "<tr class=\"%s\"><th scope=\"row\">%s</th><td>%s</td>",
                    again ? "again" : "first", arm.strategy().name(), Formats.transport(arm.transport()));
            for (Scenario scenario : scenarios) {
                glance(new Arm(arm.strategy(), arm.transport(), scenario, arm.network()));
            }
            html.add("</tr>");
        }
        html.add("</tbody></table></div></section>");
    }

    /** One arm per strategy, transport and network, whatever its scenario. */
    private List<Arm> columns() {
        return result.arms().stream()
                .map(arm -> new Arm(arm.strategy(), arm.transport(), scenarios.get(0), arm.network()))
                .distinct()
                .toList();
    }

    private void glance(Arm arm) {
        List<TrialResult> trials = result.trials(arm);
        if (trials.isEmpty()) {
            html.add("<td class=\"none\">not run</td>");
            return;
        }
        List<String> bad = new ArrayList<>();
        for (Metric metric : arm.scenario().metrics()) {
            trials.stream()
                    .flatMapToDouble(trial -> trial.metric(metric).stream())
                    .boxed()
                    .max(Comparator.comparingDouble(Math::abs))
                    .filter(worst -> !metric.isGood(worst, arm.transport()))
                    .filter(worst -> metric != Metric.LEAK || bad.isEmpty())
                    .ifPresent(worst -> bad.add(metric.complaint() + " " + Formats.duration(worst)));
        }
        long failed = trials.stream().filter(TrialResult::hasFailed).count();
        if (failed > 0) {
            bad.add(failed + " of " + trials.size() + " failed");
        }
        if (bad.isEmpty()) {
            html.add("<td class=\"ok\">ok</td>");
            return;
        }
        html.add("<td class=\"bad\">");
        for (String complaint : bad) {
            html.add("<span>%s</span> ", complaint);
        }
        html.add("</td>");
    }

    private void scenario(Scenario scenario) {
        List<Arm> arms =
                result.arms().stream().filter(arm -> arm.scenario() == scenario).toList();
        html.add("<section id=\"%s\"><h2>%s</h2>", scenario.id(), scenario.title());
        html.add("<p>%s</p>", scenario.description());
        List<Metric> metrics = new ArrayList<>(scenario.metrics());
        Metric main = scenario == Scenario.TALK ? Metric.TALK_HEAD_LOSS : Metric.STOP_TO_SILENCE;
        metrics.remove(main);
        html.add(StripPlot.of(result, arms, main, true)).add("<div class=\"grid\">");
        metrics.forEach(metric -> html.add(StripPlot.of(result, arms, metric, false)));
        html.add("</div>");
        List<TrialResult> drawn =
                arms.stream().map(this::median).flatMap(Optional::stream).toList();
        if (!drawn.isEmpty()) {
            html.add(
                    "<details><summary>One trial of each arm, event by event (%s)</summary>",
                    Formats.count(drawn.size(), "drawing"));
            drawn.forEach(trial -> drawing(trial, TimelineDrawing.end(trial)));
            html.add("</details>");
        }
        html.add("</section>");
    }

    private void failures() {
        List<TrialResult> failures = result.failures();
        if (failures.isEmpty()) {
            return;
        }
        html.add("<section><h2>%s failed</h2><ul class=\"failures\">", Formats.count(failures.size(), "trial"));
        for (TrialResult trial : failures) {
            html.add("<li><code>%s</code>, seed %s: %s</li>", trial.arm(), trial.seed(), trial.error());
        }
        html.add("</ul></section>");
    }

    private void footer() {
        Environment environment = result.environment();
        html.add("<footer><h2>What the words mean</h2><p>t0 is the instant at which the application calls stop() or"
                + " press(). Audible is above -50 dBFS in a frame of 10 ms at the ear, where the ear is a recording of"
                + " what leaves the player. Every dot is a trial. Long marks are medians, short marks 95th percentiles,"
                + " both by nearest rank. Axes are linear below 10 ms and logarithmic beyond.</p><dl>");
        for (Metric metric : Metric.values()) {
            html.add("<dt>%s, ms</dt><dd>%s</dd>", metric.title(), metric.definition());
        }
        html.add("</dl><h2>Where this was measured</h2><dl>");
        fact("service", environment.service());
        fact("bargein", environment.version());
        fact("Java", environment.machine().java());
        fact(
                "system",
                environment.machine().system() + ", "
                        + Formats.count(environment.machine().processors(), "processor"));
        fact("duration", Formats.duration(environment.course().took().toMillis()));
        fact("again", Formats.commandOf(result));
        html.add("</dl></footer>");
    }

    private void fact(String name, String value) {
        html.add("<dt>%s</dt><dd>%s</dd>", name, value);
    }
}
