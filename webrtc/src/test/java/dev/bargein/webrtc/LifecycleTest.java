package dev.bargein.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LifecycleTest {
    private final LibWebRtcEngine engine = new LibWebRtcEngine();

    @AfterEach
    void closeEngine() {
        engine.close();
        assertThat(engine.openPeers()).isZero();
    }

    @Test
    void closingAtAnyStageOfConnectingIsSafe() throws Exception {
        for (int stage = 0; stage < 6; stage++) {
            TestPeer caller = new TestPeer(engine);
            TestPeer callee = new TestPeer(engine);
            connectUntil(stage, caller, callee);
            caller.close();
            callee.close();
            assertThat(engine.openPeers()).as("stage " + stage).isZero();
        }
    }

    private static void connectUntil(int stage, TestPeer caller, TestPeer callee) {
        if (stage == 0) {
            return;
        }
        caller.peer.createDataChannel("oai-events");
        CompletableFuture<String> offer = caller.peer.createOffer();
        if (stage == 1) {
            return;
        }
        CompletableFuture<String> answer = callee.peer.acceptOffer(TestPeer.get(offer));
        if (stage == 2) {
            return;
        }
        TestPeer.get(answer);
        if (stage == 3) {
            return;
        }
        CompletableFuture<Void> accepted = caller.peer.acceptAnswer(TestPeer.get(answer));
        if (stage == 4) {
            return;
        }
        TestPeer.get(accepted);
    }

    @Test
    void aFutureUnderWayFailsWhenThePeerCloses() {
        for (int i = 0; i < 20; i++) {
            TestPeer peer = new TestPeer(engine);
            CompletableFuture<String> offer = peer.peer.createOffer();
            peer.close();
            // It may have been quick enough; but it is over, one way or the other.
            boolean over =
                    TestPeer.get(offer.handle((sdp, failure) -> failure == null || failure instanceof RtcException));
            assertThat(over).isTrue();
        }
    }

    @Test
    void closingTwiceAndFromManyThreadsIsClosingOnce() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> closes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            TestPeer peer = i % 2 == 0 ? caller : callee;
            closes.add(threads.submit(peer::close));
        }
        for (Future<?> close : closes) {
            close.get(TestPeer.DEADLINE_S, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(TestPeer.DEADLINE_S, TimeUnit.SECONDS))
                .isTrue();
        assertThat(caller.states).containsOnlyOnce(RtcPeerState.CLOSED).endsWith(RtcPeerState.CLOSED);
        assertThat(engine.openPeers()).isZero();
    }

    @Test
    void afterCloseEveryCallIsHarmlessAndEveryFutureFails() throws Exception {
        TestPeer peer = new TestPeer(engine);
        TestPeer.Channel channel = new TestPeer.Channel(peer.peer.createDataChannel("a"));
        peer.close();

        assertThat(channel.closed.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(channel.channel.send("x")).isFalse();
        assertThat(channel.channel.bufferedBytes()).isZero();
        channel.channel.close();
        peer.peer.sendAudio(new short[240], 0);
        assertThat(peer.peer.createDataChannel("b").send("x")).isFalse();
        String offer = "v=0\r\nm=audio 9 x 1\r\n";
        for (CompletableFuture<?> future :
                List.of(peer.peer.createOffer(), peer.peer.acceptOffer(offer), peer.peer.acceptAnswer(offer))) {
            assertThatThrownBy(() -> TestPeer.get(future)).hasCauseInstanceOf(RtcException.class);
        }
    }

    @Test
    void closingTheEngineClosesItsPeersAndEndsIt() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
        engine.close();
        engine.close();
        assertThat(caller.states).endsWith(RtcPeerState.CLOSED);
        assertThat(callee.states).endsWith(RtcPeerState.CLOSED);
        assertThat(engine.openPeers()).isZero();
        assertThatThrownBy(() -> new TestPeer(engine))
                .isInstanceOf(RtcException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void anEngineThatWasNeverUsedLoadsNothingAndCloses() {
        assertThatCode(() -> new LibWebRtcEngine().close()).doesNotThrowAnyException();
    }

    @Test
    void closingFromWithinAListenerHappensRightAfterIt() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<RtcPeer> self = new CompletableFuture<>();
        TestPeer caller = new TestPeer(engine);
        RtcPeer callee = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {
            @Override
            public void onState(RtcPeerState state) {
                if (state == RtcPeerState.CONNECTED) {
                    self.join().close();
                }
                if (state == RtcPeerState.CLOSED) {
                    closed.countDown();
                }
            }
        });
        self.complete(callee);
        String answer = TestPeer.get(callee.acceptOffer(TestPeer.get(caller.peer.createOffer())));
        TestPeer.get(caller.peer.acceptAnswer(answer));
        assertThat(closed.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatAListenerThrowsIsReportedAndHarmsNoOne() throws Exception {
        AtomicInteger reported = new AtomicInteger();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.incrementAndGet());
        try {
            CountDownLatch frames = new CountDownLatch(50);
            CountDownLatch messages = new CountDownLatch(2);
            TestPeer caller = new TestPeer(engine);
            RtcPeer callee = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {
                @Override
                public void onState(RtcPeerState state) {
                    throw new IllegalStateException("state");
                }

                @Override
                public void onAudio(short[] pcm) {
                    frames.countDown();
                    throw new AssertionError("audio");
                }

                @Override
                public void onDataChannel(RtcDataChannel channel) {
                    channel.listen(new RtcDataChannel.Listener() {
                        @Override
                        public void onMessage(String text) {
                            messages.countDown();
                            throw new IllegalStateException("message");
                        }
                    });
                    throw new IllegalStateException("channel");
                }
            });
            TestPeer.Channel channel = new TestPeer.Channel(caller.peer.createDataChannel("oai-events"));
            caller.channel.complete(channel);
            String answer = TestPeer.get(callee.acceptOffer(TestPeer.get(caller.peer.createOffer())));
            TestPeer.get(caller.peer.acceptAnswer(answer));
            caller.openChannel();
            assertThat(channel.channel.send("one")).isTrue();
            assertThat(channel.channel.send("two")).isTrue();
            assertThat(messages.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS)).isTrue();
            assertThat(frames.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS)).isTrue();
            callee.close();
            assertThat(reported.get()).isGreaterThanOrEqualTo(50);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void soundAndMessagesSentWhileClosingAreSafe() throws Exception {
        for (int i = 0; i < 10; i++) {
            TestPeer caller = new TestPeer(engine);
            TestPeer callee = new TestPeer(engine);
            TestPeer.connect(caller, callee);
            TestPeer.Channel channel = caller.openChannel();
            CountDownLatch flooding = new CountDownLatch(1);
            Thread flood = new Thread(() -> {
                for (int k = 0; k < 5_000; k++) {
                    caller.peer.sendAudio(new short[240], 0);
                    channel.channel.send("message " + k);
                    channel.channel.bufferedBytes();
                    if (k == 200) {
                        flooding.countDown();
                    }
                }
            });
            flood.start();
            assertThat(flooding.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS)).isTrue();
            caller.close();
            callee.close();
            flood.join();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void twoHundredConnectionsLeaveNoThreadBehind() throws Exception {
        try (TestPeer warm = new TestPeer(engine);
                TestPeer up = new TestPeer(engine)) {
            TestPeer.connect(warm, up);
        }
        Map<String, Long> before = threads();
        for (int i = 0; i < 100; i++) {
            try (TestPeer caller = new TestPeer(engine);
                    TestPeer callee = new TestPeer(engine)) {
                if (i % 4 == 0) {
                    TestPeer.connect(caller, callee);
                } else if (i % 4 == 1) {
                    TestPeer.negotiate(caller, callee);
                }
            }
        }
        assertThat(threads()).isEqualTo(before);
        engine.close();
        assertThat(threads().keySet()).noneMatch(name -> name.startsWith("webrtc") || name.startsWith("rtc-"));
    }

    /** libwebrtc keeps a little of every message until its threads end; overlapping calls must not put that off for ever. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aWornRuntimeIsReplacedAlthoughThereIsAlwaysACall() throws Exception {
        long one = signallingThreadsOfOnePair();
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
        wearOut(caller, callee);

        TestPeer nextCaller = new TestPeer(engine);
        TestPeer nextCallee = new TestPeer(engine);
        TestPeer.connect(nextCaller, nextCallee);
        assertThat(caller.openChannel().channel.send("still there")).isTrue();
        assertThat(callee.openChannel().next()).isEqualTo("still there");
        assertThat(runtimes()).as("the old one and the new one").isEqualTo(2 * one);

        caller.close();
        callee.close();
        assertThat(runtimes()).as("the old one has ended with its last call").isEqualTo(one);
        assertThat(nextCaller.openChannel().channel.send("goes on")).isTrue();
        assertThat(nextCallee.openChannel().next()).isEqualTo("goes on");
    }

    private static void wearOut(TestPeer caller, TestPeer callee) throws InterruptedException {
        TestPeer.Channel out = caller.openChannel();
        TestPeer.Channel in = callee.openChannel();
        for (int i = 0; i < 101_000; i++) {
            assertThat(out.channel.send("x")).isTrue();
            if (i % 500 == 499) {
                for (int k = 0; k < 500; k++) {
                    in.next();
                }
            }
        }
    }

    private long signallingThreadsOfOnePair() throws Exception {
        try (TestPeer caller = new TestPeer(engine);
                TestPeer callee = new TestPeer(engine)) {
            TestPeer.connect(caller, callee);
            return runtimes();
        }
    }

    /** How many threads of libwebrtc's there are that each factory has one of. */
    private static long runtimes() throws Exception {
        return threads().entrySet().stream()
                .filter(thread -> thread.getKey().contains("signaling"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The process's threads that are not the JVM's own, by name and number. */
    private static Map<String, Long> threads() throws Exception {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(LifecycleTest::name)
                    .filter(name -> name.startsWith("webrtc") || name.startsWith("rtc-") || name.startsWith("Audio"))
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (java.io.IOException e) {
            return "";
        }
    }

    @Test
    void sixteenPairsWorkAtOnce() throws Exception {
        List<TestPeer> callers = new ArrayList<>();
        List<TestPeer> callees = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            TestPeer caller = new TestPeer(engine);
            TestPeer callee = new TestPeer(engine);
            TestPeer.connect(caller, callee);
            callers.add(caller);
            callees.add(callee);
        }
        try (AudioSender voices = new AudioSender(AudioSender.tone(1_000, 10_000), callers.toArray(new TestPeer[0]));
                AudioSender silence = new AudioSender(AudioSender.silence(), callees.toArray(new TestPeer[0]))) {
            for (TestPeer callee : callees) {
                callee.hear(50);
            }
            for (int i = 0; i < 16; i++) {
                assertThat(undisturbedLevelDb(callees.get(i))).as("pair " + i).isBetween(-0.5, 0.5);
                assertThat(callers.get(i).openChannel().channel.send("" + i)).isTrue();
                assertThat(callees.get(i).openChannel().next()).isEqualTo("" + i);
            }
        }
        assertThat(engine.openPeers()).isEqualTo(32);
    }

    /** On a busy machine 300 ms may lack a frame or two; then the next 300 ms are taken. */
    private static double undisturbedLevelDb(TestPeer callee) throws InterruptedException {
        double level = Double.NaN;
        for (int attempt = 0; attempt < 20 && !(Math.abs(level) <= 0.5); attempt++) {
            level = SoundTest.levelDb(callee.hear(30));
        }
        return level;
    }
}
