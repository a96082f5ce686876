package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C and SIGTERM. */
@Timeout(120)
class ShutdownHookTest {
    @TempDir
    private Path dir;

    @Test
    void ctrlCKeepsTheTrialsThatAreDone() throws IOException, InterruptedException {
        Path report = dir.resolve("report.html");
        Path json = dir.resolve("ab.json");
        try (CommandProcess ab = new CommandProcess(
                dir,
                "ab",
                "--trials",
                "900",
                "--strategies",
                "bargein",
                "--transports",
                "websocket",
                "--scenarios",
                "stop-before-audio",
                "--json",
                json.toString(),
                "--report",
                report.toString())) {
            // The first line of progress says that trials are done.
            while (ab.errors().isEmpty() && ab.runsFor(200)) {}
            ab.signal("INT");

            assertThat(ab.exitCode()).isEqualTo(1);
            assertThat(ab.readAll())
                    .contains("With bargein the voice is silent")
                    .contains("ended early");
        }
        assertThat(Files.readString(report)).contains("ended early");
        assertThat(Files.readString(json)).contains("\"interrupted\":true").contains("\"seed\":1,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void theServerSaysWhereItListensAndEndsCleanly(String signal) throws IOException, InterruptedException {
        try (CommandProcess serve = new CommandProcess(dir, "serve", "--port", "0")) {
            String line = serve.readLine();
            Matcher address = Pattern.compile(
                            "listening: http://127\\.0\\.0\\.1:(\\d+)/v1 and ws://127\\.0\\.0\\.1:\\d+/v1/realtime\\?model=sim"
                                    + "; loaded: voice slt, detector silero")
                    .matcher(line);
            assertThat(address.matches()).as(line).isTrue();
            assertThat(serve.readLine()).matches("control token: [0-9a-f]{32}");
            assertThat(statusLine(Integer.parseInt(address.group(1)))).startsWith("HTTP/1.1 404");
            serve.signal(signal);

            assertThat(serve.exitCode()).isZero();
            assertThat(serve.readAll()).isEmpty();
            assertThat(serve.errors()).isEmpty();
        }
    }

    private static String statusLine(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET /v1/nothing HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aMachineWithoutWebRtcIsToldWhatToDo() throws IOException, InterruptedException {
        List<String> nowhereToUnpack = List.of("-Djava.io.tmpdir=" + dir.resolve("missing"));
        try (CommandProcess ab = new CommandProcess(
                dir,
                nowhereToUnpack,
                "ab",
                "--report",
                dir.resolve("report.html").toString())) {
            assertThat(ab.exitCode()).isEqualTo(1);
            assertThat(ab.readAll()).isEmpty();
            assertThat(ab.errors())
                    .contains("libwebrtc")
                    .contains("--transports websocket")
                    .doesNotContain("\tat ");
        }
        assertThat(dir.resolve("report.html")).doesNotExist();
    }

    @Test
    void jsonOnStandardOutputIsAllThatTheProcessEverWritesThere() throws IOException, InterruptedException {
        try (CommandProcess ab = new CommandProcess(
                dir,
                "ab",
                "--trials",
                "1",
                "--strategies",
                "bargein",
                "--scenarios",
                "stop-before-audio",
                "--json",
                "-",
                "--report",
                dir.resolve("report.html").toString())) {
            String out = ab.readAll();

            assertThat(ab.exitCode()).isZero();
            // libwebrtc has something to say when the process ends.
            assertThat(out).startsWith("{\"schema\":\"bargein.ab/1\"").endsWith("]}\n");
            assertThat(ab.errors())
                    .contains("Report: file:")
                    .doesNotContain("SLF4J")
                    .doesNotContain("StatusLogger");
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StringWriter err = new StringWriter();
            int exitCode = Main.commandLine()
                    .setErr(new PrintWriter(err, true))
                    .execute("serve", "--voice", "calibration", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(exitCode).isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("bargein: ")
                    .contains(Integer.toString(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=70000",
                "--speed=0",
                "--voice=nobody",
                "--port=eight",
                "--dialect=old",
                "--brain=none",
                "--brain=chat",
                "--tls-key=x.pem",
                "--tls-out=x.pem",
                "--chat-model=m",
                "--replay=x --script=y.yaml",
                "--replay=x --brain=echo",
                "--replay=x --chat-url=http://localhost"
            })
    void aServerThatMakesNoSenseIsAUsageError(String option) {
        StringWriter err = new StringWriter();

        assertThat(Main.commandLine().setErr(new PrintWriter(err, true)).execute(("serve " + option).split(" ", -1)))
                .isEqualTo(2);
        assertThat(err.toString()).contains(option.substring(2, 6));
    }

    @Test
    void aServerThatNeedsWordsListensOnlyWhenItUnderstandsThem() throws IOException, InterruptedException {
        try (CommandProcess serve = new CommandProcess(dir, "serve", "--port", "0", "--brain", "echo")) {
            assertThat(serve.readLine()).endsWith("; loaded: voice slt, detector silero, recogniser sphinx");
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
        }
    }

    @Test
    void aScriptThatCannotBeReadIsSaid() {
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("serve", "--script", dir.resolve("missing.yaml").toString());

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("missing.yaml").doesNotContain("\tat ");
    }
}
