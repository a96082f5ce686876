package dev.bargein.simulator;

import dev.bargein.simulator.internal.Benchmark;
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
     * @param webSocketSessions how many clients listened on WebSockets
     * @param webRtcSessions how many clients listened on calls
     * @param seconds how long, without setting up
     * @param webSocket lateness of audio deltas against their deadlines
     * @param webRtc lateness of 20 ms frames against their deadlines
     * @param frames 20 ms frames that were sent
     * @param missedFrames 20 ms frames that were given up
     * @param longestGapMs the longest pause between two frames of sound at any client's ear, in milliseconds
     * @param cpuCores processor time of the whole process, clients included, in cores
     */
    public record Result(
            int webSocketSessions,
            int webRtcSessions,
            double seconds,
            Lateness webSocket,
            Lateness webRtc,
            long frames,
            long missedFrames,
            double longestGapMs,
            double cpuCores) {}

    /**
     * Runs a simulator and its clients.
     *
     * @param webSocketSessions clients on WebSockets; both counts together at most 180
     * @param webRtcSessions clients on calls; needs an engine that {@link java.util.ServiceLoader} finds
     * @param duration how long to measure, at most 10 minutes
     * @throws SimulatorException when a client cannot connect
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
