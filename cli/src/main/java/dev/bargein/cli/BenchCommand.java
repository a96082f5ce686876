package dev.bargein.cli;

import dev.bargein.lab.SimulatorBenchmark;
import dev.bargein.simulator.Lateness;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bargein bench}: how many sessions this machine paces on time. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Measures how punctually the simulator paces sound to many clients in the same process, over loopback.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  bargein bench                              60 WebSocket and 20 WebRTC sessions for 20 s",
            "  bargein bench --websocket 100 --webrtc 0   WebSocket alone",
            "  bargein bench --webrtc 50 --seconds 60     longer",
            "",
            "Exit code: 0 no frame was missed; 1 some were; 2 wrong command line."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MAX_SESSIONS = 180;
    private static final int MAX_SECONDS = 600;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--websocket",
            paramLabel = "N",
            defaultValue = "60",
            description = "Sessions on WebSocket (default: ${DEFAULT-VALUE}).")
    private int webSocket;

    @Option(
            names = "--webrtc",
            paramLabel = "N",
            defaultValue = "20",
            description = "Sessions on WebRTC (default: ${DEFAULT-VALUE}); both together at most " + MAX_SESSIONS + ".")
    private int webRtc;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "How long, 1 to " + MAX_SECONDS + " (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    public Integer call() {
        int sessions = webSocket + webRtc;
        if (webSocket < 0 || webRtc < 0 || sessions < 1 || sessions > MAX_SESSIONS) {
            throw new ParameterException(
                    spec.commandLine(), "--websocket and --webrtc must be 1 to " + MAX_SESSIONS + " together");
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new ParameterException(spec.commandLine(), "--seconds must be 1 to " + MAX_SECONDS);
        }
        SimulatorBenchmark.Result result = SimulatorBenchmark.run(webSocket, webRtc, Duration.ofSeconds(seconds));
        PrintWriter out = spec.commandLine().getOut();
        if (webSocket > 0) {
            tell(out, "WebSocket", result.webSocket());
        }
        if (webRtc > 0) {
            tell(out, "WebRTC", result.webRtc());
            say(out, "frames: %,d sent, %,d missed", result.webRtc().lateness().count(), result.missedFrames());
        }
        say(out, "longest gap at any ear: %.0f ms", result.longestGapMs());
        say(
                out,
                "processor: %.2f cores of %d, clients included, for %.0f s",
                result.cpuCores(),
                Runtime.getRuntime().availableProcessors(),
                result.seconds());
        out.flush();
        return result.missedFrames() == 0 ? 0 : Failures.FAILED;
    }

    private static void tell(PrintWriter out, String name, SimulatorBenchmark.Paced sent) {
        Lateness late = sent.lateness();
        say(
                out,
                "%s: %d sessions, audio late by p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                name,
                sent.sessions(),
                late.p50Ms(),
                late.p99Ms(),
                late.maxMs());
    }

    private static void say(PrintWriter out, String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
