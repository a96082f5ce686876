package dev.bargein.simulator;

/**
 * How late timed work was done, against its absolute deadlines.
 *
 * @param count how many deadlines there were
 * @param p50Ms half of them were met within so many milliseconds; resolution 0.1
 * @param p99Ms 99 % of them were met within so many milliseconds; resolution 0.1
 * @param maxMs the latest, in milliseconds
 */
public record Lateness(long count, double p50Ms, double p99Ms, double maxMs) {}
