package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
        assertThat(out.toString())
                .contains("Usage: bargein")
                .contains("version")
                .contains("./bargein check")
                .containsPattern("\\./bargein\\s+install")
                .contains("Exit code: 0 done");
        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void helpOfACommandIsThatCommandsHelp() {
        assertThat(commandLine.execute("help", "bench")).isZero();
        assertThat(out.toString()).contains("Usage: bargein bench");
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
        assertThat(err.toString().lines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab --trials=0", "serve --port=eight", "serve --pirt=8080", "bench --seconds=0", "sing"})
    void aUsageErrorIsItsMessageAndALineThatSaysWhereTheOptionsAre(String arguments) {
        String[] words = arguments.split(" ", -1);

        assertThat(commandLine.execute(words)).isEqualTo(2);
        List<String> lines = err.toString().lines().toList();
        assertThat(lines).hasSizeBetween(2, 3);
        assertThat(lines.get(0)).startsWith("bargein: ");
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo("Options and examples: bargein " + (words.length == 1 ? "" : words[0] + " ") + "--help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatAUsageErrorQuotesCannotCommandTheTerminal() {
        commandLine.execute("ab", "--voice", "\u001b]0;title\u0007\u009b2J\u202eevil\u2066");

        assertThat(err.toString())
                .contains("\\u001b]0;title\\u0007\\u009b2J\\u202eevil\\u2066")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
    }
}
