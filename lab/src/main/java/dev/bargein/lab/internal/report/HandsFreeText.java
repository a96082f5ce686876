package dev.bargein.lab.internal.report;

import dev.bargein.lab.Distribution;
import dev.bargein.lab.handsfree.HandsFreeArm;
import dev.bargein.lab.handsfree.HandsFreeResult;
import dev.bargein.lab.handsfree.HandsFreeSummary;
import dev.bargein.lab.handsfree.HandsFreeTrial;
import dev.bargein.lab.handsfree.SoundKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Hands-free conversations as lines of text, none of them longer than a terminal of 100 columns is wide. */
final class HandsFreeText {
    private static final int MAX_FAULTS = 10;
    private static final String ROW = "%-8s %-9s %4s %5s %6s %4s %4s %4s %5s %6s %7s %4s %4s %5s %6s %s";

    private HandsFreeText() {}

    /** What stands above the table. */
    static String about(HandsFreeResult result) {
        return "An open microphone, " + Formats.count(result.conversations(), "conversation")
                + " in each line, in virtual time";
    }

    /** The table, without its title. */
    static List<String> table(HandsFreeResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("                             interruptions                   coughs, mm-hmm  false pauses");
        lines.add(row(
                "detector",
                "transport",
                "rtt",
                "n",
                "yield",
                "p50",
                "p95",
                "p99",
                "max",
                "n",
                "ignored",
                "p50",
                "p95",
                "max",
                "lost",
                ""));
        for (HandsFreeSummary summary : result.summary()) {
            lines.add(row(summary));
        }
        return lines;
    }

    private static String row(HandsFreeSummary summary) {
        HandsFreeArm arm = summary.arm();
        Optional<Distribution> onset = summary.onsetToSilence();
        Optional<Distribution> pauses = summary.falsePauses();
        return row(
                arm.detector().length() > 8 ? arm.detector().substring(0, 8) : arm.detector(),
                Formats.transport(arm.transport()),
                String.valueOf(arm.rttMs()),
                String.valueOf(summary.sounds(SoundKind.INTERRUPTION).size()),
                share(summary.yieldRate()),
                number(onset.map(Distribution::p50)),
                number(onset.map(Distribution::p95)),
                number(onset.map(Distribution::p99)),
                number(onset.map(Distribution::max)),
                String.valueOf(summary.backchannels().size()),
                share(summary.ignoredShare()),
                number(pauses.map(Distribution::p50)),
                number(pauses.map(Distribution::p95)),
                number(pauses.map(Distribution::max)),
                String.valueOf(summary.lostSamples() + summary.repeatedSamples()),
                summary.isGood() ? "ok" : complaint(summary));
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }

    private static String number(Optional<Double> ms) {
        return ms.map(Formats::number).orElse("-");
    }

    /** Rounded down: 0.9899 is not 0.99. */
    static String share(double share) {
        return String.format(Locale.ROOT, "%.3f", Math.floor(share * 1_000 + 1e-6) / 1_000);
    }

    static String complaint(HandsFreeSummary summary) {
        if (summary.failed() > 0) {
            return summary.failed() + " failed";
        } else if (summary.yieldRate() < HandsFreeSummary.LEAST_YIELD) {
            return "talks on";
        } else if (summary.lostSamples() + summary.repeatedSamples() > 0) {
            return "not exact";
        } else if (summary.onsetToSilence().map(Distribution::p95).orElse(0.0)
                > HandsFreeSummary.ONSET_TO_SILENCE_P95_MS) {
            return "late";
        } else if (summary.ignoredShare() < HandsFreeSummary.LEAST_IGNORED) {
            return "gives in";
        }
        return "long pause";
    }

