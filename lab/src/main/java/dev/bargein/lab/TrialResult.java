package dev.bargein.lab;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What came out of one trial.
 *
 * @param arm the arm it belongs to
 * @param seed what all its random moments follow from; {@code --seed} with this number and {@code --trials 1} runs it
 *     again
 * @param metrics what was measured, in milliseconds; what the trial does not have is absent
 * @param error why it failed; empty when it did not
 * @param timeline what happened, for drawing
 */
public record TrialResult(Arm arm, long seed, Map<Metric, Double> metrics, String error, Timeline timeline) {
    /** Copies the map. */
    public TrialResult {
        Map<Metric, Double> copy = new EnumMap<>(Metric.class);
        copy.putAll(metrics);
        metrics = Collections.unmodifiableMap(copy);
    }

    /** A trial that was carried out to its end. */
    public static TrialResult of(Arm arm, long seed, Map<Metric, Double> metrics, Timeline timeline) {
        return new TrialResult(arm, seed, metrics, "", timeline);
    }

    /** A trial that failed. */
    public static TrialResult failed(Arm arm, long seed, String error) {
        return new TrialResult(arm, seed, Map.of(), error.isEmpty() ? "failed" : error, Timeline.EMPTY);
    }

    /** Whether it failed; a failed trial has no metrics. */
    public boolean hasFailed() {
        return !error.isEmpty();
    }

    /** The value of a metric in milliseconds; empty when the trial does not have it. */
    public OptionalDouble metric(Metric metric) {
        Double value = metrics.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Whether it did not fail and every metric is within its bar. */
    public boolean isGood() {
        return !hasFailed()
                && metrics.entrySet().stream()
                        .allMatch(entry -> entry.getKey().isGood(entry.getValue(), arm.transport()));
    }
}
