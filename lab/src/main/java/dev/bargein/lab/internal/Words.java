package dev.bargein.lab.internal;

import dev.bargein.client.TransportKind;
import dev.bargein.lab.Environment;
import java.util.Locale;

/** How numbers and names are written for people. Thread law: stateless. */
final class Words {
    private static final double SECONDS_FROM_MS = 1_000;

    private Words() {}

    /** A number of milliseconds without its unit: {@code 7,105}, {@code 4.3}, {@code -12}. */
    static String number(double ms) {
        double size = Math.abs(ms);
        if (size < 0.05) {
            return "0";
        }
        return String.format(Locale.ROOT, size < 9.95 ? "%.1f" : "%,.0f", ms);
    }

    /** {@code 7,105 ms}. */
    static String ms(double ms) {
        return number(ms) + " ms";
    }

    /** For sentences: {@code 7.1 s}, {@code 12 ms}. */
    static String duration(double ms) {
        return Math.abs(ms) >= SECONDS_FROM_MS ? String.format(Locale.ROOT, "%.1f s", ms / SECONDS_FROM_MS) : ms(ms);
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
                environment.latePercent());
    }

    /** {@code 1 trial}, {@code 5 trials}. */
    static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
