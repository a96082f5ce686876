package dev.bargein.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.testing.PulseServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real sound: through javax.sound, ALSA and PulseAudio, and back. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class SoundConversationTest {
    @Test
    void aHandsFreeConversationWithAToolIsSilentAtTheEarWithin20MsPlusTheDevicesLatencyOfAStop() throws Exception {
        List<String> values;
        try (PulseServer pulse = PulseServer.start()) {
            values = run(pulse);
        }
        // The figures belong into the log of a build.
        System.out.println("On PulseAudio's null sink: " + String.join(", ", values));
        assertThat(number(values, "latency.missed")).isEqualTo(0);
        assertThat(number(values, "stop.interrupted")).isEqualTo(1);
        assertThat(number(values, "stop.beyond.latency.median.ms")).isLessThanOrEqualTo(20);
        assertThat(number(values, "barge-in.interrupted")).isEqualTo(1);
        assertThat(number(values, "tool.calls")).as("one for each question").isGreaterThanOrEqualTo(6);
    }

    private static List<String> run(PulseServer pulse) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SoundConversation.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(pulse.environment());
        Process process = builder.start();
        try {
            List<String> lines =
                    new ArrayList<>(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s", lines).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    /** The last value of a name. */
    private static double number(List<String> values, String name) {
        return values.stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .reduce((a, b) -> b)
                .orElseThrow(() -> new AssertionError(name + " is missing in " + values));
    }
}
