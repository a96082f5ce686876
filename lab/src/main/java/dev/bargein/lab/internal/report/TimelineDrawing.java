package dev.bargein.lab.internal.report;

import dev.bargein.lab.Metric;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.Timeline;
import dev.bargein.lab.Timeline.Lane;
import dev.bargein.lab.Timeline.Mark;
import dev.bargein.lab.Timeline.Sound;
import dev.bargein.lab.TrialResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Draws one trial: what application, client and server did, over the sound at the ear.
 *
 * <p>Widths are in per cent, so that the page can stretch the drawing; heights are in pixels. Labels are laid out for the
 * narrowest width that the style allows, and so never collide at a wider one.
 *
 * <p>Not thread-safe.
 */
final class TimelineDrawing {
    private static final int NARROWEST_PX = 680;
    private static final int ROW_PX = 17;
    private static final int LANE_GAP_PX = 7;
    private static final int AXIS_PX = 22;
    private static final int WAVE_PX = 76;
    private static final int BRACKET_PX = 24;
    private static final double CHARACTER_PX = 6.1;
    private static final double BEFORE_MS = 700;
    private static final double AFTER_MS = 900;
    private static final double MIN_AFTER_MS = 1_200;
    private static final double MAX_AFTER_MS = 16_000;

    private final TrialResult trial;
    private final Timeline timeline;
    private final double fromMs;
    private final double toMs;
    private final Html html = new Html();

    private TimelineDrawing(TrialResult trial, double toMs) {
        this.trial = trial;
        this.timeline = trial.timeline();
        this.fromMs = Math.max(-BEFORE_MS, Math.min(0, timeline.startMs()));
        this.toMs = toMs;
    }

    /** Where a drawing of a trial should end, in milliseconds after t0, to show all that matters. */
    static double end(TrialResult trial) {
        double last = trial.metric(Metric.STOP_TO_SILENCE).orElse(0);
        last = Math.max(last, trial.metric(Metric.LOCK_OUT).orElse(0));
        for (Mark mark : trial.timeline().marks()) {
            if (mark.lane() == Lane.APP) {
                last = Math.max(last, mark.atMs());
            }
        }
        Timeline timeline = trial.timeline();
        for (int i = 0; i < timeline.frames(); i++) {
            if (timeline.sound(i) == Sound.NEXT) {
                last = Math.max(last, timeline.startMs() + i * Timeline.FRAME_MS + MIN_AFTER_MS - AFTER_MS);
                break;
            }
        }
        return Math.min(MAX_AFTER_MS, Math.max(MIN_AFTER_MS, last + AFTER_MS));
    }

    /** The drawing of a trial from shortly before t0 until {@code toMs} after it. */
    static Html of(TrialResult trial, double toMs) {
        return new TimelineDrawing(trial, toMs).draw();
    }

    private Html draw() {
        List<Band> bands = new ArrayList<>();
        int height = AXIS_PX;
        for (Lane lane : Lane.values()) {
            List<Row> rows = layOut(lane);
            bands.add(new Band(lane.name().toLowerCase(Locale.ROOT), rows, height));
            height += Math.max(1, rows.size()) * ROW_PX + LANE_GAP_PX;
        }
        int waveTop = height;
        height += WAVE_PX + BRACKET_PX;

        html.add("<div class=\"drawing\"><svg class=\"names\" height=\"%s\" aria-hidden=\"true\">", height);
        bands.forEach(band -> name(band.name(), band.top() + 12));
        name("ear", waveTop + WAVE_PX / 2 + 4);
        html.add(
                "</svg><div class=\"scroll\"><svg class=\"lanes\" height=\"%s\" role=\"img\" aria-label=\"%s\">",
                height, label());
        axis(height - BRACKET_PX);
        bands.forEach(this::band);
        wave(waveTop);
        line("t0", 0, 6, height - BRACKET_PX);
        bracket(waveTop + WAVE_PX);
        return html.add("</svg></div></div>");
    }

    private String label() {
        return trial.arm().strategy().name() + " on "
                + Formats.transport(trial.arm().transport()) + ": events over the sound at the ear";
    }

    private void name(String name, int y) {
        html.add("<text class=\"lane\" x=\"0\" y=\"%s\">%s</text>", y, name);
    }

    private double percent(double ms) {
        return 100 * (ms - fromMs) / (toMs - fromMs);
    }

