package dev.bargein.client;

import java.util.List;

/**
 * How long each stage of connecting took.
 *
 * <p>Stages that did not happen, such as TLS to a loopback address, are left out. Stages may overlap, so that their sum
 * need not be the total.
 *
 * @param stages in the order in which they ended
 * @param totalNanos from the call of connect until the session was ready
 */
public record ConnectTimings(List<Stage> stages, long totalNanos) {
    /** Copies the list. */
    public ConnectTimings {
        stages = List.copyOf(stages);
    }

    /** How long a stage took in nanoseconds, all its occurrences together; 0 when it did not happen. */
    public long nanos(ConnectStage stage) {
        long sum = 0;
        for (Stage s : stages) {
            if (s.stage() == stage) {
                sum += s.nanos();
            }
        }
        return sum;
    }

    /**
     * One stage.
     *
     * @param stage which
     * @param nanos how long it took
     */
    public record Stage(ConnectStage stage, long nanos) {}
}
