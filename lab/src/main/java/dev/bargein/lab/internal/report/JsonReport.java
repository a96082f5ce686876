package dev.bargein.lab.internal.report;

import dev.bargein.lab.AbResult;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Distribution;
import dev.bargein.lab.Environment;
import dev.bargein.lab.Metric;
import dev.bargein.lab.SummaryRow;
import dev.bargein.lab.TrialResult;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** A run as JSON, schema {@code bargein.ab/1}. */
public final class JsonReport {
    /** The schema; a change that breaks readers gets another number. */
    static final String SCHEMA = "bargein.ab/1";

    /** Microseconds: finer than any clock here. */
    private static final int DECIMALS = 3;

    private JsonReport() {}

    /** The JSON of a run, without white space. */
    public static String of(AbResult result) {
        JsonObject json = JsonObject.EMPTY
                .with("schema", SCHEMA)
                .with("environment", environment(result.environment()))
                .with(
                        "trials",
                        new JsonArray(
                                result.trials().stream().map(JsonReport::trial).toList()))
                .with(
                        "summary",
                        new JsonArray(result.summary().stream()
                                .map(JsonReport::summary)
                                .toList()));
        return Json.write(
                result.handsFree().isEmpty() ? json : json.with("handsFree", HandsFreeJson.of(result.handsFree())));
    }

    private static JsonValue environment(Environment environment) {
        return JsonObject.EMPTY
                .with("bargein", environment.version())
                .with("java", environment.machine().java())
                .with("system", environment.machine().system())
                .with("processors", environment.machine().processors())
                .with("service", environment.service())
                .with("started", environment.course().started().toString())
                .with("tookMs", environment.course().took().toMillis())
                .with("seed", environment.seed())
                .with("trialsPerArm", environment.trialsPerArm())
                .with("interrupted", JsonValue.of(environment.course().interrupted()))
                .with("latePercent", number(environment.course().latePercent()));
    }

    private static JsonValue trial(TrialResult trial) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        putArm(members, trial.arm());
        members.put("seed", JsonValue.of(trial.seed()));
        for (Metric metric : Metric.values()) {
            OptionalDouble value = trial.metric(metric);
            members.put(metric.jsonName(), value.isPresent() ? number(value.getAsDouble()) : JsonValue.NULL);
        }
        if (trial.hasFailed()) {
            members.put("error", JsonValue.of(trial.error()));
        }
        return new JsonObject(members);
    }

    private static JsonValue summary(SummaryRow row) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        putArm(members, row.arm());
        members.put("metric", JsonValue.of(row.metric().jsonName()));
        Distribution values = row.values();
        members.put("n", JsonValue.of(values.n()));
        members.put("p50", number(values.p50()));
        members.put("p95", number(values.p95()));
        members.put("p99", number(values.p99()));
        members.put("max", number(values.max()));
        return new JsonObject(members);
    }

    private static void putArm(Map<String, JsonValue> members, Arm arm) {
        members.put("strategy", JsonValue.of(arm.strategy().name()));
        members.put("transport", JsonValue.of(arm.transport().traits().name()));
        members.put("scenario", JsonValue.of(arm.scenario().id()));
        members.put("network", JsonValue.of(arm.network().name()));
    }

    static JsonValue number(double ms) {
        BigDecimal rounded = BigDecimal.valueOf(ms).setScale(DECIMALS, RoundingMode.HALF_EVEN);
        if (rounded.signum() == 0) {
            return JsonValue.of(0);
        }
        return new JsonValue.JsonNumber(rounded.stripTrailingZeros().toPlainString());
    }
}