    private void axis(int bottom) {
        double span = toMs - fromMs;
        double step = span > 9_000 ? 2_000 : span > 4_500 ? 1_000 : span > 2_400 ? 500 : 200;
        for (double ms = Math.ceil(fromMs / step) * step; ms <= toMs; ms += step) {
            double at = percent(ms);
            html.add("<line class=\"rule\" x1=\"%s%\" x2=\"%s%\" y1=\"18\" y2=\"%s\"/>", at, at, bottom);
            if (Math.abs(ms) > 1 && at > 2 && at < 97) {
                html.add("<text class=\"tick\" x=\"%s%\" y=\"12\">%s</text>", at, seconds(ms));
            }
        }
        html.add("<text class=\"tick zero\" x=\"%s%\" y=\"12\">%s</text>", percent(0), action());
    }

    private static String seconds(double ms) {
        String text = String.format(Locale.ROOT, "%+.1f s", ms / 1_000);
        return text.replace(".0 s", " s");
    }

    private String action() {
        return trial.arm().scenario() == Scenario.TALK ? "press" : "Stop";
    }

    private void line(String style, double ms, int from, int to) {
        double at = percent(ms);
        html.add("<line class=\"%s\" x1=\"%s%\" x2=\"%s%\" y1=\"%s\" y2=\"%s\"/>", style, at, at, from + 10, to);
    }

    /** A line of labels, or of unnamed ticks of one kind. */
    private record Row(List<Mark> marks, boolean minor, double usedUntilPx) {}

    /** A lane as it is laid out; its name is also its style. */
    private record Band(String name, List<Row> rows, int top) {}

    private List<Row> layOut(Lane lane) {
        List<Row> rows = new ArrayList<>();
        List<Mark> minor = new ArrayList<>();
        timeline.marks().stream()
                .filter(mark -> mark.lane() == lane && mark.atMs() >= fromMs && mark.atMs() <= toMs)
                .sorted(Comparator.comparingDouble(Mark::atMs))
                .forEach(mark -> {
                    if (mark.minor()) {
                        minor.add(mark);
                    } else {
                        place(rows, mark);
                    }
                });
        if (!minor.isEmpty()) {
            rows.add(new Row(minor, true, NARROWEST_PX));
        }
        return rows;
    }

