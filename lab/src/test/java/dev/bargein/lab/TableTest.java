package dev.bargein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Arm OURS =
            SampleRun.arm(Strategy.BARGEIN, TransportKind.WEBRTC, Scenario.STOP_WHILE_GENERATING);
    private static final Arm THEIRS =
            SampleRun.arm(Strategy.TRUNCATE_CANCEL, TransportKind.WEBRTC, Scenario.STOP_WHILE_GENERATING);

    private static TrialResult trial(Arm arm, double silence, double leak) {
        return TrialResult.of(arm, 7, Map.of(Metric.STOP_TO_SILENCE, silence, Metric.LEAK, leak), Timeline.EMPTY);
    }

    @Test
    void noLineIsWiderThanATerminalOfAHundredColumns() {
        assertThat(SampleRun.full().table(false).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void noLineIsWiderEvenWithHugeValuesAndEndlessErrors() {
        Map<Metric, Double> huge = Scenario.STOP_THEN_ASK.metrics().stream()
                .collect(Collectors.toMap(metric -> metric, metric -> -1_234_567.0));
        Arm arm = SampleRun.arm(Strategy.MUTE_UNTIL_STOPPED, TransportKind.WEBSOCKET, Scenario.STOP_THEN_ASK);
        AbResult result =
                SampleRun.of(TrialResult.of(arm, 1, huge, Timeline.EMPTY), TrialResult.failed(arm, 2, "x".repeat(500)));

        assertThat(result.table(false).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void theVerdictComesFirst() {
        AbResult result = SampleRun.of(trial(OURS, 12, 0), trial(THEIRS, 7_105, 7_000));

        assertThat(result.table(false).replace("\n", " "))
                .startsWith("With bargein the voice is silent within 12 ms of every Stop and press (worst of 1 trial,"
                        + " WebRTC). The same Stop with truncate-cancel on WebRTC: the voice talks on for 7.1 s");
    }

    @Test
    void whatIsBadIsSaidInWords() {
        List<String> lines = SampleRun.of(trial(OURS, 12, 0), trial(THEIRS, 7_105, 7_000))
                .table(false)
                .lines()
                .toList();

        assertThat(lines).anySatisfy(line -> assertThat(line).matches("truncate-cancel +WebRTC .*7,105.*talks on"));
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("bargein +WebRTC .*12 .* ok"));
    }

    @Test
    void whatIsALittleBeyondABoundIsNotToldAsWithinIt() {
        AbResult result = SampleRun.of(trial(OURS, 20.4, 0), trial(THEIRS, 1_149, 0));

        assertThat(result.verdict()).contains("within 21 ms").contains("talks on for 1.1 s");
        assertThat(result.table(false).lines())
                .anySatisfy(line -> assertThat(line).matches("bargein +WebRTC .* 21 .*talks on"));
        assertThat(SampleRun.of(trial(OURS, 20, 0)).verdict()).contains("within 20 ms");
    }

    @Test
    void theTableHasTheNinetyNinthPercentile() {
        TrialResult[] trials = new TrialResult[200];
        for (int i = 0; i < trials.length; i++) {
            trials[i] = trial(OURS, i < 190 ? 1 : i < 198 ? 3 : 15, 0);
        }

        List<String> lines = SampleRun.of(trials).table(false).lines().toList();

        assertThat(lines).anySatisfy(line -> assertThat(line).matches("strategy +transport +p50 +p95 +p99 +max .*"));
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("bargein +WebRTC +1.0 +1.0 +3.0 +15 .*ok"));
    }

    @Test
    void holesAndRepetitionsOfTheNextAnswerAreSaid() {
        Arm arm = SampleRun.arm(Strategy.BARGEIN, TransportKind.WEBRTC, Scenario.STOP_THEN_ASK);
        AbResult result = SampleRun.of(TrialResult.of(
                arm,
                1,
                Map.of(Metric.STOP_TO_SILENCE, 5.0, Metric.CLIP, 1.2, Metric.HOLES, 200.0, Metric.REPEATS, 60.0),
                Timeline.EMPTY));

        assertThat(result.verdict()).contains("holes 200 ms at worst").contains("repeats 60 ms at worst");
        assertThat(result.table(false)).contains("has holes");
    }

    @Test
    void aRareLeakIsNotHiddenByTheMedian() {
        AbResult result = SampleRun.of(trial(OURS, 8, 0), trial(OURS, 8, 0), trial(OURS, 8, 300));

        assertThat(result.table(false).lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith("bargein").contains("300").endsWith("leaks"));
        assertThat(result.verdict()).contains("leak 300 ms at worst");
    }

    @Test
    void failedTrialsAreCountedAndShown() {
        AbResult result = SampleRun.of(trial(OURS, 8, 0), TrialResult.failed(OURS, 99, "no audio within 10 s"));

        assertThat(result.table(false))
                .contains("1/2 failed")
                .contains("bargein/webrtc/stop-while-generating/clean --seed 99: no audio within 10 s");
    }

    @Test
    void theSameErrorIsShownOnce() {
        AbResult result = SampleRun.of(
                TrialResult.failed(OURS, 1, "refused"),
                TrialResult.failed(OURS, 2, "refused"),
                TrialResult.failed(THEIRS, 3, "refused"));

        assertThat(result.table(false))
                .contains("3 trials failed")
                .contains("--seed 1 and 2 others: refused")
                .doesNotContain("--seed 2");
    }

    @Test
    void aBusyMachineIsSaid() {
        Environment calm = SampleRun.environment();
        Environment.Course course = calm.course();
        Environment busy = new Environment(
                calm.version(),
                calm.service(),
                calm.seed(),
                calm.trialsPerArm(),
                calm.machine(),
                new Environment.Course(course.started(), course.took(), false, 3.14));

        assertThat(new AbResult(busy, List.of(trial(OURS, 8, 0))).table(false)).contains("3.1 % of the audio ticks");
        assertThat(new AbResult(busy, List.of(trial(OURS, 8, 0))).html()).contains("3.1 % of the audio ticks");
        assertThat(new AbResult(calm, List.of(trial(OURS, 8, 0))).table(false)).doesNotContain("audio ticks");
    }

    @Test
    void nothingButFailuresIsNotAVictory() {
        AbResult result = SampleRun.of(TrialResult.failed(OURS, 99, "refused"));

        assertThat(result.verdict()).isEqualTo("All 1 trial failed: the errors say why.");
        assertThat(result.table(false)).doesNotContain(" ok\n");
    }

    @Test
    void coloursComeOnlyWhenAskedForAndChangeNoText() {
        AbResult result = SampleRun.full();

        assertThat(result.table(false)).doesNotContain("\u001b");
        assertThat(result.table(true)).contains("\u001b[31m").contains("\u001b[32m");
        assertThat(result.table(true).replaceAll("\u001b\\[\\d+m", "")).isEqualTo(result.table(false));
    }

    @Test
    void controlCharactersOfAnErrorDoNotReachTheTerminal() {
        AbResult result = SampleRun.of(TrialResult.failed(OURS, 1, "\u001b]0;title\u0007\u001b[2Jgone\r\nnext"));

        assertThat(result.table(false)).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
    }

    @Test
    void anErrorCanNeitherReorderNorRecolourTheTerminal() {
        AbResult result = SampleRun.of(TrialResult.failed(OURS, 1, "a\u009b31mb\u202ec\u2066d\u2028e\u200ff"));

        assertThat(result.table(false)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]");
        assertThat(result.table(false)).contains("a 31mb c d e f");
    }

    @Test
    void theCommandToRunItAgainIsNamed() {
        assertThat(SampleRun.full().table(false).lines()).contains("  bargein ab --seed 42 --trials 5");
    }

    @Test
    void theCommandToRunItAgainMeasuresTheSameArms() {
        AbResult some = SampleRun.of(
                trial(SampleRun.arm(Strategy.BARGEIN, TransportKind.WEBRTC, Scenario.TALK), 7, 0),
                trial(SampleRun.arm(Strategy.CANCEL_CLEAR, TransportKind.WEBRTC, Scenario.TALK), 7, 0));

        String again = "bargein ab --seed 42 --trials 5 --strategies cancel-clear,bargein --transports webrtc"
                + " --scenarios talk";
        assertThat(some.table(false).replace(" \\\n   ", "")).contains("  " + again + "\n");
        assertThat(some.html()).contains(again);
    }
}
