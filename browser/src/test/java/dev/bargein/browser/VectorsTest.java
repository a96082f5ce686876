package dev.bargein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Leaves scripts and their steps in {@code target/vectors} for {@code vectors.test.mjs}, which replays them in Node. */
class VectorsTest {
    private static final Path DIRECTORY = Path.of("target", "vectors");
    private static final int SCRIPTS = 200;

    private static String replay(String script) {
        return Vectors.replay(script, Script::read);
    }

    /** The server's own interruptions are among them: their steps rest on what the player has played until then. */
    @Test
    void theScriptsHoldInterruptionsByTheServerOnBothTransports() {
        boolean onWebSocket = false;
        boolean onWebRtc = false;
        for (int seed = 0; seed < SCRIPTS; seed++) {
            String[] script = Script.of(seed).split("\n");
            String[] steps = replay(String.join("\n", script)).split("\n");
            int step = 0;
            for (int line = 1; line < script.length; line++) {
                JsonObject input = Script.read(script[line]);
                boolean speech = "input_audio_buffer.speech_started"
                        .equals(input.object("event").string("type"));
                if (speech && steps[step].contains("\"name\":\"interrupted\"")) {
                    onWebRtc |= script[0].contains("webrtc");
                    onWebSocket |= !script[0].contains("webrtc");
                }
                step++;
            }
        }
        assertThat(onWebSocket && onWebRtc).isTrue();
    }

    /** So are calls on which what was heard of several items is told once more, when the server has spoken. */
    @Test
    void theScriptsHoldWhatWasHeardOfSeveralItems() {
        boolean refined = false;
        for (int seed = 0; seed < SCRIPTS; seed++) {
            refined |= replay(Script.of(seed)).contains("\"name\":\"heard_refined\"");
        }
        assertThat(refined).isTrue();
    }

    @Test
    void theSameScriptGivesTheSameStepsAgain() throws IOException {
        Files.createDirectories(DIRECTORY);
        for (int seed = 0; seed < SCRIPTS; seed++) {
            String script = Script.of(seed);

            String steps = replay(script);

            assertThat(replay(script)).as("seed %d", seed).isEqualTo(steps);
            Files.writeString(DIRECTORY.resolve(seed + ".script"), script);
            Files.writeString(DIRECTORY.resolve(seed + ".steps"), steps);
        }
    }
}
