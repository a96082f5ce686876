package dev.bargein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Leaves scripts and their steps in {@code target/vectors} for {@code vectors.test.mjs}, which replays them in Node. */
class VectorsTest {
    private static final Path DIRECTORY = Path.of("target", "vectors");
    private static final int SCRIPTS = 200;

    @Test
    void theSameScriptGivesTheSameStepsAgain() throws IOException {
        Files.createDirectories(DIRECTORY);
        for (int seed = 0; seed < SCRIPTS; seed++) {
            String script = Script.of(seed);

            String steps = Vectors.replay(script);

            assertThat(Vectors.replay(script)).as("seed %d", seed).isEqualTo(steps);
            Files.writeString(DIRECTORY.resolve(seed + ".script"), script);
            Files.writeString(DIRECTORY.resolve(seed + ".steps"), steps);
        }
    }
}
