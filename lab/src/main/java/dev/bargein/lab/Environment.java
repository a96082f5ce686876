package dev.bargein.lab;

import java.time.Duration;
import java.time.Instant;

/**
 * Where and how a run took place.
 *
 * @param version the version of this toolkit
 * @param java the Java runtime
 * @param system the operating system and its architecture
 * @param processors the processors that were available
 * @param service what was measured against
 * @param started when the run began
 * @param took how long it took
 * @param seed the seed of the run
 * @param trialsPerArm how many trials each arm was to have
 * @param interrupted whether the run was ended before all trials were done
 * @param latePercent how many of the 10 ms ticks of the virtual sound cards came more than 10 ms late, in per cent: a
 *     machine that is busy with other things disturbs what is measured
 */
public record Environment(
        String version,
        String java,
        String system,
        int processors,
        String service,
        Instant started,
        Duration took,
        long seed,
        int trialsPerArm,
        boolean interrupted,
        double latePercent) {
    private static final double DISTURBED_PERCENT = 1;

    /** Whether the machine was too busy for the numbers to be trusted. */
    public boolean isDisturbed() {
        return latePercent > DISTURBED_PERCENT;
    }
}
