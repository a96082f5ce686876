package dev.bargein.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ScriptTest {
    private static void assertRefused(String yaml, String... parts) {
        assertThatThrownBy(() -> Script.parse(yaml, "talk.yaml"))
                .isInstanceOf(ScriptException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void everyKeyIsRead() {
        Script script = Script.parse("""
                answers:
                  - text: Hello there.
                  - durationMs: 5000
                    speed: 2.5
                    firstAudioDelayMs: 10
                    chunkMs: 100
                    lateMs: 600
                  - items:
                      - text: One.
                      - durationMs: 3000
                """, "talk.yaml");
        assertThat(script.answers()).hasSize(3);
        assertThat(script.answer(0)).isEqualTo(Answer.ofText("Hello there."));
        assertThat(script.answer(1))
                .isEqualTo(Answer.ofDurationMs(5_000)
                        .withSpeed(2.5)
                        .withFirstAudioDelayMs(10)
                        .withChunkMs(100)
                        .withLateMs(600));
        assertThat(script.answer(2).parts()).hasSize(2);
        assertThat(script.answer(99)).isEqualTo(script.answer(2));
    }

    @Test
    void itemsMayBeCallsPausesAndSpeech() {
        Script script = Script.parse("""
                answers:
                  - items:
                      - text: Let me look.
                      - pauseMs: 400
                      - call:
                          name: get_weather
                          arguments: {city: Berlin, days: 3, exact: true, wind: null, at: [1.5, "2"]}
                  - call: {name: look}
                  - call: {name: look, arguments: "{broken"}
                """, "talk.yaml");
        assertThat(script.answer(0).parts())
                .containsExactly(
                        Answer.Part.ofText("Let me look."),
                        new Answer.Pause(400),
                        new Answer.Call(
                                "get_weather",
                                "{\"city\":\"Berlin\",\"days\":3,\"exact\":true,\"wind\":null,\"at\":[1.5,\"2\"]}"));
        assertThat(script.answer(1).parts()).containsExactly(Answer.Part.ofCall("look", "{}"));
        assertThat(script.answer(2).parts()).containsExactly(Answer.Part.ofCall("look", "{broken"));
    }

    @Test
    void anAnswerMayFailOrBeIncomplete() {
        Script script = Script.parse("""
                answers:
                  - fail: inference_rate_limit_exceeded
                  - text: I am afraid
                    incomplete: content_filter
                """, "talk.yaml");
        assertThat(script.answer(0)).isEqualTo(Answer.failed("server_error", "inference_rate_limit_exceeded"));
        assertThat(script.answer(1))
                .isEqualTo(Answer.ofText("I am afraid").withEnding(Answer.Ending.incomplete("content_filter")));
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedWithItsLine() {
        assertRefused("answers:\n  - text: a\n    call: {name: f}\n", "talk.yaml:2:", "several things at once");
        assertRefused("answers:\n  - text: a\n    when: b\n", "talk.yaml:2:", "needs an answer without a condition");
        assertRefused(
                "answers:\n  - text: a\n  - text: b\n    when: x\n    whenTool: y\n", "talk.yaml:3:", "has both when");
        assertRefused(
                "answers:\n  - text: a\n  - text: b\n    whenMatches: '('\n",
                "talk.yaml:3:",
                "not a regular expression");
        assertRefused("answers:\n  - call: {arguments: 5}\n", "talk.yaml:2:", "give the name of the function");
        assertRefused("answers:\n  - call: {name: a b}\n", "talk.yaml:2:", "a function's name is");
        assertRefused("answers:\n  - text: a\n    incomplete: tired\n", "talk.yaml:3:", "max_output_tokens or");
        assertRefused(
                "answers:\n  - fail: server_error\n    incomplete: content_filter\n", "talk.yaml:2:", "cannot both");
        assertRefused("answers:\n  - items:\n      - pauseMs: 600001\n", "talk.yaml:2:", "pauseMs must be 0 to 600000");
        assertRefused("answers:\n  - wav: a.wav\n", "talk.yaml:2:", "wav needs a script that is a file");
    }

    @Test
    void aFailureThatNobodyKnowsIsRefusedWithThoseThatAreKnown() {
        assertRefused(
                "answers:\n  - fail: anything\n",
                "talk.yaml:2:",
                "inference_rate_limit_exceeded, insufficient_quota, rate_limit_exceeded, server_error",
                "a mapping of type, code and message",
                "not 'anything'");
        assertRefused("answers:\n  - fail: {kind: x}\n", "talk.yaml:2:", "unknown key 'kind'");
        assertRefused("answers:\n  - fail: [a]\n", "talk.yaml:2:", "not a list");
        assertRefused("answers:\n  - fail: {message: " + "x".repeat(1_001) + "}\n", "at most 1000 characters");
    }

    @Test
    void aFailureMayLeaveOutAnyOfItsDetails() {
        Script script = Script.parse("""
                answers:
                  - fail: server_error
                  - fail: {}
                  - fail: {type: invalid_request_error, code: odd, message: "No, thanks."}
                """, "talk.yaml");
        assertThat(script.answers())
                .extracting(Answer::ending)
                .containsExactly(
                        Answer.Ending.failed("server_error", ""),
                        Answer.Ending.failed("", ""),
                        Answer.Ending.failed("invalid_request_error", "odd", "No, thanks."));
    }

    @Test
    void aScriptThatIsNestedTooDeepIsRefusedWithItsLine() {
        String deep = "answers:\n  - call: {name: f, arguments: " + "[".repeat(20_000) + "]".repeat(20_000) + "}\n";
        assertRefused(deep, "talk.yaml:2:", "deeper than 64 levels");
        assertRefused("answers:\n" + "- ".repeat(20_000) + "a\n", "talk.yaml:2:", "deeper than 64 levels");
        assertRefused("{a: ".repeat(20_000), "talk.yaml:1:", "deeper than 64 levels");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileWithoutAnEndIsRefused() {
        assertThatThrownBy(() -> Script.load(Path.of("/dev/zero")))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void theDefaultIsAStoryOfThirtySeconds() {
        Answer answer = Script.story().answer(0);
        assertThat(answer.parts()).containsExactly(Answer.Part.ofDurationMs(30_000));
        assertThat(answer.parts().get(0).text().split(" ")).hasSize(75);
        assertThat(answer.parts().get(0).text()).endsWith(".");
        assertThat(answer.firstAudioDelayMs()).isEqualTo(200);
        assertThat(answer.chunkMs()).isEqualTo(250);
    }

    @Test
    void longerStoriesRepeatAndShortOnesEndWithAFullStop() {
        assertThat(Answer.ofDurationMs(60_000).parts().get(0).text().split(" ")).hasSize(150);
        assertThat(Answer.ofDurationMs(1_000).parts().get(0).text()).isEqualTo("Every evening.");
        assertThat(Answer.ofDurationMs(1).parts().get(0).text()).isEqualTo("Every.");
    }

    @Test
    void errorsNameFileLineAndRemedy() {
        assertRefused("answers:\n  - txt: hi\n", "talk.yaml:2:", "unknown key 'txt'", "use one of", "text");
        assertRefused("answers:\n  - text: hi\n    speed: fast\n", "talk.yaml:3:", "speed should be a number");
        assertRefused("answers:\n  - text: hi\n    chunkMs: 1.5\n", "talk.yaml:3:", "whole number of milliseconds");
        assertRefused("answers:\n  - text: hi\n    chunkMs: 1\n", "talk.yaml:2:", "chunkMs must be 10 to 5000");
        assertRefused("answers:\n  - speed: 2\n", "talk.yaml:2:", "give text, durationMs, or both");
        assertRefused("answers:\n  - text: a\n    items: []\n", "talk.yaml:2:", "move them into the items");
        assertRefused("answers: 5\n", "talk.yaml:1:", "should be a list");
        assertRefused("answers:\n  - hello\n", "talk.yaml:2:", "should be an answer");
        assertRefused("answers:\n  - text: a\n    text: b\n", "talk.yaml:3:");
        assertRefused("other: 1\n", "talk.yaml:1:", "unknown key 'other'");
        assertRefused("answers: []\n", "1 to 1000 answers");
        assertRefused("{}", "has no answers");
        assertRefused("", "is empty");
        assertRefused("answers: [\n", "talk.yaml:", "is not YAML");
    }

    @Test
    void whatIsTooMuchIsRefused() {
        assertRefused("answers:\n  - durationMs: 3600001\n", "durationMs must be 0 to 3600000");
        assertRefused("answers:\n  - durationMs: 2000000000\n", "durationMs must be");
        assertRefused("# " + "x".repeat(1 << 20), "larger than 1 MiB");
        assertRefused("answers:\n" + "  - text: a\n".repeat(1_001), "1 to 1000 answers, not 1001");
        assertRefused("answers:\n  - items:\n" + "      - text: a\n".repeat(17), "1 to 16 items");
        assertRefused("answers:\n  - text: " + "a".repeat(100_001) + "\n", "at most 100000 characters");
    }

    @Test
    void aliasesCannotGrow() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(", *a");
            bomb.append(i - 1).append("]\n");
        }
        assertRefused(bomb.toString(), "talk.yaml");
    }

    @Test
    void tagsMakeNoObjects() {
        assertRefused("answers:\n  - !!java.net.URL [\"http://127.0.0.1\"]\n", "talk.yaml:2:");
    }

    @Test
    void filesAreRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("talk.yaml");
        Files.writeString(file, "answers:\n  - text: From a file.\n");
        assertThat(Script.load(file).answer(0)).isEqualTo(Answer.ofText("From a file."));
        assertThatThrownBy(() -> Script.load(folder.resolve("nothing.yaml")))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("check that the file exists");
    }

    @Test
    void answersCheckThemselves() {
        assertThatThrownBy(() -> Answer.ofText(" ")).isInstanceOf(ScriptException.class);
        assertThatThrownBy(() -> Answer.ofText("a").withSpeed(0.01)).hasMessageContaining("speed must be");
        assertThatThrownBy(() -> Answer.ofText("a").withLateMs(-1)).hasMessageContaining("lateMs must be");
        assertThatThrownBy(Script::of).hasMessageContaining("1 to 1000 answers");
    }
}
