package dev.bargein.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcEngineProvider;
import dev.bargein.rtc.RtcPeerState;
import dev.bargein.rtc.Sdp;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private final LibWebRtcEngine engine = new LibWebRtcEngine();

    @AfterEach
    void closeEngine() {
        engine.close();
        assertThat(engine.openPeers()).isZero();
    }

    @Test
    void twoPeersConnectOverLoopbackWithin5Seconds() throws Exception {
        long start = System.nanoTime();
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(caller.states).containsExactly(RtcPeerState.CONNECTING, RtcPeerState.CONNECTED);
        assertThat(callee.states).containsExactly(RtcPeerState.CONNECTING, RtcPeerState.CONNECTED);
        assertThat(engine.openPeers()).isEqualTo(2);
    }

    @Test
    void descriptionsNameNoAddressButLoopbackAndEndWithALineEnd() {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        String offer = TestPeer.get(caller.peer.createOffer());
        String answer = TestPeer.get(callee.peer.acceptOffer(offer));

        for (String sdp : new String[] {offer, answer}) {
            Sdp.validate(sdp);
            assertThat(sdp).endsWith("\r\n").contains("a=msid:realtimeapi ");
            assertThat(Sdp.candidates(sdp))
                    .isNotEmpty()
                    .allSatisfy(candidate ->
                            assertThat(candidate).contains(" 127.0.0.1 ").contains(" typ host"));
            assertThat(sdp.lines().filter(line -> line.startsWith("c=")))
                    .allMatch(line -> line.endsWith(" 127.0.0.1") || line.endsWith(" 0.0.0.0"));
        }
    }

    @Test
    void aThousandMessagesArriveInOrderBothWays() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
        TestPeer.Channel there = callee.openChannel();
        TestPeer.Channel here = caller.openChannel();
        assertThat(there.channel.label()).isEqualTo("oai-events");

        for (int i = 0; i < 1_000; i++) {
            assertThat(here.channel.send("{\"there\":\"ü" + i + "\"}")).isTrue();
            assertThat(there.channel.send("{\"back\":" + i + "}")).isTrue();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(there.next()).isEqualTo("{\"there\":\"ü" + i + "\"}");
            assertThat(here.next()).isEqualTo("{\"back\":" + i + "}");
        }
    }

    @Test
    void theOtherEndLearnsOfAClose() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
        TestPeer.Channel there = callee.openChannel();

        caller.close();

        assertThat(there.closed.await(5, TimeUnit.SECONDS))
                .as("the data channel closed")
                .isTrue();
        assertThat(callee.ended.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS))
                .as(callee.states.toString())
                .isTrue();
        assertThat(caller.states).endsWith(RtcPeerState.CLOSED);
    }

    @Test
    void theEngineIsFoundByTheServiceLoader() {
        RtcEngineProvider provider =
                ServiceLoader.load(RtcEngineProvider.class).findFirst().orElseThrow();
        try (RtcEngine found = provider.create()) {
            assertThat(found).isInstanceOf(LibWebRtcEngine.class);
            assertThat(found.name()).isEqualTo("libwebrtc");
        }
    }
}
