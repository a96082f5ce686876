package dev.bargein.lab.internal.report;

import dev.bargein.lab.Distribution;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.handsfree.HandsFreeResult;
import dev.bargein.lab.handsfree.HandsFreeSummary;
import dev.bargein.lab.handsfree.SoundKind;
import dev.bargein.lab.handsfree.SoundOutcome;
import dev.bargein.lab.handsfree.TalkPicture;
import java.util.List;
import java.util.function.Function;

/** Hands-free conversations as a section of the page: a picture of one, the table, and how the times are distributed. */
final class HandsFreeHtml {
    /** More dots than that tell nothing more. */
    private static final int MOST_DOTS = 250;

    private static final double[] JITTER_PERCENT = {0, -16, 14, -8, 20, 6, -20, 10, -12, 16};
    private static final int LANE_HEIGHT = 34;

    private HandsFreeHtml() {}

    /** The section; nothing when there were no conversations. */
    static Html of(HandsFreeResult result) {
        Html html = new Html();
        if (result.isEmpty()) {
            return html;
        }
        html.add("<section id=\"%s\"><h2>%s</h2>", Scenario.BARGE_IN.id(), Scenario.BARGE_IN.title());
        html.add("<p>%s %s.</p>", Scenario.BARGE_IN.description(), HandsFreeText.about(result));
        result.pictures().forEach(talk -> html.add(picture(talk)));
        table(html, result);
        html.add(strip(
                result,
                "onset to silence",
                "interruptions; good: p95 up to 120 ms",
                HandsFreeSummary.ONSET_TO_SILENCE_P95_MS,
                arm -> arm.sounds(SoundKind.INTERRUPTION).stream()
                        .filter(SoundOutcome::held)
                        .map(SoundOutcome::onsetToSilenceMs)
                        .toList()));
        html.add(strip(
                result,
                "false pauses",
                "coughs and mm-hmm; good: up to 700 ms",
                HandsFreeSummary.LONGEST_PAUSE_MS,
                arm -> arm.backchannels().stream()
                        .flatMap(sound -> sound.pausesMs().stream())
                        .toList()));
        HandsFreeText.remarks(result).forEach(text -> html.add("<p>%s</p>", text));
        List<String> faults = HandsFreeText.faults(result);
        if (!faults.isEmpty()) {
            html.add("<h2>What went wrong</h2><ul class=\"failures\">");
            faults.forEach(text -> html.add("<li><code>%s</code></li>", text));
            html.add("</ul>");
        }
        return html.add("</section>");
    }

    private static void table(Html html, HandsFreeResult result) {
        html.add("<div class=\"scroll\"><table class=\"glance\"><thead><tr><th>detector</th><th>transport</th>"
                + "<th>round trip</th><th>interruptions</th><th>yield</th><th>coughs, mm-hmm</th><th>ignored</th>"
                + "<th>longest false pause</th><th>samples lost, repeated</th><th></th></tr></thead><tbody>");
        for (HandsFreeSummary arm : result.summary()) {
            html.add("<tr class=\"first\"><th scope=\"row\">%s</th>", arm.arm().detector());
            html.add(
                    "<td>%s</td><td>%s ms</td>",
                    Formats.transport(arm.arm().transport()), arm.arm().rttMs());
            html.add(
                    "<td>%s</td><td>%s</td>",
                    arm.sounds(SoundKind.INTERRUPTION).size(), HandsFreeText.share(arm.yieldRate()));
            html.add("<td>%s</td><td>%s</td>", arm.backchannels().size(), HandsFreeText.share(arm.ignoredShare()));
            html.add(
                    "<td>%s</td><td>%s, %s</td>",
                    arm.falsePauses().map(all -> Formats.ms(all.max())).orElse("-"),
                    arm.lostSamples(),
                    arm.repeatedSamples());
            html.add("<td class=\"%s\">", arm.isGood() ? "ok" : "bad");
            html.add("<span>%s</span></td></tr>", arm.isGood() ? "ok" : HandsFreeText.complaint(arm));
        }
        html.add("</tbody></table></div>");
    }

