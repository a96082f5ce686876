package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.testing.PulseServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(120)
class DevicesCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @Test
    @EnabledOnOs(OS.LINUX)
    void theDevicesAreListedTestedAndMeasured() throws Exception {
        try (PulseServer pulse = PulseServer.start()) {
            Map<String, String> monitor = new HashMap<>(pulse.environment());
            monitor.put("PULSE_SOURCE", "ear.monitor");
            assertThat(run(0, monitor, "devices"))
                    .contains("Loudspeakers:\n* default [default]  48/44.1/24/16/8 kHz")
                    .contains("Microphones:\n* default [default]  48/44.1/24/16/8 kHz");
            assertThat(run(0, monitor, "devices", "--json"))
                    .contains("\"outputs\":[{\"name\":\"default [default]\"")
                    .contains("\"default\":true,\"ratesHz\":[48000,44100,24000,16000,8000]");
            assertThat(run(0, monitor, "devices", "--test", "--seconds", "5"))
                    .contains("A tone of 440 Hz is playing.")
                    .containsPattern("-1[3-6]\\.\\d dB  #####");
            String measured = run(0, monitor, "devices", "--loopback", "--repeat", "5");
            assertThat(measured).containsPattern("Loudspeaker to microphone: median [0-9.]+ ms, .* of 5 clicks heard");
            assertThat(run(1, pulse.environment(), "devices", "--loopback", "--repeat", "1"))
                    .contains("no click came back");
            assertThat(run(2, monitor, "devices", "--output", "headset"))
                    .contains("--output: there is no device 'headset', only default [default]");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aMachineWithoutSoundIsToldInWords() throws Exception {
        assertThat(run(1, Map.of("PULSE_SERVER", "unix:/nowhere", "ALSA_CONFIG_PATH", "/nowhere"), "devices"))
                .contains("bargein: there is no sound device on this machine: plug one in");
    }

    private String run(int exitCode, Map<String, String> environment, String... arguments) throws Exception {
        try (CommandProcess command = new CommandProcess(dir, environment, arguments)) {
            String all = command.readAll();
            assertThat(command.exitCode()).as(all + command.errors()).isEqualTo(exitCode);
            return all + command.errors();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--seconds=0", "--seconds=601", "--repeat=0", "--repeat=101", "--repeat=many"})
    void numbersThatMakeNoSenseAreUsageErrors(String option) {
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
        assertThat(commandLine.execute("devices", option)).isEqualTo(2);
        assertThat(err.toString()).contains(option.substring(0, option.indexOf('=')));
    }
}
