package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void versionNamesTheBuildAndTheJdk() {
        int exitCode = commandLine.execute("version");

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .containsPattern("bargein \\d+\\.\\d+\\.\\d+")
                .contains("java " + Runtime.version().feature());
    }

    @Test
    void helpListsTheCommands() {
        int exitCode = commandLine.execute("--help");

        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("Usage: bargein").contains("version");
    }

    @Test
    void anUnknownCommandIsAUsageError() {
        int exitCode = commandLine.execute("sing");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("sing");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void noCommandIsAUsageError() {
        assertThat(commandLine.execute()).isEqualTo(2);
    }
}
