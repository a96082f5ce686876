package dev.bargein.lab;

import java.time.Duration;
import java.time.Instant;

/**
 * Where and how a run took place.
 *
 * @param version the version of this toolkit
 * @param service what was measured against
 * @param seed the seed of the run
 * @param trialsPerArm how many trials each arm was to have
 * @param machine what it ran on
 * @param course how it went
 */
public record Environment(String version, String service, long seed, int trialsPerArm, Machine machine, Course course) {
    private static final double DISTURBED_PERCENT = 1;

    /**
     * What a run took place on.
     *
     * @param java the Java runtime
     * @param system the operating system and its architecture
     * @param processors the processors that were available
     */
    public record Machine(String java, String system, int processors) {}

    /**
     * How a run went.
     *
     * @param started when it began
     * @param took how long it took
     * @param interrupted whether it was ended before all trials were done
     * @param latePercent how many of the 10 ms ticks of the virtual sound cards came more than 10 ms late, in per cent: a
     *     machine that is busy with other things disturbs what is measured
     */
    public record Course(Instant started, Duration took, boolean interrupted, double latePercent) {}

    /** Whether the machine was too busy for the numbers to be trusted. */
    public boolean isDisturbed() {
        return course.latePercent() > DISTURBED_PERCENT;
    }
}
