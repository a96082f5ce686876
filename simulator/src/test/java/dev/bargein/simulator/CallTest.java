package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call does when the engine has its moments; the engine here is played by the test. */
@Timeout(60)
class CallTest {
    private static final long PATIENCE_SECONDS = 20;
    private static final String OFFER =
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
    private static final String DATA = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";

    private final AtomicInteger sessions = new AtomicInteger();
    private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<RtcPeerListener> callers = new LinkedBlockingQueue<>();
    private final CountDownLatch peerClosed = new CountDownLatch(1);

    private Simulator start(RtcEngine engine) {
        return Simulator.builder()
                .engine(engine)
                .trace(new SimulatorListener() {
                    @Override
                    public void onSession(SimulatorSession session) {
                        sessions.incrementAndGet();
                    }

                    @Override
                    public void onSent(SimulatorSession session, long nanos, String text) {
                        sent.add(text);
                    }

                    @Override
                    public void onNote(String text) {
                        notes.add(text);
                    }
                })
                .start();
    }

    private static RawHttp.Reply call(Simulator sim, String offer) {
        return RawHttp.post(sim, "/v1/realtime/calls", "application/sdp", offer, "Authorization", "Bearer test");
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T found = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (found == null) {
            throw new AssertionError("nothing came");
        }
        return found;
    }

    private static String nextType(BlockingQueue<String> events) throws InterruptedException {
        return String.valueOf(
                Json.parseObject(next(events), CodecLimits.DATA_CHANNEL).string("type"));
    }

    @Test
    void aCallWithSoundAloneThatLosesItsNetworkForAMomentIsStillOneSession() throws Exception {
        try (Simulator sim = start(new PlayedEngine(() -> {}))) {
            assertThat(call(sim, OFFER).status()).isEqualTo(201);
            RtcPeerListener caller = next(callers);
            caller.onState(RtcPeerState.CONNECTED);
            caller.onState(RtcPeerState.DISCONNECTED);
            caller.onState(RtcPeerState.CONNECTED);
            caller.onState(RtcPeerState.CLOSED);
            RealtimeClient.join(sim.sessions().get(0).closed());
            assertThat(sessions).hasValue(1);
        }
    }

    @Test
    void anEventTooLongForTheOtherEndIsLostAloneAndNoted() throws Exception {
        try (Simulator sim = start(new PlayedEngine(() -> {}))) {
            assertThat(call(sim, OFFER + DATA).status()).isEqualTo(201);
            PlayedChannel channel = new PlayedChannel("conversation.item.retrieved");
            next(callers).onDataChannel(channel);
            next(channel.listening).onOpen();
            assertThat(nextType(channel.arrived)).isEqualTo("session.created");
            JsonObject item = Json.parseObject(
                    "{\"id\":\"item_1\",\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}",
                    CodecLimits.DATA_CHANNEL);
            RtcDataChannel.Listener client = channel.client();
            client.onMessage("{\"type\":\"conversation.item.create\",\"item\":" + Json.write(item) + "}");
            client.onMessage("{\"type\":\"conversation.item.retrieve\",\"item_id\":\"item_1\"}");
            client.onMessage("{\"type\":\"input_audio_buffer.clear\"}");
            String type = "";
            while (!type.equals("input_audio_buffer.cleared")) {
                type = nextType(channel.arrived);
                assertThat(type).isNotEqualTo("conversation.item.retrieved");
            }
            assertThat(next(notes)).contains("was not sent").contains("too long");
            assertThat(sent).noneMatch(text -> text.contains("conversation.item.retrieved"));
            assertThat(sim.sessions().get(0).closed()).isNotDone();
        }
    }

    @Test
    void aCallWhoseClientDoesNotReadIsEndedAndTheLogSaysWhy() throws Exception {
        try (LogLines log = new LogLines();
                Simulator sim = start(new PlayedEngine(() -> {}))) {
            assertThat(call(sim, OFFER + DATA).status()).isEqualTo(201);
            PlayedChannel channel = new PlayedChannel("nothing");
            next(callers).onDataChannel(channel);
            next(channel.listening).onOpen();
            assertThat(nextType(channel.arrived)).isEqualTo("session.created");
            channel.client().onMessage("{\"type\":\"input_audio_buffer.clear\"}");
            assertThat(nextType(channel.arrived)).isEqualTo("input_audio_buffer.cleared");
            channel.buffered.set(5L << 20);
            channel.client().onMessage("{\"type\":\"input_audio_buffer.clear\"}");
            RealtimeClient.join(sim.sessions().get(0).closed());
            assertThat(peerClosed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(channel.arrived).isEmpty();
            assertThat(next(notes)).contains("reads its data channel too slowly");
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("Limit reached: a client that reads its data channel"));
            assertThat(sim.service().unsentBytes()).isZero();
        }
    }

