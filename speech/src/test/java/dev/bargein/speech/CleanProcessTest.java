package dev.bargein.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that speaks and hears leaves behind: nothing, wherever it runs and however it ends. */
class CleanProcessTest {
    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    private Path directory;

    @Test
    void aProcessThatSpeaksPrintsNoWordsAndLeavesNoFiles() throws IOException, InterruptedException {
        Path work = Files.createDirectory(directory.resolve("work"));
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path out = directory.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-XX:-UsePerfData",
                        "-cp",
                        absolute(System.getProperty("java.class.path")),
                        SpeaksAndHearsOnce.class.getName(),
                        "Hello \u041f\u0440\u0438\u0432\u0435\u0442.",
                        "\u4f60\u597d")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(out)).isEmpty();
        assertThat(process.exitValue()).isZero();
        assertThat(work).isEmptyDirectory();
        assertThat(temporary).isEmptyDirectory();
    }

    private static String absolute(String classPath) {
        StringBuilder out = new StringBuilder();
        for (String entry : classPath.split(File.pathSeparator)) {
            out.append(out.length() == 0 ? "" : File.pathSeparator)
                    .append(Path.of(entry).toAbsolutePath());
        }
        return out.toString();
    }
}
