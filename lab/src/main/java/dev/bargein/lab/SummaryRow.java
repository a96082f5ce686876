package dev.bargein.lab;

/**
 * How one metric came out in one arm, over its trials that did not fail.
 *
 * @param arm the arm
 * @param metric the metric
 * @param values its distribution, in milliseconds
 */
public record SummaryRow(Arm arm, Metric metric, Distribution values) {}
