package dev.bargein.lab.internal.report;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.lab.AbResult;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Environment;
import dev.bargein.lab.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How numbers and names are written for people. */
final class Formats {
    private static final double SECONDS_FROM_MS = 1_000;

    /** Less is an error of arithmetic. */
    private static final double NOISE_MS = 1e-6;

    private Formats() {}

    /**
     * A number of milliseconds without its unit: {@code 7,105}, {@code 4.3}, {@code -12}. Rounded away from zero, so that
     * nothing looks better than it is: 20.4 is not within 20.
     */
    static String number(double ms) {
        double size = Math.abs(ms);
        if (size < NOISE_MS) {
            return "0";
        }
        double tenths = awayFromZero(ms * 10) / 10;
        return Math.abs(tenths) < 10
                ? String.format(Locale.ROOT, "%.1f", tenths)
                : String.format(Locale.ROOT, "%,.0f", awayFromZero(ms));
    }

    private static double awayFromZero(double value) {
        return Math.signum(value) * Math.ceil(Math.abs(value) - NOISE_MS);
    }

    /** {@code 7,105 ms}. */
    static String ms(double ms) {
        return number(ms) + " ms";
    }

    /** For sentences: {@code 7.1 s}, {@code 12 ms}. */
    static String duration(double ms) {
        return Math.abs(ms) >= SECONDS_FROM_MS ? String.format(Locale.ROOT, "%.1f s", ms / SECONDS_FROM_MS) : ms(ms);
    }

    /** For a sentence that says that nothing took longer: {@code 21 ms} for 20.4, {@code 1.1 s} for 1.01 s. */
    static String upTo(double ms) {
        return Math.abs(ms) >= SECONDS_FROM_MS
                ? String.format(Locale.ROOT, "%.1f s", awayFromZero(ms / SECONDS_FROM_MS * 10) / 10)
                : ms(ms);
    }

    static String transport(TransportKind kind) {
        return kind == TransportKind.WEBRTC ? "WebRTC" : "WebSocket";
    }

    /** The warning about a machine that was too busy. */
    static String disturbed(Environment environment) {
        return String.format(
                Locale.ROOT,
                "Careful: this machine was busy, %.1f %% of the audio ticks came more than 10 ms late. Repeat it when the"
                        + " machine is idle.",
                environment.course().latePercent());
    }

    /** The command that measures the same arms again, at the same moments. */
    static String commandOf(AbResult result) {
        Environment environment = result.environment();
        List<Arm> arms = result.arms();
        if (!result.handsFree().isEmpty() && arms.isEmpty()) {
            return "bargein ab --scenarios " + Scenario.BARGE_IN.id() + " --seed " + environment.seed()
                    + " --conversations " + result.handsFree().conversations()
                    + (result.handsFree().trials().stream()
                                            .map(trial -> trial.arm().transport())
                                            .distinct()
                                            .count()
                                    == TransportKind.values().length
                            ? ""
                            : " --transports "
                                    + result.handsFree()
                                            .trials()
                                            .get(0)
                                            .arm()
                                            .transport()
                                            .traits()
                                            .name());
        }
        return "bargein ab --seed " + environment.seed() + " --trials " + environment.trialsPerArm()
                + option(
                        "--strategies",
                        arms,
                        arm -> arm.strategy().name(),
                        Strategy.all().size())
                + option("--transports", arms, arm -> arm.transport().traits().name(), TransportKind.values().length)
                + option(
                        "--scenarios",
                        arms,
                        arm -> arm.scenario().id(),
                        Scenario.withTrials().size());
    }

    /** Nothing where all were measured, as that is what the command does when it is not told. */
    private static String option(String name, List<Arm> arms, Function<Arm, String> value, int all) {
        List<String> values = arms.stream().map(value).distinct().collect(Collectors.toList());
        return values.isEmpty() || values.size() == all ? "" : " " + name + " " + String.join(",", values);
    }

    /**
     * Foreign text on one line for a terminal: control characters and those that reorder the text around them become
     * blanks, as errors may quote what a server sent.
     */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+", " ");
    }

    /** {@code 1 trial}, {@code 5 trials}. */
    static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
