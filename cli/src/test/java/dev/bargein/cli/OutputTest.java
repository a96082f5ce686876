package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands write, and where it cannot go. */
@Timeout(240)
class OutputTest {
    private static final Redirect FULL_DISK = Redirect.to(new File("/dev/full"));
    private static final String PASSWORD = "correct-horse";

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"version", "--help", "serve --voice calibration --port 0"})
    void outputThatCannotBeWrittenIsAFailure(String arguments) throws IOException, InterruptedException {
        try (CommandProcess command = new CommandProcess(dir, List.of(), FULL_DISK, arguments.split(" ", -1))) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(command.errors()).contains("cannot write").doesNotContain("\tat ");
        }
    }

    @Test
    void numbersForAProgramThatCannotBeWrittenAreAFailure() throws IOException, InterruptedException {
        String[] aTrial = ("ab --trials 1 --strategies bargein --transports websocket --scenarios stop-before-audio"
                        + " --report /dev/null --json -")
                .split(" ", -1);
        try (CommandProcess ab = new CommandProcess(dir, List.of(), FULL_DISK, aTrial)) {
            assertThat(ab.exitCode()).isEqualTo(1);
            // The report went to /dev/null, which is as good as any file.
            assertThat(ab.errors())
                    .contains("Report: file:")
                    .contains("/dev/null\n")
                    .contains("cannot write");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:" + PASSWORD + "@ho st/v1",
                "ftp://u:" + PASSWORD + "@host/v1",
                "https://u:" + PASSWORD + "@host/v1",
                "https://host/v1?key=" + PASSWORD,
                "https://" + PASSWORD,
                "http://[" + PASSWORD
            })
    void aWrongAddressOfAModelIsNotPrintedWithItsPassword(String address) {
        int exitCode = execute("serve", "--brain", "chat", "--chat-url", address);

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).startsWith("bargein: ").doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--api-key=sk-proj-" + PASSWORD,
                "--script=https://u:" + PASSWORD + "@host/script.yaml",
                "--script=https://host/script.yaml?token=" + PASSWORD
            })
    void aKeyThatTheCommandLineHoldsByMistakeIsNotPrintedAgain(String argument) {
        assertThat(execute("serve", "--voice", "calibration", "--port", "0", argument))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("bargein: ").doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--script=missing", "--replay=missing", "--tls-cert=missing", "--tls-out=missing/pem"})
    void aFileThatCannotBeUsedIsAUsageErrorWhicheverOptionNamesIt(String option) throws IOException {
        Path key = Files.writeString(dir.resolve("key.pem"), "no key");
        String named = option.replace("missing", dir.resolve("missing").toString());

        int exitCode = execute("serve", "--voice", "calibration", "--port", "0", "--tls-key", key.toString(), named);

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("bargein: ")
                .contains("missing")
                .contains("bargein serve --help")
                .doesNotContain("\tat ");
    }

    @Test
    void aCertificateThatIsNoneIsAUsageError() throws IOException {
        String nonsense = Files.writeString(dir.resolve("x.pem"), "nonsense").toString();

        int exitCode = execute(
                "serve", "--voice", "calibration", "--port", "0", "--tls-cert", nonsense, "--tls-key", nonsense);

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("--tls-cert").contains("PEM");
    }

    @Test
    void theCertificateNeverOverwritesItsOwnKey() throws IOException {
        Path key = Files.writeString(dir.resolve("key.pem"), "the key");
        Path certificate = Files.writeString(dir.resolve("cert.pem"), "the certificate");

        for (Path target : List.of(key, certificate)) {
            int exitCode = execute(
                    "serve",
                    "--tls-cert=" + certificate,
                    "--tls-key=" + key,
                    "--tls-out=" + dir.resolve(".").resolve(target.getFileName()));
            assertThat(exitCode).isEqualTo(2);
            assertThat(err.toString()).contains("must not be the same file");
        }
        assertThat(key).hasContent("the key");
        assertThat(certificate).hasContent("the certificate");
    }

    @Test
    void whatIsLoggedOfAStrangersWordsCannotCommandTheTerminal() {
        LogRecord line = new LogRecord(Level.WARNING, "it said \u001b[2J \u009b1m \u202e \ud800 \ud83d\ude00");

        assertThat(new LogSetup.Safe().format(line))
                .contains("it said \\u001b[2J \\u009b1m \\u202e \\ud800 \ud83d\ude00")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
    }

    private int execute(String... arguments) {
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
