package dev.bargein.simulator.internal.script;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.SocketClient;
import dev.bargein.simulator.ToneVoice;
import dev.bargein.simulator.internal.model.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces when the disk is slower than the sessions. */
class TraceRecorderTest {
    @TempDir
    private Path directory;

    private final ByHand writer = new ByHand();

    private TraceRecorder recorder(long maxPendingBytes, long maxFileBytes) {
        return new TraceRecorder(
                new Config.Recording(directory, true, true), new Redactor(), writer, maxPendingBytes, maxFileBytes);
    }

    private static String message(String text) {
        return "{\"type\":\"x\",\"text\":\"" + text + "\"}";
    }

    private String trace(SimulatorSession session) throws IOException {
        return Files.readString(directory.resolve(session.id() + ".trace"));
    }

    @Test
    void whatIsLeftOutOfOneSessionIsToldInItsOwnTrace() throws IOException, InterruptedException {
        BlockingQueue<SimulatorSession> sessions = new LinkedBlockingQueue<>();
        SimulatorListener listener = new SimulatorListener() {
            @Override
            public void onSession(SimulatorSession session) {
                sessions.add(session);
            }
        };
        try (Simulator sim = Simulator.builder()
                        .voice(new ToneVoice())
                        .trace(listener)
                        .start();
                SocketClient one = SocketClient.connect(sim);
                SocketClient other = SocketClient.connect(sim);
                TraceRecorder recorder = recorder(400, Long.MAX_VALUE)) {
            assertThat(one).isNotSameAs(other);
            SimulatorSession greedy = requireNonNull(sessions.poll(20, TimeUnit.SECONDS), "no session");
            SimulatorSession modest = requireNonNull(sessions.poll(20, TimeUnit.SECONDS), "no session");
            recorder.onSession(greedy);
            recorder.onSession(modest);
            String message = "{\"type\":\"x\",\"text\":\"" + "y".repeat(200) + "\"}";
            recorder.onReceived(greedy, 1, message);
            recorder.onReceived(greedy, 2, message);
            recorder.onReceived(greedy, 3, message);
            writer.runAll();
            recorder.onReceived(modest, 4, message);
            writer.runAll();
            recorder.onClosed(greedy);
            recorder.onClosed(modest);
            writer.runAll();
            assertThat(trace(modest)).contains("yyy").doesNotContain("recorder.left_out");
            assertThat(trace(greedy)).contains("\"recorder.left_out\",\"messages\":2");
        }
    }

    @Test
    void aFileIsBoundedByItsBytesAndNotByItsCharacters() throws IOException {
        try (Simulator sim = Simulator.builder().voice(new ToneVoice()).start();
                SocketClient client = SocketClient.connect(sim);
                TraceRecorder recorder = recorder(Long.MAX_VALUE, 100_000)) {
            client.await(ServerEvent.SessionCreated.class);
            SimulatorSession session = sim.sessions().get(0);
            recorder.onSession(session);
            for (int i = 0; i < 100; i++) {
                recorder.onReceived(session, i, message("€".repeat(1_000)));
            }
            recorder.onClosed(session);
            writer.runAll();
            assertThat(Files.size(directory.resolve(session.id() + ".trace"))).isBetween(100_000L, 140_000L);
            assertThat(trace(session)).contains("recorder.full");
        }
    }

    @Test
    void whatWaitsIsCountedAsTheHeapHoldsItAndASingleMessageAlwaysWaits() throws IOException {
        try (Simulator sim = Simulator.builder().voice(new ToneVoice()).start();
                SocketClient client = SocketClient.connect(sim);
                TraceRecorder recorder = recorder(1_000, Long.MAX_VALUE)) {
            client.await(ServerEvent.SessionCreated.class);
            SimulatorSession session = sim.sessions().get(0);
            recorder.onSession(session);
            // Two bytes a character in the heap: one has room, two have not.
            recorder.onReceived(session, 1, message("€".repeat(300)));
            recorder.onReceived(session, 2, message("€".repeat(300)));
            writer.runAll();
            recorder.onReceived(session, 3, message("z".repeat(5_000)));
            recorder.onClosed(session);
            writer.runAll();
            assertThat(trace(session))
                    .contains("\"recorder.left_out\",\"messages\":1")
                    .contains("zzz");
        }
    }

    /** Runs its tasks when it is told to. */
    private static final class ByHand extends AbstractExecutorService {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private boolean shutdown;

        void runAll() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void shutdown() {
            shutdown = true;
            runAll();
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.copyOf(tasks);
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
