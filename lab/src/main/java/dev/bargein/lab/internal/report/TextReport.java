package dev.bargein.lab.internal.report;

import dev.bargein.lab.AbResult;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Distribution;
import dev.bargein.lab.Environment;
import dev.bargein.lab.Metric;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.TrialResult;
import dev.bargein.lab.handsfree.HandsFreeResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/**
 * A run as text for a terminal: the verdict, then a table per scenario.
 */
public final class TextReport {
    /** No line is longer. */
    static final int WIDTH = 100;

    private static final int MAX_FAILURES = 10;
    private static final double MAX_MS = 99_999.5;

    private static final int GAP = 2;

    /** What is to be left for complaints where columns can be set closer. */
    private static final int ROOM_FOR_WORDS = 12;

    /** The columns that are not numbers: strategy, transport. */
    private static final int NAMES = 2;

    /** The columns of stop-to-silence: p50, p95, p99, max. */
    private static final int SILENCE = 4;

    /**
     * What a table calls a metric. Onset delay is left to report and JSON: it is judged by nothing. Repeats share the column
     * of holes.
     */
    private static final Map<Metric, String> HEADINGS = Map.of(
            Metric.LEAK, "leak",
            Metric.CLIP, "clip",
            Metric.HOLES, "gaps",
            Metric.TRUNCATION_ERROR, "trunc",
            Metric.TALK_HEAD_LOSS, "head",
            Metric.TALK_TAIL_LOSS, "tail",
            Metric.LOCK_OUT, "lock",
            Metric.WASTE, "waste");

    /** In this order it is said what is bad, as there is no room for everything. */
    private static final List<Metric> SEVERITY = List.of(
            Metric.STOP_TO_SILENCE,
            Metric.LEAK,
            Metric.LOCK_OUT,
            Metric.CLIP,
            Metric.TALK_HEAD_LOSS,
            Metric.TALK_TAIL_LOSS,
            Metric.HOLES,
            Metric.REPEATS,
            Metric.TRUNCATION_ERROR);

    private final AbResult result;
    private final Ansi ansi;
    private final StringBuilder out = new StringBuilder();

    private TextReport(AbResult result, boolean coloured) {
        this.result = result;
        this.ansi = new Ansi(coloured);
    }

    /**
     * The text of a run.
     *
     * @param coloured whether to use ANSI colours
     */
    public static String of(AbResult result, boolean coloured) {
        return new TextReport(result, coloured).write();
    }

    private String write() {
        wrap(result.verdict(), "", ansi::bold);
        result.arms().stream().map(Arm::scenario).distinct().forEach(this::scenario);
        handsFree();
        failures();
        if (result.environment().isDisturbed()) {
            out.append('\n');
            wrap(Formats.disturbed(result.environment()), "", ansi::bold);
        }
        if (!result.trials().isEmpty()) {
            legend();
        }
        again();
        return out.toString();
    }

    private void handsFree() {
        HandsFreeResult conversations = result.handsFree();
        if (conversations.isEmpty()) {
            return;
        }
        out.append('\n').append(ansi.bold(Scenario.BARGE_IN.id())).append("  ");
        out.append(ansi.dim(HandsFreeText.about(conversations))).append('\n');
        List<String> table = HandsFreeText.table(conversations);
        for (int i = 0; i < table.size(); i++) {
            String line = table.get(i);
            Tone tone = line.endsWith(" ok") ? Tone.GOOD : Tone.BAD;
            out.append(i < 2 ? ansi.dim(line) : ansi.paint(line, tone)).append('\n');
        }
        List<String> faults = HandsFreeText.faults(conversations);
        if (!faults.isEmpty()) {
            out.append('\n').append(ansi.bold("What went wrong")).append('\n');
            faults.forEach(line -> wrap(line, "  ", text -> text));
        }
        out.append('\n');
        HandsFreeText.remarks(conversations).forEach(text -> wrap(text, "", ansi::dim));
    }

    private void scenario(Scenario scenario) {
        List<Arm> arms =
                result.arms().stream().filter(arm -> arm.scenario() == scenario).toList();
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(header(scenario));
        arms.forEach(arm -> rows.add(row(scenario, arm)));
        int trials =
                arms.stream().mapToInt(arm -> result.trials(arm).size()).max().orElse(0);
        String about = scenario.title() + ", " + Formats.count(trials, "trial") + (arms.size() > 1 ? " each" : "");
        out.append('\n').append(ansi.bold(scenario.id())).append("  ").append(ansi.dim(about));
        out.append('\n');
        write(rows);
    }

    private static List<Metric> columns(Scenario scenario) {
        return scenario.metrics().stream().filter(HEADINGS::containsKey).toList();
    }

