package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Reply;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.script.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which answer of a script a turn gets. */
class ScriptRulesTest {
    private static final SimulatorItem.Sound SILENCE = SimulatorItem.Sound.ofChunks(List.of());

    private static Turn.Message user(String text) {
        return new Turn.Message("user", text, SILENCE);
    }

    private static Turn turn(int number, Turn.Entry... history) {
        return new Turn(number, List.of(history), "", List.of(), "auto");
    }

    private static String said(Script script, Turn turn) {
        List<String> said = new ArrayList<>();
        script.think(turn, new Reply() {
            @Override
            public void answer(Answer answer) {
                said.add(answer.parts().get(0).text());
            }

            @Override
            public void say(String text) {
                throw new AssertionError("a script answers at once");
            }

            @Override
            public void call(String name, String arguments) {
                throw new AssertionError("a script answers at once");
            }

            @Override
            public void end(Answer.Ending how) {
                throw new AssertionError("a script answers at once");
            }

            @Override
            public void onAbandoned(Runnable task) {}
        });
        return said.get(0);
    }

    @Test
    void wordsAreFoundInUpperAndLowerCase() {
        Script script = Script.of(Answer.ofText("else")).when("WEATHER", Answer.ofText("sun"));
        assertThat(said(script, turn(0, user("How is the Weather today?")))).isEqualTo("sun");
        assertThat(said(script, turn(0, user("How are you?")))).isEqualTo("else");
        assertThat(said(script, turn(0))).isEqualTo("else");
    }

    @Test
    void onlyWhatTheUserSaidSinceTheLastAnswerCounts() {
        Script script = Script.of(Answer.ofText("else")).when("weather", Answer.ofText("sun"));
        Turn.Message old = user("weather");
        Turn.Message answer = new Turn.Message("assistant", "sun", SILENCE);
        assertThat(said(script, turn(1, old, answer, user("thanks")))).isEqualTo("else");
        assertThat(said(script, turn(1, old, answer))).isEqualTo("else");
        assertThat(said(script, turn(1, user("weather"), user("please")))).isEqualTo("sun");
    }

    @Test
    void regularExpressionsAreFoundAnywhere() {
        Script script = Script.of(Answer.ofText("else")).whenMatches("order (number )?[0-9]+", Answer.ofText("sent"));
        assertThat(said(script, turn(0, user("Where is Order number 17?")))).isEqualTo("sent");
        assertThat(said(script, turn(0, user("Where is my order?")))).isEqualTo("else");
    }

    @Test
    void aRegularExpressionThatNeverEndsIsNotFound() {
        Script script = Script.of(Answer.ofText("else")).whenMatches("(a+)+b", Answer.ofText("found"));
        assertThat(said(script, turn(0, user("a".repeat(60))))).isEqualTo("else");
        Script deep = Script.of(Answer.ofText("else")).whenMatches("(a|b)*c", Answer.ofText("found"));
        assertThat(said(deep, turn(0, user("ab".repeat(50_000))))).isEqualTo("else");
    }

    @Test
    void theOutputOfAToolIsAnsweredOnceAndNotByItsQuestion() {
        Script script = Script.of(Answer.ofText("else"))
                .when("weather", Answer.ofText("calling"))
                .whenTool("sky", Answer.ofText("sun"));
        Turn.Entry[] history = {
            user("weather"), new Turn.Call("c", "sky", "{}"), new Turn.Output("c", "sky", "clear"), user("thanks")
        };
        assertThat(said(script, turn(0, history[0]))).isEqualTo("calling");
        assertThat(said(script, turn(1, history[0], history[1], history[2]))).isEqualTo("sun");
        assertThat(said(script, turn(2, history))).isEqualTo("else");
    }

    @Test
    void theFirstRuleThatFitsWinsAndRulesAreNotCounted() {
        Script script = Script.of(Answer.ofText("one"), Answer.ofText("two"))
                .when("a", Answer.ofText("first"))
                .when("ab", Answer.ofText("second"));
        assertThat(said(script, turn(0, user("ab")))).isEqualTo("first");
        assertThat(said(script, turn(1, user("c")))).isEqualTo("two");
        assertThat(said(script, turn(9, user("c")))).isEqualTo("two");
    }

    @Test
    void aScriptListensOnlyWhenARuleNeedsIt() {
        Script plain = Script.of(Answer.ofText("one"));
        assertThat(plain.hears()).isFalse();
        assertThat(plain.whenTool("t", Answer.ofText("x")).hears()).isFalse();
        assertThat(plain.when("t", Answer.ofText("x")).hears()).isTrue();
    }
}
