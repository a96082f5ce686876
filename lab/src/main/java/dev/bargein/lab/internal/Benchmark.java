package dev.bargein.lab.internal;

import dev.bargein.lab.LabException;
import dev.bargein.lab.SimulatorBenchmark;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A simulator under load. Not thread-safe: used only by the caller. */
public final class Benchmark {
    private static final long SETUP_SECONDS = 60;
    private static final int ANSWER_MS = 3_600_000;
    /** The first seconds belong to loading and compiling. */
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    private static final double NANOS_PER_SECOND = 1e9;

    private Benchmark() {}

    /** See {@link SimulatorBenchmark#run}. */
    public static SimulatorBenchmark.Result run(int webSockets, int calls, Duration duration) {
        Script script = Script.of(Answer.ofDurationMs(ANSWER_MS));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
        List<BenchmarkClient> clients = new ArrayList<>();
        RtcEngine engine = calls == 0 ? null : EngineLoader.load();
        try (Simulator sim = Simulator.builder().script(script).start()) {
            BenchmarkClient.Factory factory = new BenchmarkClient.Factory(vertx, sim.port());
            for (int i = 0; i < webSockets; i++) {
                clients.add(join(factory.webSocket()));
            }
            for (int i = 0; i < calls && engine != null; i++) {
                clients.add(join(factory.call(engine)));
            }
            clients.forEach(BenchmarkClient::ask);
            return measure(sim, clients, webSockets, calls, duration);
        } finally {
            clients.forEach(BenchmarkClient::close);
            if (engine != null) {
                engine.close();
            }
            join(vertx.close().toCompletionStage().toCompletableFuture());
        }
    }

    private static SimulatorBenchmark.Result measure(
            Simulator sim, List<BenchmarkClient> clients, int webSockets, int calls, Duration duration) {
        pause(WARM_UP);
        sim.forgetLateness();
        clients.forEach(BenchmarkClient::startMeasuring);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        pause(duration);
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        double cores = (cpuNanos() - cpu) / NANOS_PER_SECOND / seconds;
        long missed = 0;
        for (SimulatorSession session : sim.sessions()) {
            missed += session.ledger().missedFrames();
        }
        double gap = clients.stream()
                .mapToDouble(BenchmarkClient::longestGapMs)
                .max()
                .orElse(0);
        return new SimulatorBenchmark.Result(
                seconds,
                new SimulatorBenchmark.Paced(webSockets, sim.lateness(SimulatorTransport.WEBSOCKET)),
                new SimulatorBenchmark.Paced(calls, sim.lateness(SimulatorTransport.WEBRTC)),
                missed,
                gap,
                cores);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new LabException("The benchmark was interrupted");
            }
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.orTimeout(SETUP_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new LabException("A client of the benchmark could not connect", e);
        }
    }
}
