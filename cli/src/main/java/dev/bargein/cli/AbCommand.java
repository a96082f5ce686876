package dev.bargein.cli;

import dev.bargein.client.TransportKind;
import dev.bargein.core.SpeechDetector;
import dev.bargein.core.Strategy;
import dev.bargein.lab.AbResult;
import dev.bargein.lab.AbRun;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.handsfree.HandsFreeRun;
import dev.bargein.lab.handsfree.HandsFreeTrial;
import dev.bargein.rtc.RtcException;
import dev.bargein.simulator.calibration.CalibrationVoice;
import dev.bargein.simulator.speech.Voice;
import dev.bargein.simulator.speech.VoiceProvider;
import dev.bargein.speech.SileroSpeechDetector;
import dev.bargein.speech.SileroVoiceActivity;
import dev.bargein.speech.SpeechException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bargein ab}: the same script on both transports with several strategies, measured at the ear. */
@Command(
        name = "ab",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Compares what interrupting does: the same script on WebSocket and WebRTC, with several strategies,"
                    + " measured at the ear. Needs no key, no network and no sound card.",
            ""
        },
        footer = {
            "",
            "Strategies: truncate-cancel, mute-until-stopped, cancel-clear, bargein.",
            "Scenarios: stop-while-generating, stop-after-generation, stop-before-audio, stop-then-ask, talk;",
            "and barge-in: coughs, mm-hmm and interruptions at an open microphone, in virtual time.",
            "",
            "Examples:",
            "  bargein ab                                          everything, in about a minute and a half",
            "  bargein ab --trials 25 --seed 7                     more trials, other moments",
            "  bargein ab --strategies truncate-cancel,bargein --transports webrtc",
            "  bargein ab --scenarios barge-in                     500 conversations, in a few minutes",
            "  bargein ab --scenarios talk --json - | jq .summary  numbers for a program",
            "",
            "Exit code: 0 done; 1 ended early, an arm in which every trial failed, or output that"
                    + " cannot be written; 2 wrong command line."
        })
