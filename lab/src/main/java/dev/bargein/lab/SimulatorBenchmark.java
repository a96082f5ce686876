package dev.bargein.lab;

import dev.bargein.lab.internal.Benchmark;
import dev.bargein.simulator.Lateness;
import java.time.Duration;

/**
 * Measures how well a simulator keeps time while many clients in the same process listen to it over loopback.
 *
 * <p>Every session is kept speaking for the whole run: on WebSocket generation at 3.6 times real time, on WebRTC one
 * frame every 20 ms. Thread-safe, but runs at once disturb each other.
 */
public final class SimulatorBenchmark {
    private static final int MAX_SESSIONS = 180;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private SimulatorBenchmark() {}

    /**
     * What was measured.
     *
     * @param seconds how long, without setting up
     * @param webSocket audio deltas
     * @param webRtc 20 ms frames that were sent
     * @param missedFrames 20 ms frames that were given up
     * @param longestGapMs the longest pause between two frames of sound at any client's ear, in milliseconds
     * @param cpuCores processor time of the whole process, clients included, in cores
     */
    public record Result(
            double seconds, Paced webSocket, Paced webRtc, long missedFrames, double longestGapMs, double cpuCores) {}

    /**
     * What was sent on a transport.
     *
     * @param sessions how many clients listened
     * @param lateness of all that was sent to them, against its deadlines
     */
    public record Paced(int sessions, Lateness lateness) {}

    /**
     * Runs a simulator and its clients.
     *
     * @param webSocketSessions clients on WebSockets; both counts together at most 180
     * @param webRtcSessions clients on calls; needs an engine that {@link java.util.ServiceLoader} finds
     * @param duration how long to measure, at most 10 minutes
     * @throws LabException when a client cannot connect
     */
    public static Result run(int webSocketSessions, int webRtcSessions, Duration duration) {
        if (webSocketSessions < 0 || webRtcSessions < 0 || webSocketSessions + webRtcSessions > MAX_SESSIONS) {
            throw new IllegalArgumentException("a benchmark takes 0 to " + MAX_SESSIONS + " sessions");
        }
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a benchmark lasts up to 10 minutes, not " + duration);
        }
        return Benchmark.run(webSocketSessions, webRtcSessions, duration);
    }
}
