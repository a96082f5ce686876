/**
 * The laboratory: the same script on both transports, with several interruption strategies, measured at the ear.
 *
 * <p>An {@link dev.bargein.lab.Arm} is what is compared, a {@link dev.bargein.lab.Scenario} what the user does, a
 * {@link dev.bargein.lab.Metric} what is measured. {@link dev.bargein.lab.AbRun} runs seeded trials of every arm side by
 * side against the simulator, {@link dev.bargein.lab.AbResult} tells what came out: as a table, as JSON, as a report. {@link
 * dev.bargein.lab.SimulatorBenchmark} measures how well the simulator keeps time.
 */
@NullMarked
package dev.bargein.lab;

import org.jspecify.annotations.NullMarked;
