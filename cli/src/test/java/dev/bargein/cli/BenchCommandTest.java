package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void itTellsHowLateTheSoundWas() {
        commandLine.execute("bench", "--websocket", "2", "--webrtc", "0", "--seconds", "1");

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .containsPattern("WebSocket: 2 sessions, audio late by p50 [0-9.]+ ms, p99 [0-9.]+ ms, max [0-9.]+ ms")
                .containsPattern("processor: [0-9.]+ cores of \\d+")
                .doesNotContain("WebRTC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--websocket=181", "--websocket=-1", "--seconds=0", "--seconds=601", "--webrtc=many"})
    void numbersThatMakeNoSenseAreUsageErrors(String option) {
        assertThat(commandLine.execute("bench", option)).isEqualTo(2);
        assertThat(err.toString()).contains(option.substring(0, option.indexOf('=')));
    }
}
