package dev.bargein.lab.internal.report;

import dev.bargein.lab.Distribution;
import dev.bargein.lab.handsfree.HandsFreeArm;
import dev.bargein.lab.handsfree.HandsFreeResult;
import dev.bargein.lab.handsfree.HandsFreeSummary;
import dev.bargein.lab.handsfree.HandsFreeTrial;
import dev.bargein.lab.handsfree.SoundKind;
import dev.bargein.lab.handsfree.SoundOutcome;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Hands-free conversations as JSON: the member {@code handsFree} of {@code bargein.ab/1}. */
final class HandsFreeJson {
    private HandsFreeJson() {}

    static JsonValue of(HandsFreeResult result) {
        return JsonObject.EMPTY
                .with("seed", result.seed())
                .with("conversations", result.conversations())
                .with("talkers", result.talkers())
                .with("interrupted", JsonValue.of(result.interrupted()))
                .with(
                        "summary",
                        new JsonArray(result.summary().stream()
                                .map(HandsFreeJson::summary)
                                .toList()))
                .with(
                        "trials",
                        new JsonArray(result.trials().stream()
                                .map(HandsFreeJson::trial)
                                .toList()));
    }

    private static JsonValue summary(HandsFreeSummary summary) {
        Map<String, JsonValue> members = arm(summary.arm());
        members.put("n", JsonValue.of(summary.trials().size()));
        members.put("failed", JsonValue.of(summary.failed()));
        members.put("good", JsonValue.of(summary.isGood()));
        members.put("yieldRate", JsonReport.number(summary.yieldRate()));
        members.put("cameBack", JsonValue.of(summary.cameBack()));
        members.put("ignoredShare", JsonReport.number(summary.ignoredShare()));
        JsonObject kinds = JsonObject.EMPTY;
        for (SoundKind kind : SoundKind.values()) {
            kinds = kinds.with(
                    kind.id(),
                    JsonObject.EMPTY
                            .with("n", summary.sounds(kind).size())
                            .with("ignoredShare", JsonReport.number(summary.ignoredShare(kind))));
        }
        members.put("sounds", kinds);
        members.put("onsetToSilenceMs", distribution(summary.onsetToSilence()));
        members.put("onsetToGoneMs", distribution(summary.onsetToGone()));
        members.put("falsePauseMs", distribution(summary.falsePauses()));
        members.put("lostSamples", JsonValue.of(summary.lostSamples()));
        members.put("repeatedSamples", JsonValue.of(summary.repeatedSamples()));
        return new JsonObject(members);
    }

    private static Map<String, JsonValue> arm(HandsFreeArm arm) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("detector", JsonValue.of(arm.detector()));
        members.put("transport", JsonValue.of(arm.transport().traits().name()));
        members.put("rttMs", JsonValue.of(arm.rttMs()));
        return members;
    }

    private static JsonValue distribution(Optional<Distribution> values) {
        return values.<JsonValue>map(all -> JsonObject.EMPTY
                        .with("n", all.n())
                        .with("p50", JsonReport.number(all.p50()))
                        .with("p95", JsonReport.number(all.p95()))
                        .with("p99", JsonReport.number(all.p99()))
                        .with("max", JsonReport.number(all.max())))
                .orElse(JsonValue.NULL);
    }

    private static JsonValue trial(HandsFreeTrial trial) {
        Map<String, JsonValue> members = arm(trial.arm());
        members.put("seed", JsonValue.of(trial.seed()));
        members.put(
                "sounds",
                new JsonArray(trial.sounds().stream().map(HandsFreeJson::sound).toList()));
        if (!trial.fault().isEmpty()) {
            members.put("error", JsonValue.of(trial.fault()));
        }
        return new JsonObject(members);
    }

    private static JsonValue sound(SoundOutcome sound) {
        return JsonObject.EMPTY
                .with("kind", sound.kind().id())
                .with("startMs", JsonReport.number(sound.startMs()))
                .with("lengthMs", JsonReport.number(sound.lengthMs()))
                .with("silentAtMs", sound.held() ? JsonReport.number(sound.silentAtMs()) : JsonValue.NULL)
                .with("goneAtMs", sound.cut() ? JsonReport.number(sound.goneAtMs()) : JsonValue.NULL)
                .with(
                        "pausesMs",
                        new JsonArray(sound.pausesMs().stream()
                                .map(JsonReport::number)
                                .toList()))
                .with("lostSamples", sound.lostSamples())
                .with("repeatedSamples", sound.repeatedSamples());
    }
}
