package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AbCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--strategies | shout | truncate-cancel, mute-until-stopped, cancel-clear, bargein",
                "--strategies | bargein,shout | truncate-cancel, mute-until-stopped, cancel-clear, bargein",
                "--transports | pigeon | websocket, webrtc",
                "--scenarios | sing | stop-while-generating, stop-after-generation, stop-before-audio, stop-then-ask, talk, barge-in"
            })
    void aNameThatDoesNotExistIsAnsweredWithThoseThatDo(String option, String value, String choices) {
        assertThat(commandLine.execute("ab", option, value)).isEqualTo(2);
        assertThat(err.toString()).contains("there is no ").contains("only " + choices);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1001", "many"})
    void aNumberOfTrialsThatMakesNoSenseIsAUsageError(String trials) {
        assertThat(commandLine.execute("ab", "--trials", trials)).isEqualTo(2);
        assertThat(err.toString()).contains("--trials");
    }

    @Test
    void aVoiceThatCannotBeMeasuredIsAUsageErrorThatSaysWhereToListen() {
        assertThat(commandLine.execute("ab", "--voice", "slt")).isEqualTo(2);
        assertThat(err.toString()).contains("can be measured, not 'slt'").contains("bargein serve --voice");
    }

    @Test
    void theHelpHasExamplesAndFitsTheTerminal() {
        assertThat(commandLine.execute("ab", "--help")).isZero();
        assertThat(out.toString())
                .contains("bargein ab --strategies truncate-cancel,bargein --transports webrtc")
                .contains("Exit code");
        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeTheTrials(@TempDir Path dir) {
        Path nowhere = dir.resolve("missing").resolve("report.html");

        assertThat(commandLine.execute("ab", "--report", nowhere.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--report: cannot write " + nowhere).doesNotContain("trials");
    }

    @Test
    void jsonThatCannotBeWrittenIsRefusedBeforeTheTrials(@TempDir Path dir) {
        int exitCode =
                commandLine.execute("ab", "--report", dir.resolve("r.html").toString(), "--json", dir.toString());

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("--json: cannot write " + dir);
    }

    @Test
    void oneFileForBothOutputsIsRefusedBeforeOneOverwritesTheOther(@TempDir Path dir) throws IOException {
        Path both = dir.resolve("both");
        Path other = dir.resolve(".").resolve("both");
        Files.createSymbolicLink(dir.resolve("link"), dir);
        Path throughLink = dir.resolve("link").resolve("both");

        for (Path again : List.of(both, other, throughLink)) {
            assertThat(commandLine.execute("ab", "--report", both.toString(), "--json", again.toString()))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("--json and --report must not be the same file");
        }
        assertThat(both).doesNotExist();
    }
}
