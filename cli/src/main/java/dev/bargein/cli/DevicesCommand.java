package dev.bargein.cli;

import dev.bargein.desktop.DesktopMicrophone;
import dev.bargein.desktop.DesktopSpeaker;
import dev.bargein.desktop.LoopbackMeasurement;
import dev.bargein.desktop.SoundDevice;
import dev.bargein.desktop.SoundDevices;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bargein devices}: what this machine can play and record with, and whether it works. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Lists the loudspeakers and microphones of this machine, tests them, and measures their latency.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  bargein devices                            what there is; * is the default",
            "  bargein devices --json                     the same for a program",
            "  bargein devices --test                     a tone out, and a meter for the microphone",
            "  bargein devices --test --input headset     the same with the microphone of that name",
            "  bargein devices --loopback --repeat 20     latency: hold the microphone to the loudspeaker",
            "  PULSE_SOURCE=@DEFAULT_MONITOR@ bargein devices --loopback    without air, by PulseAudio's monitor",
            "",
            "Exit code: 0 done; 1 there is no device, or no click came back; 2 wrong command line, or no device of that name."
        })
final class DevicesCommand implements Callable<Integer> {
    private static final int MAX_SECONDS = 600;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--test", description = "Play a tone, and show what the microphone hears.")
    private boolean test;

    @Option(names = "--loopback", description = "Measure the latency from the loudspeaker to the microphone by clicks.")
    private boolean loopback;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The loudspeaker, by its name or a part of it (default: the system's).")
    private String output = "";

    @Option(
            names = "--input",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The microphone, by its name or a part of it (default: the system's).")
    private String input = "";

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long a test takes, 1 to " + MAX_SECONDS + " (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Clicks of a measurement, 1 to " + LoopbackMeasurement.MAX_CLICKS + " (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Override
    public Integer call() throws InterruptedException {
        check();
        List<SoundDevice> outputs = SoundDevices.outputs();
        List<SoundDevice> inputs = SoundDevices.inputs();
        require("--output", output, outputs);
        require("--input", input, inputs);
        if (loopback) {
            mustHave(outputs, "loudspeaker");
            mustHave(inputs, "microphone");
            return measure();
        }
        if (json) {
            out().println(Json.write(
                    JsonObject.EMPTY.with("outputs", json(outputs)).with("inputs", json(inputs))));
            return exitCode(outputs, inputs);
        }
        tell("Loudspeakers", outputs);
        tell("Microphones", inputs);
        int code = exitCode(outputs, inputs);
        if (test && code == 0) {
            DeviceCheck.run(
                    out(), outputs.isEmpty() ? null : speaker(), inputs.isEmpty() ? null : microphone(), seconds);
        }
        return code;
    }

    private void check() {
        if (test && (loopback || json)) {
            throw new ParameterException(spec.commandLine(), "--test goes with neither --loopback nor --json");
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new ParameterException(spec.commandLine(), "--seconds must be 1 to " + MAX_SECONDS);
        }
        if (repeat < 1 || repeat > LoopbackMeasurement.MAX_CLICKS) {
            throw new ParameterException(spec.commandLine(), "--repeat must be 1 to " + LoopbackMeasurement.MAX_CLICKS);
        }
    }

    private void require(String option, String name, List<SoundDevice> devices) {
        String part = name.strip().toLowerCase(Locale.ROOT);
        if (!part.isEmpty()
                && devices.stream()
                        .noneMatch(d -> d.name().toLowerCase(Locale.ROOT).contains(part))) {
            String names = devices.stream().map(SoundDevice::name).collect(Collectors.joining(", "));
            throw new ParameterException(
                    spec.commandLine(),
                    Printable.text(option + ": there is no device '" + name.strip() + "', "
                            + (names.isEmpty() ? "nor any other" : "only " + names)));
        }
    }

    private static void mustHave(List<SoundDevice> devices, String kind) {
        if (devices.isEmpty()) {
            throw new CommandFailed(noSound("there is no " + kind));
        }
    }

    private static String noSound(String what) {
        return what + " on this machine: plug one in, or start its sound server"
                + " (on Linux: pulseaudio or pipewire, with the packages libasound2 and libasound2-plugins)";
    }

    private int exitCode(List<SoundDevice> outputs, List<SoundDevice> inputs) {
        if (outputs.isEmpty() && inputs.isEmpty()) {
            throw new CommandFailed(noSound("there is no sound device"));
        }
        return 0;
    }

    private void tell(String title, List<SoundDevice> devices) {
        out().println(title + (devices.isEmpty() ? ": none" : ":"));
        for (SoundDevice device : devices) {
            String rates = device.ratesHz().stream()
                    .map(hz -> String.format(Locale.ROOT, "%s", hz / 1_000.0).replace(".0", ""))
                    .collect(Collectors.joining("/"));
            out().println(Printable.text((device.isDefault() ? "* " : "  ") + device.name() + "  " + rates + " kHz"));
        }
    }

    private static JsonValue json(List<SoundDevice> devices) {
        List<JsonValue> all = new ArrayList<>();
        for (SoundDevice device : devices) {
            List<JsonValue> rates = new ArrayList<>();
            device.ratesHz().forEach(hz -> rates.add(JsonValue.of(hz)));
            all.add(JsonObject.EMPTY
                    .with("name", device.name())
                    .with("description", device.description())
                    .with("default", JsonValue.of(device.isDefault()))
                    .with("ratesHz", new JsonArray(rates)));
        }
        return new JsonArray(all);
    }

    private DesktopSpeaker speaker() {
        return DesktopSpeaker.builder().device(output).build();
    }

    private DesktopMicrophone microphone() {
        return DesktopMicrophone.builder().device(input).build();
    }

    private int measure() throws InterruptedException {
        DesktopSpeaker speaker = speaker();
        DesktopMicrophone microphone = microphone();
        LoopbackMeasurement.Result result = LoopbackMeasurement.measure(speaker, microphone, repeat);
        int heard = result.latenciesMs().size();
        if (json) {
            List<JsonValue> each = new ArrayList<>();
            result.latenciesMs().forEach(ms -> each.add(tenths(ms)));
            out().println(Json.write(JsonObject.EMPTY
                    .with("medianMs", tenths(result.medianMs()))
                    .with("latenciesMs", new JsonArray(each))
                    .with("missed", result.missed())
                    .with("underruns", speaker.underruns())
                    .with("overruns", microphone.overruns())));
        } else if (heard > 0) {
            out().println(String.format(
                    Locale.ROOT,
                    "Loudspeaker to microphone: median %.1f ms, %.1f to %.1f ms, %d of %d clicks heard,"
                            + " %d underruns, %d overruns",
                    result.medianMs(),
                    result.minMs(),
                    result.maxMs(),
                    heard,
                    repeat,
                    speaker.underruns(),
                    microphone.overruns()));
        }
        out().flush();
        if (heard == 0) {
            throw new CommandFailed("no click came back: hold the microphone to the loudspeaker, turn both up,"
                    + " or use a cable or PulseAudio's monitor as the microphone");
        }
        return 0;
    }

    private static JsonValue tenths(double ms) {
        return new JsonValue.JsonNumber(String.format(Locale.ROOT, "%.1f", ms));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