final class AbCommand implements Callable<Integer> {
    private static final Path STDOUT = Path.of("-");
    private static final String DEFAULT_REPORT = "bargein-report.html";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "" + AbRun.DEFAULT_TRIALS,
            description = "Trials of each arm, 1 to " + AbRun.MAX_TRIALS + " (default: ${DEFAULT-VALUE}).")
    private int trials;

    @Option(
            names = "--strategies",
            paramLabel = "NAME",
            split = ",",
            converter = Choices.OfStrategy.class,
            description = "What to do on an interruption (default: all).")
    private List<Strategy> strategies = Strategy.all();

    @Option(
            names = "--transports",
            paramLabel = "NAME",
            split = ",",
            converter = Choices.OfTransport.class,
            description = "websocket, webrtc (default: both).")
    private List<TransportKind> transports = List.of(TransportKind.values());

    @Option(
            names = "--scenarios",
            paramLabel = "NAME",
            split = ",",
            converter = Choices.OfScenario.class,
            description = "What the user does (default: all but barge-in).")
    private List<Scenario> scenarios = Scenario.withTrials();

    @Option(
            names = "--conversations",
            paramLabel = "N",
            defaultValue = "" + HandsFreeRun.DEFAULT_CONVERSATIONS,
            description = "Conversations of barge-in, 1 to " + HandsFreeRun.MAX_CONVERSATIONS
                    + " (default: ${DEFAULT-VALUE}). The seed of one, with --conversations 1, runs it again.")
    private int conversations;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "What all random moments follow from (default: ${DEFAULT-VALUE}). The seed of a trial, with"
                    + " --trials 1, runs that trial again.")
    private long seed;

    @Option(
            names = "--voice",
            paramLabel = "NAME",
            defaultValue = CalibrationVoice.NAME,
            description = "Who speaks (default: ${DEFAULT-VALUE}, the only voice whose sound tells what was heard).")
    private String voice = CalibrationVoice.NAME;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write all trials and their summary as JSON; - for standard output.")
    private @Nullable Path json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = DEFAULT_REPORT,
            description = "Where to write the HTML report (default: ${DEFAULT-VALUE}).")
    private Path report = Path.of(DEFAULT_REPORT);

    @Override
    public Integer call() {
        if (trials < 1 || trials > AbRun.MAX_TRIALS) {
            throw new ParameterException(
                    spec.commandLine(), "--trials must be 1 to " + AbRun.MAX_TRIALS + ", not " + trials);
        }
        if (conversations < 1 || conversations > HandsFreeRun.MAX_CONVERSATIONS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--conversations must be 1 to " + HandsFreeRun.MAX_CONVERSATIONS + ", not " + conversations);
        }
        if (!voice.equals(CalibrationVoice.NAME)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "only the voice '" + CalibrationVoice.NAME + "' can be measured, not '" + voice
                            + "'; to listen to another one: bargein serve --voice NAME");
        }
        Outputs.mustBeWritable(spec, "--report", report);
        if (json != null && !json.equals(STDOUT)) {
            Outputs.mustBeWritable(spec, "--json", json);
            Outputs.mustDiffer(spec, "--json", json, "--report", report);
        }
        PrintWriter err = spec.commandLine().getErr();
        AbResult result;
        AbRun.Builder settings = AbRun.builder()
                .strategies(strategies)
                .transports(transports)
                .scenarios(scenarios)
                .trials(trials)
                .conversations(conversations)
                .voices(AbCommand::voices)
                .detectors(scenarios.contains(Scenario.BARGE_IN) ? detectors(err) : Map.of())
                .seed(seed)
                .version(Version.number());
        AbRun planned = settings.build();
        int count = planned.trials() + planned.conversations();
        try (Progress progress = new Progress(err, count, Terminal.isWatched())) {
            AbRun run = settings.listener(progress).build();
            try (ShutdownHook ending = ShutdownHook.with(run::cancel)) {
                try {
                    result = run.run();
                } catch (RtcException e) {
                    throw new CommandFailed(
                            e.getMessage() + "\nOr leave WebRTC out: bargein ab --transports websocket", e);
                }
                progress.close();
                tell(result);
                return ending.exitCode(isComplete(result) ? 0 : Failures.FAILED);
            }
        }
    }

    /** All that speak really. */
    private static List<Voice> voices() {
        return ServiceLoader.load(VoiceProvider.class).stream()
                .map(provider -> provider.get().create())
                .toList();
    }

    /** What tells speech, besides loudness. */
    private static Map<String, Supplier<SpeechDetector>> detectors(PrintWriter err) {
        try (SileroSpeechDetector silero = new SileroSpeechDetector()) {
            return Map.of(SileroVoiceActivity.NAME, SileroSpeechDetector::new);
        } catch (SpeechException e) {
            err.println("bargein: without a detector that knows speech: " + e.getMessage());
            return Map.of();
        }
    }

    private static boolean isComplete(AbResult result) {
        return !result.environment().course().interrupted()
                && result.handsFree().trials().stream().noneMatch(HandsFreeTrial::hasFailed)
                && result.arms().stream()
                        .allMatch(arm -> result.trials(arm).stream().anyMatch(trial -> !trial.hasFailed()));
    }

    private void tell(AbResult result) {
        boolean jsonOnly = STDOUT.equals(json);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter people = jsonOnly ? spec.commandLine().getErr() : out;
        people.println();
        people.print(result.table(Terminal.isColoured()));
        if (jsonOnly) {
            out.println(result.json());
        } else if (json != null) {
            write(json, result.json() + "\n");
            people.println("JSON:   " + json.toAbsolutePath().normalize());
        }
        write(report, result.html());
        people.println("Report: " + report.toAbsolutePath().normalize().toUri());
        people.flush();
        if (out.checkError()) {
            throw new CommandFailed(Terminal.CANNOT_WRITE);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandFailed("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