    /** What the table has no room for, each a paragraph. */
    static List<String> remarks(HandsFreeResult result) {
        List<String> remarks = new ArrayList<>();
        Map<String, List<HandsFreeSummary>> byDetector = new LinkedHashMap<>();
        result.summary()
                .forEach(summary -> byDetector
                        .computeIfAbsent(summary.arm().detector(), name -> new ArrayList<>())
                        .add(summary));
        byDetector.forEach((detector, arms) -> remarks.add(remark(
                detector,
                new HandsFreeSummary(
                        arms.get(0).arm(),
                        arms.stream().flatMap(arm -> arm.trials().stream()).toList()))));
        remarks.add("p50 to max: ms from the first 10 ms of an interruption that can be heard at the microphone to the"
                + " last audible 10 ms of the voice before it falls silent. yield: it stops for good. false pauses: how"
                + " long it was held where it went on. lost: samples skipped or repeated where it went on. Speakers: "
                + result.talkers() + "; rooms 15 to 40 dB softer than speech. ok: yield >= 0.99, ignored >= 0.9, p95 <="
                + " 120, pauses <= 700, none lost.");
        return remarks;
    }

    private static String remark(String detector, HandsFreeSummary all) {
        StringBuilder text = new StringBuilder(detector + ": goes on after ");
        for (SoundKind kind : SoundKind.values()) {
            if (kind != SoundKind.INTERRUPTION && !all.sounds(kind).isEmpty()) {
                text.append(kind.title())
                        .append(' ')
                        .append(share(all.ignoredShare(kind)))
                        .append(" (")
                        .append(all.sounds(kind).size())
                        .append("), ");
            }
        }
        text.append("comes back into a pause of the user in ")
                .append(all.cameBack())
                .append(" of ")
                .append(all.sounds(SoundKind.INTERRUPTION).size())
                .append(" interruptions");
        all.onsetToGone()
                .ifPresent(gone -> text.append("; silent for good after ")
                        .append(Formats.number(gone.p50()))
                        .append(" (p50), ")
                        .append(Formats.number(gone.p95()))
                        .append(" (p95), ")
                        .append(Formats.number(gone.max()))
                        .append(" ms (max)"));
        return text.append('.').toString();
    }

    /** The conversations in which something is wrong, each with how to live through it again. */
    static List<String> faults(HandsFreeResult result) {
        List<String> lines = new ArrayList<>();
        Map<String, List<HandsFreeTrial>> bySeed = new LinkedHashMap<>();
        for (HandsFreeTrial trial : result.faults()) {
            bySeed.computeIfAbsent(trial.seed() + ": " + trial.fault(), fault -> new ArrayList<>())
                    .add(trial);
        }
        bySeed.entrySet().stream().limit(MAX_FAULTS).forEach(entry -> {
            List<HandsFreeTrial> same = entry.getValue();
            lines.add("--conversations 1 --seed " + Formats.printable(entry.getKey()) + " ("
                    + same.get(0).arm()
                    + (same.size() == 1 ? "" : " and " + Formats.count(same.size() - 1, "other arm")) + ")");
        });
        if (bySeed.size() > MAX_FAULTS) {
            lines.add("and " + (bySeed.size() - MAX_FAULTS) + " others: see --json");
        }
        return lines;
    }

    /** What it means, in a sentence; empty when there were no conversations. */
    static String verdict(HandsFreeResult result) {
        if (result.isEmpty()) {
            return "";
        }
        List<HandsFreeSummary> arms = result.summary();
        double yield =
                arms.stream().mapToDouble(HandsFreeSummary::yieldRate).min().orElse(1);
        double ignored =
                arms.stream().mapToDouble(HandsFreeSummary::ignoredShare).min().orElse(1);
        double late = arms.stream()
                .flatMap(arm -> arm.onsetToSilence().stream())
                .mapToDouble(Distribution::p95)
                .max()
                .orElse(0);
        long samples = arms.stream()
                .mapToLong(arm -> arm.lostSamples() + arm.repeatedSamples())
                .sum();
        long failed = arms.stream().mapToInt(HandsFreeSummary::failed).sum();
        return "At an open microphone the voice falls silent within " + Formats.upTo(late)
                + " (p95) of what can be heard of an interruption, stops for good in " + percent(yield)
                + " of them, and goes on after " + percent(ignored) + " of coughs and \"mm-hmm\", with "
                + (samples == 0 ? "no sample" : Formats.count((int) samples, "sample")) + " lost or repeated"
                + (failed == 0 ? "." : "; " + Formats.count((int) failed, "conversation") + " failed.");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1_000 + 1e-6) / 10);
    }
}