    private static Html strip(
            HandsFreeResult result,
            String title,
            String about,
            double bar,
            Function<HandsFreeSummary, List<Double>> values) {
        Html html = new Html();
        double[] all = result.summary().stream()
                .flatMap(arm -> values.apply(arm).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (all.length == 0) {
            return html;
        }
        LogScale scale = LogScale.of(all);
        html.add("<table class=\"strip wide\"><caption>%s <span class=\"good\">%s</span></caption>", title, about);
        html.add("<thead><tr><th>detector</th><th class=\"t\">transport, round trip</th><th class=\"plot\">"
                + "<svg class=\"axis\" aria-hidden=\"true\">");
        for (double tick : scale.ticks()) {
            html.add(
                    "<text x=\"%s%\" y=\"12\" text-anchor=\"middle\">%s</text>",
                    scale.percent(tick), Formats.duration(tick).replace(".0 s", " s"));
        }
        html.add("</svg></th><th class=\"n\">p50</th><th class=\"n p95\">p95</th><th class=\"n p95\">p99</th>"
                + "<th class=\"n\">max</th><th class=\"w\">n</th></tr></thead><tbody>");
        for (HandsFreeSummary arm : result.summary()) {
            row(html, arm, values.apply(arm), scale, bar);
        }
        return html.add("</tbody></table>");
    }

    private static void row(Html html, HandsFreeSummary arm, List<Double> values, LogScale scale, double bar) {
        html.add("<tr class=\"first\"><th scope=\"row\">%s</th>", arm.arm().detector());
        html.add(
                "<td class=\"t\">%s, %s ms</td><td class=\"plot\">",
                Formats.transport(arm.arm().transport()), arm.arm().rttMs());
        html.add("<svg class=\"dots\" role=\"img\" aria-label=\"%s values\">", values.size());
        html.add(
                "<rect class=\"band\" x=\"%s%\" y=\"0\" width=\"%s%\" height=\"100%\"/>",
                scale.percent(0), scale.percent(bar) - scale.percent(0));
        for (double tick : scale.ticks()) {
            html.add(
                    "<line class=\"rule\" x1=\"%s%\" x2=\"%s%\" y1=\"0\" y2=\"100%\"/>",
                    scale.percent(tick), scale.percent(tick));
        }
        // The largest are all there; of the others as many as can be told apart.
        List<Double> sorted = values.stream().sorted().toList();
        int step = Math.max(1, (sorted.size() + MOST_DOTS - 1) / MOST_DOTS);
        for (int i = sorted.size() - 1; i >= 0; i -= step) {
            double ms = sorted.get(i);
            html.add(
                    "<circle class=\"%s\" cx=\"%s%\" cy=\"%s%\" r=\"2.5\"/>",
                    ms <= bar ? "good" : "bad", scale.percent(ms), 50 + JITTER_PERCENT[i % JITTER_PERCENT.length]);
        }
        html.add("</svg></td>");
        if (values.isEmpty()) {
            html.add(
                    "<td class=\"n\">-</td><td class=\"n p95\">-</td><td class=\"n p95\">-</td><td class=\"n\">-</td>");
        } else {
            Distribution all = Distribution.of(
                    values.stream().mapToDouble(Double::doubleValue).toArray());
            html.add("<td class=\"n\">%s</td>", Formats.ms(all.p50()));
            html.add(
                    "<td class=\"n p95\">%s</td><td class=\"n p95\">%s</td>",
                    Formats.ms(all.p95()), Formats.ms(all.p99()));
            html.add("<td class=\"n\">%s</td>", Formats.ms(all.max()));
        }
        html.add("<td class=\"w\">%s</td></tr>", values.size());
    }

    /** What the microphone heard above what was heard of the voice, on one time axis. */
    private static Html picture(TalkPicture talk) {
        Html html = new Html();
        double width = talk.frames();
        html.add(
                "<figure><figcaption><b>One conversation</b> on %s, round trip %s ms, seed %s: above the microphone,"
                        + " below the voice at the ear</figcaption>",
                Formats.transport(talk.arm().transport()), talk.arm().rttMs(), talk.seed());
        html.add("<div class=\"talk\"><svg class=\"lanes\" height=\"%s\" role=\"img\"", 2 * LANE_HEIGHT + 40);
        html.add(
                " aria-label=\"microphone and voice\"><svg viewBox=\"0 0 %s %s\" width=\"100%\" height=\"%s\"",
                width, 2 * LANE_HEIGHT, 2 * LANE_HEIGHT);
        html.add(" preserveAspectRatio=\"none\" y=\"18\">");
        html.add("<path class=\"next\" d=\"%s\"/>", outline(talk, true, LANE_HEIGHT / 2.0));
        html.add("<path class=\"heard\" d=\"%s\"/></svg>", outline(talk, false, 1.5 * LANE_HEIGHT));
        for (SoundOutcome sound : talk.sounds()) {
            double at = 100 * sound.startMs() / 10 / width;
            html.add(
                    "<text class=\"lane\" x=\"%s%\" y=\"12\">%s</text>",
                    at, sound.kind().id());
            if (sound.held()) {
                String what = sound.cut() ? "silent" : "held";
                double silent = 100 * sound.silentAtMs() / 10 / width;
                html.add(
                        "<line class=\"t0\" x1=\"%s%\" x2=\"%s%\" y1=\"18\" y2=\"%s\"/>",
                        silent, silent, 18 + 2 * LANE_HEIGHT);
                html.add(
                        "<text class=\"lane\" x=\"%s%\" y=\"%s\">%s after %s</text>",
                        silent, 34 + 2 * LANE_HEIGHT, what, Formats.ms(sound.onsetToSilenceMs()));
            }
        }
        return html.add("</svg></div></figure>");
    }

    private static String outline(TalkPicture talk, boolean microphone, double middle) {
        StringBuilder path = new StringBuilder("M0 " + middle);
        for (int side = 1; side >= -1; side -= 2) {
            for (int i = 0; i < talk.frames(); i++) {
                int at = side > 0 ? i : talk.frames() - 1 - i;
                double size = Math.min(1, (microphone ? talk.microphone(at) : talk.ear(at)) * 1.6);
                path.append('L')
                        .append(at)
                        .append(' ')
                        .append(Math.round((middle - side * size * LANE_HEIGHT / 2) * 10) / 10.0);
            }
        }
        return path.append('Z').toString();
    }
}