    @Test
    void aClientThatAsksForMuchAtOnceKeepsItsCallAndGetsAllOfIt() throws Exception {
        int asked = 100;
        try (Simulator sim = start(new PlayedEngine(() -> {}))) {
            assertThat(call(sim, OFFER + DATA).status()).isEqualTo(201);
            PlayedChannel channel = new PlayedChannel("nothing");
            next(callers).onDataChannel(channel);
            next(channel.listening).onOpen();
            RtcDataChannel.Listener client = channel.client();
            client.onMessage("{\"type\":\"conversation.item.create\",\"item\":{\"id\":\"item_1\",\"type\":\"message\","
                    + "\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"" + "y".repeat(200 << 10)
                    + "\"}]}}");
            while (!nextType(channel.arrived).equals("conversation.item.done")) {
                // What comes before.
            }
            channel.piling = true;
            for (int i = 0; i < asked; i++) {
                client.onMessage("{\"type\":\"conversation.item.retrieve\",\"item_id\":\"item_1\"}");
            }
            Waiting.until(() -> sim.service().unsentBytes() > 2L << 20);
            for (int i = 0; i < asked; i++) {
                assertThat(nextType(channel.arrived)).isEqualTo("conversation.item.retrieved");
                assertThat(channel.most.get())
                        .as("engines close a channel that has much waiting")
                        .isLessThan(2L << 20);
                assertThat(sim.service().unsentBytes()).isLessThan(6L << 20);
                channel.buffered.set(0);
            }
            Waiting.until(() -> sim.service().unsentBytes() == 0);
            client.onMessage("{\"type\":\"input_audio_buffer.clear\"}");
            assertThat(nextType(channel.arrived)).isEqualTo("input_audio_buffer.cleared");
            assertThat(sim.sessions().get(0).closed()).isNotDone();
        }
    }

    @Test
    void aCallThatIsSetUpWhileTheSimulatorClosesLeavesNoPeerBehind() throws Exception {
        CountDownLatch creating = new CountDownLatch(1);
        Simulator sim = start(new PlayedEngine(() -> {
            creating.countDown();
            awaitTheEndOfTheEventLoops();
        }));
        Thread caller = new Thread(() -> {
            try {
                call(sim, OFFER);
            } catch (RuntimeException | AssertionError e) {
                // The connection ends before the answer.
            }
        });
        caller.start();
        assertThat(creating.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        sim.close();
        assertThat(peerClosed.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("the peer is closed")
                .isTrue();
        caller.join();
    }

    private static void awaitTheEndOfTheEventLoops() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline
                && Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().contains("eventloop"))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** An engine whose peers connect when the test says so. */
    private final class PlayedEngine implements RtcEngine {
        private final Runnable whileCreating;

        PlayedEngine(Runnable whileCreating) {
            this.whileCreating = whileCreating;
        }

        @Override
        public String name() {
            return "played";
        }

        @Override
        public RtcPeer createPeer(RtcPeerConfig config, RtcPeerListener listener) {
            whileCreating.run();
            callers.add(listener);
            return new PlayedPeer();
        }

        @Override
        public void close() {}
    }

    private final class PlayedPeer implements RtcPeer {
        @Override
        public RtcDataChannel createDataChannel(String label) {
            throw new RtcException("the client opens the channel");
        }

        @Override
        public CompletableFuture<String> createOffer() {
            throw new RtcException("the client offers");
        }

        @Override
        public CompletableFuture<String> acceptOffer(String offerSdp) {
            return CompletableFuture.completedFuture(offerSdp);
        }

        @Override
        public CompletableFuture<Void> acceptAnswer(String answerSdp) {
            throw new RtcException("the client offers");
        }

        @Override
        public void sendAudio(short[] pcm, int offset) {}

        @Override
        public void close() {
            peerClosed.countDown();
        }
    }

    /** A channel whose other end takes everything but one kind of event. */
    private static final class PlayedChannel implements RtcDataChannel {
        private final String refused;
        private final AtomicLong buffered = new AtomicLong();
        private final AtomicLong most = new AtomicLong();
        private volatile boolean piling;
        private final BlockingQueue<Listener> listening = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        private final CompletableFuture<Listener> service = new CompletableFuture<>();

        PlayedChannel(String refused) {
            this.refused = refused;
        }

        Listener client() {
            return service.join();
        }

        @Override
        public String label() {
            return "oai-events";
        }

        @Override
        public void listen(Listener listener) {
            service.complete(listener);
            listening.add(listener);
        }

        @Override
        public boolean send(String text) {
            if (text.contains(refused)) {
                throw new RtcException("A data channel message is too long");
            }
            if (piling) {
                most.accumulateAndGet(buffered.addAndGet(text.length()), Math::max);
            }
            return arrived.add(text);
        }

        @Override
        public long bufferedBytes() {
            return buffered.get();
        }

        @Override
        public void close() {}
    }
}
