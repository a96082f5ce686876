package dev.bargein.junit.internal;

import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A timeline for people: one line an event, with what matters in it; runs of the same event in one line.
 */
public final class TimelineText {
    private static final int MAX_LINES = 60;
    private static final double NANOS_PER_MS = 1e6;
    private static final Redactor KEYS = new Redactor();
    private static final List<String> TELLING = List.of(
            "item_id",
            "response_id",
            "audio_end_ms",
            "audio_start_ms",
            "previous_item_id",
            "call_id",
            "name",
            "item.id",
            "item.type",
            "item.role",
            "response.id",
            "response.status",
            "response.status_details.reason",
            "error.code",
            "error.message");

    private TimelineText() {}

    /** The last lines of a timeline, times in milliseconds since the session began. */
    public static String of(MessageLog timeline, List<LoggedMessage> entries) {
        List<Run> runs = runs(entries);
        StringBuilder out = new StringBuilder();
        out.append("Session ")
                .append(timeline.session().id())
                .append(" on ")
                .append(timeline.session().transport())
                .append(", ms since it began (> from the client, < from the service):");
        int from = Math.max(0, runs.size() - MAX_LINES);
        if (from > 0) {
            out.append("\n  … ").append(from).append(" lines before");
        }
        runs.subList(from, runs.size()).forEach(run -> out.append("\n  ").append(line(timeline.bornNanos(), run)));
        if (runs.isEmpty()) {
            out.append("\n  nothing");
        }
        return out.toString();
    }

    /** Milliseconds since the session began. */
    static String ms(long bornNanos, long nanos) {
        return String.format(Locale.ROOT, "%,8.0f", (nanos - bornNanos) / NANOS_PER_MS);
    }

    /** Events of a stream that follow each other, by the first of them. */
    private record Run(LoggedMessage first, int count) {}

    private static List<Run> runs(List<LoggedMessage> entries) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < entries.size(); ) {
            LoggedMessage first = entries.get(i);
            int end = i + 1;
            while (end < entries.size() && isRun(first, entries.get(end))) {
                end++;
            }
            runs.add(new Run(first, end - i));
            i = end;
        }
        return runs;
    }

    private static String line(long bornNanos, Run run) {
        LoggedMessage first = run.first();
        String arrow = first.fromClient() ? " > " : " < ";
        String times = run.count() > 1 ? " (" + run.count() + " times)" : "";
        return ms(bornNanos, first.nanos()) + arrow + first.type() + times + telling(first);
    }

    /** Only what comes in streams is put together. */
    private static boolean isRun(LoggedMessage first, LoggedMessage next) {
        boolean stream = first.type().endsWith(".delta") || first.type().endsWith(".append");
        return stream && next.fromClient() == first.fromClient() && next.type().equals(first.type());
    }

    private static String telling(LoggedMessage entry) {
        StringBuilder out = new StringBuilder();
        JsonValue json = entry.json();
        for (String path : TELLING) {
            JsonValue value = LoggedMessage.at(json, path);
            if (value instanceof JsonValue.JsonString text) {
                // A failed test is printed where many can read it, and a service likes to repeat a key that it refuses.
                out.append("  ").append(path).append('=').append(KEYS.redact(text.value()));
            } else if (value instanceof JsonValue.JsonNumber number) {
                out.append("  ").append(path).append('=').append(number.literal());
            }
        }
        return out.toString();
    }
}