    private static List<Cell> header(Scenario scenario) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.left("strategy"), Cell.left("transport")));
        cells.addAll(List.of(Cell.right("p50"), Cell.right("p95"), Cell.right("p99"), Cell.right("max")));
        columns(scenario).forEach(metric -> cells.add(Cell.right(HEADINGS.getOrDefault(metric, ""))));
        cells.add(Cell.left(""));
        return cells;
    }

    private List<Cell> row(Scenario scenario, Arm arm) {
        List<TrialResult> trials = result.trials(arm);
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.left(arm.strategy().name()));
        cells.add(Cell.left(Formats.transport(arm.transport())));
        double[] silence = values(trials, Metric.STOP_TO_SILENCE);
        if (silence.length == 0) {
            cells.addAll(List.of(Cell.NONE, Cell.NONE, Cell.NONE, Cell.NONE));
        } else {
            Distribution all = Distribution.of(silence);
            for (double ms : new double[] {all.p50(), all.p95(), all.p99(), all.max()}) {
                cells.add(judged(Metric.STOP_TO_SILENCE, arm, ms));
            }
        }
        for (Metric metric : columns(scenario)) {
            double[] values = values(trials, metric);
            if (metric == Metric.HOLES) {
                // There is no room for both; what is skipped and what comes twice are judged alike.
                values = DoubleStream.concat(Arrays.stream(values), Arrays.stream(values(trials, Metric.REPEATS)))
                        .toArray();
            }
            cells.add(values.length == 0 ? Cell.NONE : judged(metric, arm, worst(values)));
        }
        cells.add(verdict(trials, arm));
        return cells;
    }

    private static double[] values(List<TrialResult> trials, Metric metric) {
        return trials.stream()
                .flatMapToDouble(trial -> trial.metric(metric).stream())
                .toArray();
    }

    private static double worst(double[] values) {
        return Arrays.stream(values)
                .boxed()
                .max(Comparator.comparingDouble(Math::abs))
                .orElse(0.0);
    }

    private static Cell judged(Metric metric, Arm arm, double ms) {
        boolean judged = !Double.isInfinite(metric.barMs(arm.transport()));
        Tone tone = !judged ? Tone.PLAIN : metric.isGood(ms, arm.transport()) ? Tone.GOOD : Tone.BAD;
        // Absurd values must not push the others off the screen.
        String number = Math.abs(ms) < MAX_MS ? Formats.number(ms) : String.format(Locale.ROOT, "%.0e", ms);
        return new Cell(number, true, tone);
    }

    private static Cell verdict(List<TrialResult> trials, Arm arm) {
        long failed = trials.stream().filter(TrialResult::hasFailed).count();
        if (failed == trials.size()) {
            return new Cell("failed", false, Tone.BAD);
        }
        List<Metric> bad = SEVERITY.stream()
                .filter(metric -> {
                    double[] values = values(trials, metric);
                    return values.length > 0 && !metric.isGood(worst(values), arm.transport());
                })
                .toList();
        // A leak follows from talking on: it is not named again.
        List<String> words = new ArrayList<>(bad.stream()
                .filter(metric -> metric != Metric.LEAK || !bad.contains(Metric.STOP_TO_SILENCE))
                .map(Metric::complaint)
                .toList());
        if (failed > 0) {
            words.add(0, failed + "/" + trials.size() + " failed");
        }
        return words.isEmpty() ? new Cell("ok", false, Tone.GOOD) : new Cell(String.join(", ", words), false, Tone.BAD);
    }

    private void write(List<List<Cell>> rows) {
        int last = rows.get(0).size() - 1;
        int[] widths = new int[last];
        for (List<Cell> row : rows) {
            for (int i = 0; i < last; i++) {
                widths[i] = Math.max(widths[i], row.get(i).text().length());
            }
        }
        int columns = Arrays.stream(widths).sum();
        int gap = columns + last * GAP + ROOM_FOR_WORDS <= WIDTH ? GAP : 1;
        groups(widths, gap);
        int room = Math.max(0, WIDTH - columns - last * gap);
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < last; i++) {
                line.append(rows.get(r).get(i).padded(widths[i], r == 0 ? ansi.headings() : ansi))
                        .append(" ".repeat(gap));
            }
            Cell words = rows.get(r).get(last);
            line.append(ansi.paint(shorten(words.text(), room), words.tone()));
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** The line above the headings: which columns are stop-to-silence, and that the others show the worst trial. */
    private void groups(int[] widths, int gap) {
        int names = Arrays.stream(widths, 0, NAMES).map(width -> width + gap).sum();
        int silence = Arrays.stream(widths, NAMES, NAMES + SILENCE)
                        .map(width -> width + gap)
                        .sum()
                - gap;
        String left = "stop-to-silence";
        String line = " ".repeat(names + Math.max(0, silence - left.length())) + left + " ".repeat(gap) + "worst trial";
        out.append(ansi.dim(line)).append('\n');
    }

    /** Drops what does not fit, complaint by complaint: the cells before say it in numbers. */
    private static String shorten(String words, int width) {
        String rest = words;
        while (rest.length() > width && rest.contains(", ")) {
            rest = rest.substring(0, rest.lastIndexOf(", "));
        }
        if (rest.length() < words.length() && rest.length() + 2 <= width) {
            return rest + " +";
        }
        return rest.length() <= width ? rest : rest.substring(0, Math.max(0, width));
    }

    private void failures() {
        List<TrialResult> failures = result.failures();
        if (failures.isEmpty()) {
            return;
        }
        out.append('\n')
                .append(ansi.bold(Formats.count(failures.size(), "trial") + " failed"))
                .append('\n');
        Map<String, List<TrialResult>> byError = new LinkedHashMap<>();
        failures.forEach(trial -> byError.computeIfAbsent(Formats.printable(trial.error()), error -> new ArrayList<>())
                .add(trial));
        byError.entrySet().stream().limit(MAX_FAILURES).forEach(entry -> {
            TrialResult first = entry.getValue().get(0);
            int others = entry.getValue().size() - 1;
            wrap(
                    first.arm() + " --seed " + first.seed()
                            + (others == 0 ? "" : " and " + Formats.count(others, "other")) + ": " + entry.getKey(),
                    "  ",
                    line -> line);
        });
        if (byError.size() > MAX_FAILURES) {
            out.append("  and ").append(byError.size() - MAX_FAILURES).append(" other errors: see the report\n");
        }
    }

    private void legend() {
        out.append('\n');
        wrap(
                "All in ms, measured at the ear. leak: heard of the old answer after Stop. clip: missing from the next."
                        + " gaps: skipped or repeated inside it, or inside the user's turn."
                        + " lock: until the user can talk. head, tail: lost of the user's turn. trunc: what the model"
                        + " remembers beyond what was heard. waste: audio made or sent for nobody. ok: silence, leak,"
                        + " lock, head, tail <= 20, clip <= 10, trunc and gaps within 20 (WebSocket) or 40 (WebRTC).",
                "",
                ansi::dim);
    }

    private void again() {
        Environment environment = result.environment();
        int conversations = result.handsFree().trials().size();
        wrap(
                (result.trials().isEmpty() && conversations > 0
                                ? ""
                                : Formats.count(result.trials().size(), "trial") + (conversations > 0 ? " and " : ""))
                        + (conversations > 0 ? Formats.count(conversations, "conversation") : "") + " in "
                        + Formats.duration(environment.course().took().toMillis())
                        + (environment.course().interrupted() ? ", ended early" : "") + ", seed " + environment.seed()
                        + "; again:",
                "",
                ansi::dim);
        // Wrapped as a shell understands it, so that it can be copied whole.
        String command = "  " + Formats.commandOf(result);
        out.append(command.length() <= WIDTH ? command : command.replaceAll(" (--[a-z]+ [a-z])", " \\\\\n    $1"))
                .append('\n');
    }

    private void wrap(String text, String indent, UnaryOperator<String> style) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            String rest = word;
            if (line.length() > indent.length() && line.length() + 1 + rest.length() > WIDTH) {
                out.append(style.apply(line.toString())).append('\n');
                line = new StringBuilder(indent);
            }
            while (indent.length() + rest.length() > WIDTH) {
                int room = WIDTH - indent.length();
                out.append(style.apply(indent + rest.substring(0, room))).append('\n');
                rest = rest.substring(room);
            }
            line.append(line.length() > indent.length() ? " " : "").append(rest);
        }
        out.append(style.apply(line.toString())).append('\n');
    }

    private enum Tone {
        PLAIN,
        GOOD,
        BAD
    }

    private record Cell(String text, boolean right, Tone tone) {
        static final Cell NONE = right("-");

        static Cell left(String text) {
            return new Cell(text, false, Tone.PLAIN);
        }

        static Cell right(String text) {
            return new Cell(text, true, Tone.PLAIN);
        }

        String padded(int width, Ansi ansi) {
            String blanks = " ".repeat(width - text.length());
            String painted = ansi.paint(text, tone);
            return right ? blanks + painted : painted + blanks;
        }
    }

    /** ANSI colours, or none. */
    private record Ansi(boolean coloured, boolean heading) {
        Ansi(boolean coloured) {
            this(coloured, false);
        }

        Ansi headings() {
            return new Ansi(coloured, true);
        }

        String bold(String text) {
            return code("1", text);
        }

        String dim(String text) {
            return code("2", text);
        }

        String paint(String text, Tone tone) {
            if (heading) {
                return dim(text);
            }
            return switch (tone) {
                case PLAIN -> text;
                case GOOD -> code("32", text);
                case BAD -> code("31", text);
            };
        }

        private String code(String code, String text) {
            return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
        }
    }
}
