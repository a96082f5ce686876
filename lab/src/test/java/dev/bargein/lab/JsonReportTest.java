package dev.bargein.lab;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    private static final Arm ARM = SampleRun.arm(Strategy.BARGEIN, TransportKind.WEBRTC, Scenario.STOP_THEN_ASK);

    private static JsonObject parsed(AbResult result) {
        return Json.parseObject(result.json(), CodecLimits.CLIENT_INBOUND);
    }

    private static List<JsonObject> objects(JsonObject json, String name) {
        return requireNonNull((JsonArray) json.get(name)).values().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void itSaysItsSchemaAndItsEnvironment() {
        JsonObject json = parsed(SampleRun.full());

        assertThat(json.members()).containsOnlyKeys("schema", "environment", "trials", "summary");
        assertThat(json.string("schema")).isEqualTo("bargein.ab/1");
        assertThat(json.object("environment").number("seed", 0)).isEqualTo(42);
        assertThat(json.object("environment").string("java")).isEqualTo("17.0.15");
    }

    @Test
    void aTrialHasEveryFieldAndNullForWhatItDoesNotMeasure() {
        JsonObject trial = objects(
                        parsed(SampleRun.of(TrialResult.of(
                                ARM,
                                7,
                                Map.of(
                                        Metric.STOP_TO_SILENCE,
                                        12.34567,
                                        Metric.CLIP,
                                        0.0,
                                        Metric.TRUNCATION_ERROR,
                                        -3.0),
                                Timeline.EMPTY))),
                        "trials")
                .get(0);

        assertThat(trial.members().keySet())
                .containsExactly(
                        "strategy",
                        "transport",
                        "scenario",
                        "network",
                        "seed",
                        "stopToSilenceMs",
                        "leakMs",
                        "clipMs",
                        "holesMs",
                        "repeatsMs",
                        "onsetDelayMs",
                        "truncationErrorMs",
                        "talkHeadLossMs",
                        "talkTailLossMs",
                        "lockOutMs",
                        "wasteMs");
        assertThat(trial.string("strategy")).isEqualTo("bargein");
        assertThat(trial.string("transport")).isEqualTo("webrtc");
        assertThat(trial.string("scenario")).isEqualTo("stop-then-ask");
        assertThat(trial.string("network")).isEqualTo("clean");
        assertThat(trial.number("seed", 0)).isEqualTo(7);
        assertThat(trial.members())
                .containsEntry("stopToSilenceMs", new JsonValue.JsonNumber("12.346"))
                .containsEntry("clipMs", new JsonValue.JsonNumber("0"))
                .containsEntry("truncationErrorMs", new JsonValue.JsonNumber("-3"))
                .containsEntry("talkHeadLossMs", JsonValue.NULL);
    }

    @Test
    void aFailedTrialSaysWhyAndHasNoNumbers() {
        JsonObject trial = objects(parsed(SampleRun.of(TrialResult.failed(ARM, 7, "no \"audio\""))), "trials")
                .get(0);

        assertThat(trial.string("error")).isEqualTo("no \"audio\"");
        assertThat(trial.members()).containsEntry("stopToSilenceMs", JsonValue.NULL);
    }

    @Test
    void theSummaryCanBeComputedAgainFromTheTrials() {
        JsonObject json = parsed(SampleRun.full());
        List<JsonObject> trials = objects(json, "trials");

        assertThat(trials).hasSize(200);
        assertThat(objects(json, "summary")).hasSize(8 * (5 + 5 + 5 + 9 + 7)).allSatisfy(row -> {
            assertThat(row.members().keySet())
                    .containsExactly(
                            "strategy", "transport", "scenario", "network", "metric", "n", "p50", "p95", "p99", "max");
            double[] values = trials.stream()
                    .filter(trial -> List.of("strategy", "transport", "scenario", "network").stream()
                            .allMatch(key -> Objects.equals(trial.string(key), row.string(key))))
                    .map(trial -> trial.members().get(row.string("metric")))
                    .filter(value -> value instanceof JsonValue.JsonNumber)
                    .mapToDouble(value -> ((JsonValue.JsonNumber) value).doubleValue())
                    .toArray();
            Distribution again = Distribution.of(values);
            assertThat(row.number("n", 0)).isEqualTo(again.n());
            assertThat(number(row, "p50")).isEqualTo(again.p50());
            assertThat(number(row, "p95")).isEqualTo(again.p95());
            assertThat(number(row, "p99")).isEqualTo(again.p99());
            assertThat(number(row, "max")).isEqualTo(again.max());
        });
    }

    private static double number(JsonObject row, String name) {
        return requireNonNull((JsonValue.JsonNumber) row.get(name)).doubleValue();
    }

    @Test
    void failedTrialsDoNotCountInTheSummary() {
        AbResult result = SampleRun.of(
                TrialResult.of(ARM, 1, Map.of(Metric.LEAK, 10.0), Timeline.EMPTY), TrialResult.failed(ARM, 2, "lost"));

        assertThat(result.summary())
                .containsExactly(new SummaryRow(ARM, Metric.LEAK, new Distribution(1, 10, 10, 10, 10)));
    }

    @Test
    void theSameResultIsTheSameBytes() {
        assertThat(SampleRun.full().json()).isEqualTo(SampleRun.full().json());
    }
}
