package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.simulator.Faults;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.script.ScriptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults in a script: of one answer, until the next begins. */
class FaultScriptTest {
    private static final String SCRIPT = """
            answers:
              - durationMs: 1000
                faults:
                  drop: [response.created, response.done]
                  clear: ignored
                  stall: {atMs: 250, forMs: 100}
                  dropConnection: {afterMs: 60000}
              - durationMs: 1000
            """;

    @Test
    void aScriptSaysWhatGoesWrongWithAnAnswer() {
        Answer answer = Script.parse(SCRIPT, "test").answers().get(0);
        assertThat(answer.faults())
                .isEqualTo(Faults.builder()
                        .drop("response.created", "response.done")
                        .clear(Faults.Clear.IGNORED)
                        .stall(250, 100)
                        .dropConnection(Faults.Trigger.afterMs(60_000))
                        .build());
    }

    @Test
    void theNextAnswerIsSoundAgain() {
        VirtualService service = VirtualService.webSocket(Script.parse(SCRIPT, "test"));
        service.faults(Faults.NONE);
        service.take();
        service.answering(3_000);
        assertThat(service.types())
                .doesNotContain("response.created", "response.done")
                .contains("response.output_item.done");
        service.answering(3_000);
        assertThat(service.types()).contains("response.created", "response.done");
    }

    @Test
    void faultsOfASessionAndOfItsAnswerAddUp() {
        VirtualService service = VirtualService.webSocket(Script.parse(SCRIPT, "test"));
        service.faults(Faults.builder().drop("rate_limits.updated").build());
        service.take();
        service.answering(3_000);
        assertThat(service.types()).doesNotContain("response.created", "response.done", "rate_limits.updated");
        service.answering(3_000);
        assertThat(service.types()).contains("response.done").doesNotContain("rate_limits.updated");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bogus: 1 | unknown fault 'bogus'",
                "drop: [response.finished] | response.finished",
                "drop: {a: 1} | drop should be a list",
                "chance: 2 | chance must be",
                "lateMs: soon | lateMs should be a whole number",
                "lateMs: 99999999 | lateMs must be",
                "clear: maybe | obeyed, ignored or unknown",
                "silentMedia: perhaps | true or false",
                "expire: {afterMs: 1, afterEvent: response.done} | either afterMs or afterEvent",
                "expire: {after: 1} | afterEvent and afterMs",
                "stall: 5 | atMs and forMs",
                "signallingDelayMs: 5 | does not go with an answer",
            })
    void aFaultThatMakesNoSenseIsAnErrorWithItsLine(String fault, String message) {
        String yaml = "answers:\n  - text: Hello.\n    faults:\n      reorderWindow: 3\n      " + fault + "\n";
        assertThatThrownBy(() -> Script.parse(yaml, "bad.yaml"))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("bad.yaml:5: ")
                .hasMessageContaining(message);
    }
}