    private void place(List<Row> rows, Mark mark) {
        double tick = percent(mark.atMs()) / 100 * NARROWEST_PX;
        double width = words(mark).length() * CHARACTER_PX + 12;
        double start = flips(mark) ? tick - width : tick;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (row.usedUntilPx() <= start) {
                row.marks().add(mark);
                rows.set(i, new Row(row.marks(), false, Math.max(tick, start + width)));
                return;
            }
        }
        rows.add(new Row(new ArrayList<>(List.of(mark)), false, Math.max(tick + 4, start + width)));
    }

    /** Whether the label goes to the left of its tick, as there is no room to the right. */
    private boolean flips(Mark mark) {
        double tick = percent(mark.atMs()) / 100 * NARROWEST_PX;
        return tick + words(mark).length() * CHARACTER_PX + 12 > NARROWEST_PX;
    }

    private static String words(Mark mark) {
        String words = mark.detail().isEmpty() ? mark.name() : mark.name() + " " + mark.detail();
        return words.length() <= 60 ? words : words.substring(0, 59) + "\u2026";
    }

    private void band(Band band) {
        int y = band.top();
        for (Row row : band.rows()) {
            if (row.minor()) {
                ticks(band.name(), row.marks(), y);
            } else {
                for (Mark mark : row.marks()) {
                    labelled(band.name(), mark, y);
                }
            }
            y += ROW_PX;
        }
    }

    private void labelled(String style, Mark mark, int y) {
        double at = percent(mark.atMs());
        boolean flips = flips(mark);
        html.add(
                "<g class=\"mark %s\"><title>%s</title><line x1=\"%s%\" x2=\"%s%\" y1=\"%s\" y2=\"%s\"/>",
                style, words(mark) + ", " + signedMs(mark.atMs()), at, at, y + 2, y + 15);
        html.add(
                "<text x=\"%s%\" dx=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text></g>",
                at, flips ? -4 : 4, y + 12, flips ? "end" : "start", words(mark));
    }

    private static String signedMs(double ms) {
        return (ms >= 0 ? "+" : "") + Formats.ms(ms);
    }

    /** The many events that tell nothing by themselves: unnamed, except to a pointer that rests on them. */
    private void ticks(String style, List<Mark> marks, int y) {
        String names = marks.stream()
                .collect(Collectors.groupingBy(Mark::name, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getValue() + " \u00d7 " + entry.getKey())
                .collect(Collectors.joining(", "));
        html.add("<g class=\"mark minor %s\"><title>%s</title>", style, names);
        double last = Double.NEGATIVE_INFINITY;
        for (Mark mark : marks) {
            double at = percent(mark.atMs());
            if (at - last > 0.12) {
                html.add("<line x1=\"%s%\" x2=\"%s%\" y1=\"%s\" y2=\"%s\"/>", at, at, y + 5, y + 13);
                last = at;
            }
        }
        if (last < 75) {
            html.add(
                    "<text x=\"%s%\" dx=\"6\" y=\"%s\">%s</text>",
                    last, y + 12, Formats.count(marks.size(), "other event"));
        }
        html.add("</g>");
    }

    private void wave(int top) {
        int middle = top + WAVE_PX / 2;
        html.add("<line class=\"middle\" x1=\"0\" x2=\"100%\" y1=\"%s\" y2=\"%s\"/>", middle, middle);
        html.add(
                "<svg x=\"0\" y=\"%s\" width=\"100%\" height=\"%s\" viewBox=\"0 0 1000 100\""
                        + " preserveAspectRatio=\"none\">",
                top, WAVE_PX);
        for (Sound sound : List.of(Sound.HEARD, Sound.LEAKED, Sound.NEXT, Sound.OTHER)) {
            String path = path(sound);
            if (!path.isEmpty()) {
                html.add("<path class=\"%s\" d=\"%s\"/>", sound.name().toLowerCase(Locale.ROOT), path);
            }
        }
        html.add("</svg>");
    }

    /** Mirrored bars, a run of frames of one sound each; neighbouring frames are joined where they are below a pixel. */
    private String path(Sound sound) {
        StringBuilder path = new StringBuilder();
        double perUnit = (toMs - fromMs) / 1_000;
        int join = Math.max(1, (int) Math.ceil(1.6 * perUnit / Timeline.FRAME_MS));
        int first = Math.max(0, (int) Math.floor((fromMs - timeline.startMs()) / Timeline.FRAME_MS));
        int last = Math.min(timeline.frames(), (int) Math.ceil((toMs - timeline.startMs()) / Timeline.FRAME_MS));
        for (int i = first; i < last; ) {
            int until = i;
            double peak = 0;
            while (until < last && until < i + join && timeline.sound(until) == sound) {
                peak = Math.max(peak, timeline.peak(until));
                until++;
            }
            if (until == i) {
                i++;
                continue;
            }
            double x = (timeline.startMs() + (double) i * Timeline.FRAME_MS - fromMs) / perUnit;
            double width = (double) (until - i) * Timeline.FRAME_MS / perUnit;
            double half = 1 + 47 * peak;
            path.append(
                    String.format(Locale.ROOT, "M%.1f %.1fh%.1fv%.1fh-%.1fz", x, 50 - half, width, 2 * half, width));
            i = until;
        }
        return path.toString();
    }

    private void bracket(int top) {
        double silence = trial.metric(Metric.STOP_TO_SILENCE).orElse(Double.NaN);
        if (Double.isNaN(silence)) {
            return;
        }
        boolean good = Metric.STOP_TO_SILENCE.isGood(silence, trial.arm().transport());
        double from = percent(0);
        double to = Math.min(100, percent(silence));
        String style = good ? "span good" : "span bad";
        int y = top + 5;
        html.add("<g class=\"%s\">", style);
        if (silence > 0) {
            html.add("<line x1=\"%s%\" x2=\"%s%\" y1=\"%s\" y2=\"%s\"/>", from, to, y, y);
            html.add("<line x1=\"%s%\" x2=\"%s%\" y1=\"%s\" y2=\"%s\"/>", to, to, y - 4, y + 4);
        }
        String words = good
                ? "silent " + Formats.ms(silence) + " after " + action()
                : "the voice talks on for " + Formats.ms(silence) + " after " + action();
        boolean wide = to - from > 45;
        html.add(
                "<text x=\"%s%\" dx=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text></g>",
                wide ? (from + to) / 2 : to, wide ? 0 : 6, wide ? y + 15 : y + 12, wide ? "middle" : "start", words);
    }
}
