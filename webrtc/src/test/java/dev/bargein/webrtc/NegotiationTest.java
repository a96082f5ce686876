package dev.bargein.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.rtc.InvalidSdpException;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.Sdp;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
    private final LibWebRtcEngine engine = new LibWebRtcEngine();

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "hello",
                "{\"type\":\"offer\"}",
                "v=0\r\n",
                "v=0\r\nm=audio\r\n",
                "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
                "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
                "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio -1 x y z\r\nc=IN IP4 0.0.0.0\r\n",
                "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
                        + "a=rtpmap:111 opus/48000/2\r\na=fingerprint:sha-256 nonsense\r\n",
                "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
                        + "a=ssrc:99999999999999999999 cname:x\r\n"
            })
    void garbageIsRefusedAsAnOfferAndTheEngineGoesOn(String garbage) throws Exception {
        TestPeer victim = new TestPeer(engine);
        assertThatThrownBy(() -> TestPeer.get(victim.peer.acceptOffer(garbage))).hasCauseInstanceOf(RtcException.class);
        victim.close();

        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
    }

    @Test
    void aRealOfferWithAnyLineMissingNeverHarmsTheEngine() throws Exception {
        TestPeer caller = new TestPeer(engine);
        caller.peer.createDataChannel("oai-events");
        String[] lines = TestPeer.get(caller.peer.createOffer()).split("\r\n");
        for (int missing = 0; missing < lines.length; missing++) {
            StringBuilder offer = new StringBuilder();
            for (int i = 0; i < lines.length; i++) {
                offer.append(i == missing ? "" : lines[i] + "\r\n");
            }
            try (TestPeer callee = new TestPeer(engine)) {
                // Either outcome is right, depending on the line; a crash or no outcome is not.
                boolean over = TestPeer.get(callee.peer
                        .acceptOffer(offer.toString())
                        .handle((answer, failure) -> failure == null || failure instanceof RtcException));
                assertThat(over).isTrue();
            }
        }
        assertThat(engine.openPeers()).isEqualTo(1);
    }

    @Test
    void garbageIsRefusedAsAnAnswer() {
        TestPeer caller = new TestPeer(engine);
        TestPeer.get(caller.peer.createOffer());
        assertThatThrownBy(() -> TestPeer.get(caller.peer.acceptAnswer("v=0\r\nm=audio 9 x 1\r\n")))
                .hasCauseInstanceOf(InvalidSdpException.class);
    }

    @Test
    void aTrimmedOfferIsRefusedWithItsReason() {
        String offer = TestPeer.get(new TestPeer(engine).peer.createOffer());
        assertThatThrownBy(() -> TestPeer.get(new TestPeer(engine).peer.acceptOffer(offer.strip())))
                .hasCauseInstanceOf(InvalidSdpException.class)
                .hasMessageContaining("line end");
    }

    @Test
    void anOfferWithoutCandidatesConnects() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        caller.peer.createDataChannel("oai-events");
        String offer = without(TestPeer.get(caller.peer.createOffer()), "a=candidate");
        assertThat(Sdp.candidates(offer)).isEmpty();
        TestPeer.get(caller.peer.acceptAnswer(TestPeer.get(callee.peer.acceptOffer(offer))));
        caller.awaitConnected();
        callee.awaitConnected();
        callee.openChannel();
    }

    @Test
    void anOfferWithoutADataChannelCarriesSound() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        String offer = TestPeer.get(caller.peer.createOffer());
        assertThat(offer).doesNotContain("m=application");
        String answer = TestPeer.get(callee.peer.acceptOffer(offer));
        assertThat(answer).doesNotContain("m=application");
        TestPeer.get(caller.peer.acceptAnswer(answer));
        caller.awaitConnected();
        try (AudioSender voice = new AudioSender(AudioSender.tone(1_000, 10_000), caller)) {
            callee.hear(100);
            assertThat(SoundTest.levelDb(callee.hear(50))).isBetween(-0.5, 0.5);
        }
    }

    @Test
    void aCallerWhoOnlySpeaksIsHeard() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        String offer = TestPeer.get(caller.peer.createOffer());
        String answer = TestPeer.get(callee.peer.acceptOffer(offer.replace("a=sendrecv", "a=sendonly")));
        assertThat(answer).contains("a=recvonly");
        TestPeer.get(caller.peer.acceptAnswer(answer));
        callee.awaitConnected();
        try (AudioSender voice = new AudioSender(AudioSender.tone(1_000, 10_000), caller)) {
            callee.hear(100);
            assertThat(SoundTest.levelDb(callee.hear(50))).isBetween(-0.5, 0.5);
        }
    }

    @Test
    void anOfferCannotAimUsAtAStranger() {
        TestPeer caller = new TestPeer(engine);
        String offer = TestPeer.get(caller.peer.createOffer()).replace("127.0.0.1", "203.0.113.5");
        TestPeer callee = new TestPeer(engine);
        String answer = TestPeer.get(callee.peer.acceptOffer(offer));
        assertThat(answer).doesNotContain("203.0.113.5");
    }

    @Test
    void aPeerNegotiatesOnce() {
        TestPeer caller = new TestPeer(engine);
        String offer = TestPeer.get(caller.peer.createOffer());
        assertThatThrownBy(() -> TestPeer.get(caller.peer.createOffer()))
                .hasCauseInstanceOf(RtcException.class)
                .hasMessageContaining("new peer");
        assertThatThrownBy(() -> TestPeer.get(caller.peer.acceptOffer(offer)))
                .hasCauseInstanceOf(RtcException.class)
                .hasMessageContaining("new peer");
    }

    @Test
    void anAnswerWithoutAnOfferIsRefused() {
        String offer = TestPeer.get(new TestPeer(engine).peer.createOffer());
        TestPeer other = new TestPeer(engine);
        String answer = TestPeer.get(other.peer.acceptOffer(offer));
        assertThatThrownBy(() -> TestPeer.get(new TestPeer(engine).peer.acceptAnswer(answer)))
                .hasCauseInstanceOf(RtcException.class);
    }

    @Test
    void futuresCompleteWhereOneMayWaitAndClose() {
        TestPeer peer = new TestPeer(engine);
        TestPeer.get(peer.peer.createOffer().thenAccept(offer -> {
            peer.close();
            assertThat(engine.openPeers()).isZero();
        }));
    }

    private static String without(String sdp, String prefix) {
        return Stream.of(sdp.split("\r\n"))
                .filter(line -> !line.startsWith(prefix))
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
    }
}
