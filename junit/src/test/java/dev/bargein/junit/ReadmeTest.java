package dev.bargein.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever copies from README.md copies what runs here. */
class ReadmeTest {
    private static final Path EXAMPLE = Path.of("src/test/java/dev/bargein/examples/StopTest.java");

    @Test
    void theExampleOfReadmeIsTheOneThatRuns() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../README.md"));
        int begin = lines.indexOf("@WithSimulator");
        assertThat(begin).as("README.md's example with @WithSimulator").isPositive();
        List<String> shown = lines.stream()
                .skip(begin)
                .takeWhile(line -> !line.equals("```"))
                .toList();

        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(Files.readAllLines(EXAMPLE)).containsSubsequence(shown);
    }
}
