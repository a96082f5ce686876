package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bargein serve} over a long run with a small heap: thousands of connections, hundreds of calls and of sessions that
 * talk. Its name keeps it out of the usual build, as it takes ten minutes; run it with
 *
 * <pre>mvn -pl cli -am test -Dtest=Soak -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * <p>The system properties {@code soak.connections}, {@code soak.calls}, {@code soak.sessions}, {@code soak.seconds} and
 * {@code soak.heap} change its size.
 */
@Timeout(3_600)
class Soak {
    private static final int CONNECTIONS = Integer.getInteger("soak.connections", 2_000);
    private static final int CALLS = Integer.getInteger("soak.calls", 300);
    private static final int SESSIONS = Integer.getInteger("soak.sessions", 200);
    private static final int SECONDS = Integer.getInteger("soak.seconds", 60);
    private static final String HEAP = System.getProperty("soak.heap", "256m");
    private static final int AT_A_TIME = 40;
    private static final long PATIENCE_S = 60;

    @TempDir
    private Path dir;

    /** What the process takes. */
    private record State(long heapMb, long rssMb, long threads, long files) {}

    @Test
    void aLongRunLeavesTheServerAsItWas(TestReporter reporter) throws Exception {
        try (CommandProcess serve = new CommandProcess(
                        dir,
                        List.of("-Xmx" + HEAP, "-XX:+UseSerialGC"),
                        "serve",
                        "--port",
                        "0",
                        "--voice",
                        "calibration");
                RtcEngine engine = new LibWebRtcEngine()) {
            String line = serve.readLine();
            SoakClient.Server server =
                    new SoakClient.Server(URI.create(line.substring(line.indexOf("http"), line.indexOf("/v1")))
                            .getPort());
            // Whatever is loaded once.
            comeAndGo(server, 20);
            call(server, engine, 4);
            talk(server, 4, 6);
            State before = report(reporter, "at first", serve, server);
            comeAndGo(server, CONNECTIONS);
            report(reporter, CONNECTIONS + " WebSockets", serve, server);
            call(server, engine, CALLS);
            report(reporter, CALLS + " calls", serve, server);
            State middle = before;
            for (int done = 0; done < SESSIONS; done += AT_A_TIME) {
                int count = Math.min(AT_A_TIME, SESSIONS - done);
                talk(server, count, SECONDS);
                State now = report(reporter, (done + count) + " sessions of " + SECONDS + " s", serve, server);
                middle = done == 0 ? now : middle;
            }
            State after = state(serve);
            assertThat(server.answers()).as("a new client is answered").isTrue();
            assertThat(after.heapMb()).isLessThan(Math.max(96, 2 * before.heapMb()));
            assertThat(after.heapMb()).isBetween(0L, middle.heapMb() + 32);
            assertThat(after.rssMb()).isLessThan(middle.rssMb() + 64);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 4);
            assertThat(after.files()).isLessThanOrEqualTo(before.files() + 4);
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
            reporter.publishEntry("standard error", serve.errors());
        }
    }

    private static void comeAndGo(SoakClient.Server server, int count) throws Exception {
        inParallel(8, count, number -> {
            try (SoakClient client = SoakClient.connect(server)) {
                client.awaitSession();
            }
        });
    }

    private static void call(SoakClient.Server server, RtcEngine engine, int count) throws Exception {
        inParallel(3, count, number -> {
            CountDownLatch created = new CountDownLatch(1);
            RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {});
            try {
                RtcDataChannel channel = peer.createDataChannel("oai-events");
                channel.listen(new RtcDataChannel.Listener() {
                    @Override
                    public void onMessage(String text) {
                        created.countDown();
                    }
                });
                String offer = peer.createOffer().get(PATIENCE_S, TimeUnit.SECONDS);
                String answer = server.post("/v1/realtime/calls", offer);
                peer.acceptAnswer(answer).get(PATIENCE_S, TimeUnit.SECONDS);
                assertThat(created.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
                channel.send("{\"type\":\"response.create\"}");
            } finally {
                peer.close();
            }
        });
    }

    /** So many at once, each for so many seconds. */
    private static void talk(SoakClient.Server server, int count, int seconds) throws Exception {
        inParallel(count, count, number -> {
            try (SoakClient client = SoakClient.connect(server)) {
                client.awaitSession();
                client.talk(seconds);
            }
        });
    }

    /** Something that a client does. */
    private interface Visit {
        void make(int number) throws Exception;
    }

    private static void inParallel(int threads, int count, Visit visit) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> visits = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                visits.add(pool.submit(() -> {
                    visit.make(number);
                    return null;
                }));
            }
            for (Future<?> made : visits) {
                made.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            pool.shutdownNow();
            assertThat(pool.awaitTermination(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Waits until nobody is left, and tells what the process takes then. */
    private static State report(TestReporter reporter, String when, CommandProcess serve, SoakClient.Server server)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (server.get("/simulator/sessions").contains("\"state\":\"open\"")) {
            assertThat(serve.runsFor(100)).isTrue();
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_S));
        }
        State state = state(serve);
        reporter.publishEntry("after " + when, state.toString());
        return state;
    }

    private static State state(CommandProcess serve) throws IOException, InterruptedException {
        Path proc = Path.of("/proc", Long.toString(serve.pid()));
        jcmd(serve.pid(), "GC.run");
        String heap = jcmd(serve.pid(), "GC.heap_info");
        long used = 0;
        // The young and the old generation; what comes after them is no heap.
        Matcher generation =
                Pattern.compile("generation\\s+total \\d+K, used (\\d+)K").matcher(heap);
        while (generation.find()) {
            used += Long.parseLong(generation.group(1));
        }
        String status = Files.readString(proc.resolve("status"));
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            return new State(used >> 10, number(status, "VmRSS") >> 10, number(status, "Threads"), files.count());
        }
    }

    private static long number(String status, String name) {
        Matcher line = Pattern.compile(name + ":\\s+(\\d+)").matcher(status);
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }
}
