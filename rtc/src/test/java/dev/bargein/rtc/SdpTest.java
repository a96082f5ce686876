package dev.bargein.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SdpTest {
    private static final String HOST = "a=candidate:1 1 udp 2113937151 192.168.1.7 50000 typ host generation 0";
    private static final String HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
    private static final String AUDIO = "m=audio 50000 UDP/TLS/RTP/SAVPF 111 0\r\nc=IN IP4 192.168.1.7\r\n"
            + "a=rtcp:9 IN IP4 0.0.0.0\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n";

    @Test
    void anOrdinaryOfferIsValid() {
        assertThatCode(() -> Sdp.validate(HEAD + AUDIO + HOST + "\r\n")).doesNotThrowAnyException();
        assertThatCode(() -> Sdp.validate((HEAD + AUDIO).replace("\r\n", "\n"))).doesNotThrowAnyException();
    }

    static Stream<Arguments> broken() {
        String ok = HEAD + AUDIO;
        return Stream.of(
                Arguments.of("", "v=0"),
                Arguments.of("\r\n", "v=0"),
                Arguments.of("{\"sdp\":1}", "v=0"),
                Arguments.of("v=1\r\n" + AUDIO, "v=0"),
                Arguments.of(" " + ok, "v=0"),
                Arguments.of(ok.stripTrailing(), "line end"),
                Arguments.of(ok + "a=\u0000\r\n", "control"),
                Arguments.of(ok + "a=x\ra=candidate:evil\r\n", "control"),
                Arguments.of(ok + "\r\n\r\n", "x=..."),
                Arguments.of(ok + "hello\r\n", "x=..."),
                Arguments.of(ok + "A=candidate:1\r\n", "x=..."),
                Arguments.of(HEAD, "no audio"),
                Arguments.of(HEAD + "m=audiofoo 9 x 0\r\n", "no audio"),
                Arguments.of(ok + "a=" + "x".repeat(Sdp.MAX_LINE_CHARS - 1) + "\r\n", "1024"),
                Arguments.of(ok + HOST + " x".repeat(120) + "\r\n", "256"),
                Arguments.of(ok + "a=mid:0\r\n".repeat(8_000), "65536"),
                Arguments.of(ok + "a=x:é".repeat(1) + "é".repeat(40_000) + "\r\n", "65536"),
                Arguments.of(HEAD + AUDIO.repeat(9), "8 media"),
                Arguments.of(ok + (HOST + "\r\n").repeat(33), "32 candidates"),
                Arguments.of(
                        ok
                                + IntStream.range(0, 17)
                                        .mapToObj(i -> "a=ssrc:" + i + " cname:x\r\n")
                                        .collect(Collectors.joining()),
                        "16 synch"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void whatBreaksALimitIsRefusedWithItsReason(String sdp, String reason) {
        assertThatThrownBy(() -> Sdp.validate(sdp))
                .isInstanceOf(InvalidSdpException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whatJustKeepsTheLimitsPasses() {
        assertThatCode(() -> Sdp.validate(HEAD + AUDIO.repeat(8))).doesNotThrowAnyException();
        assertThatCode(() -> Sdp.validate(HEAD + AUDIO + (HOST + "\r\n").repeat(32)))
                .doesNotThrowAnyException();
        assertThatCode(() -> Sdp.validate(HEAD + AUDIO + "a=" + "x".repeat(Sdp.MAX_LINE_CHARS - 2) + "\r\n"))
                .doesNotThrowAnyException();
    }

    @Test
    void aHostCandidateMovesToLoopbackAndKeepsTheRest() {
        String out = Sdp.toLoopback(HEAD + AUDIO + HOST + "\r\n");
        assertThat(Sdp.candidates(out))
                .containsExactly("candidate:1 1 udp 2113937151 127.0.0.1 50000 typ host generation 0");
        assertThat(out)
                .doesNotContain("192.168.1.7")
                .contains("c=IN IP4 127.0.0.1\r\n")
                .endsWith("\r\n");
    }

    @Test
    void everyOtherCandidateIsLeftOut() {
        List<String> others = List.of(
                "a=candidate:1 1 tcp 1518280447 192.168.1.7 9 typ host tcptype active",
                "a=candidate:1 1 TCP 1518280447 192.168.1.7 443 typ host tcptype passive",
                "a=candidate:1 1 udp 1 fd00::2 50000 typ host",
                "a=candidate:1 1 udp 1 ::1 50000 typ host",
                "a=candidate:1 1 udp 1 8f0b1c6e-1a2b-4c3d-9e8f-000000000000.local 50000 typ host",
                "a=candidate:1 1 udp 1 victim.example 50000 typ host",
                "a=candidate:1 1 udp 1 203.0.113.5 50000 typ srflx raddr 192.168.1.7 rport 50000",
                "a=candidate:1 1 udp 1 203.0.113.5 50000 typ relay raddr 0.0.0.0 rport 0",
                "a=candidate:1 1 udp 1 203.0.113.5 50000 typ prflx",
                "a=candidate:1 1 udp",
                "a=candidate 1 1 udp 1 203.0.113.5 50000 typ host x",
                "a=candidate");
        for (String other : others) {
            assertThat(Sdp.toLoopback(HEAD + AUDIO + other + "\r\n")).as(other).doesNotContain("a=candidate");
        }
        assertThat(Sdp.toLoopback(HEAD + AUDIO + "a=remote-candidates:1 203.0.113.5 9\r\n"))
                .doesNotContain("203.0");
    }

    @Test
    void noStrangerIsNamedAfterTheRewriteWhateverTheSpelling() {
        String tricky = HEAD + AUDIO.replace("192.168.1.7", "203.0.113.5")
                + "a=candidate 1 1 udp 1 203.0.113.5 50000 typ host x\r\n"
                + "a=candidate:1  1  UDP  1  203.0.113.5  50000  typ  host\r\n";
        assertThat(Sdp.toLoopback(tricky)).doesNotContain("203.0.113.5");
    }

    @Test
    void theSameCandidateTwiceInASectionIsOne() {
        String two = HOST + "\r\n" + HOST.replace("192.168.1.7", "10.0.0.1") + "\r\n";
        assertThat(Sdp.candidates(Sdp.toLoopback(HEAD + AUDIO + two))).hasSize(1);
        assertThat(Sdp.candidates(Sdp.toLoopback(HEAD + AUDIO + two + AUDIO + two)))
                .hasSize(2);
    }

    @Test
    void aDescriptionWithoutCandidatesStaysWithout() {
        assertThat(Sdp.candidates(Sdp.toLoopback(HEAD + AUDIO))).isEmpty();
    }

    @Test
    void aPortOfOurOwnRelayIsNamedAsOneOfThisHost() {
        String relayed = "a=candidate:7 1 udp 8331263 127.0.0.1 50001 typ relay raddr 0.0.0.0 rport 0 generation 0\r\n";
        String out = Sdp.toLoopback(Sdp.withRelaysAsHosts(HEAD + AUDIO + relayed));
        assertThat(Sdp.candidates(out)).containsExactly("candidate:7 1 udp 2130706431 127.0.0.1 50001 typ host");
        assertThat(Sdp.withRelaysAsHosts(HEAD + AUDIO + HOST + "\r\n")).isEqualTo(HEAD + AUDIO + HOST + "\r\n");
    }

    @Test
    void hostNamesAreLeftOutAndAddressesStay() {
        String named = "a=candidate:1 1 udp 1 abc.local 50000 typ host\r\n";
        String v6 = "a=candidate:1 1 udp 1 fd00::2 50000 typ host\r\n";
        String out = Sdp.withoutHostNames(HEAD + AUDIO + named + HOST + "\r\n" + v6);
        assertThat(out)
                .doesNotContain("abc.local")
                .contains("192.168.1.7 50000")
                .contains("fd00::2 50000");
    }

    @Test
    void opusGetsABitRateAndLosesDiscontinuousTransmission() {
        String out = Sdp.withOpus(HEAD + AUDIO.replace("useinbandfec=1", "useinbandfec=1; usedtx=1"), 64_000);
        assertThat(out).contains("a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=64000\r\n");
    }

    @Test
    void aBitRateThatIsThereStays() {
        String out = Sdp.withOpus(HEAD + AUDIO.replace("minptime=10", "MaxAverageBitrate=20000"), 64_000);
        assertThat(out).contains("MaxAverageBitrate=20000").doesNotContain("64000");
    }

    @Test
    void otherCodecsKeepTheirParameters() {
        String red = "a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n";
        assertThat(Sdp.withOpus(HEAD + AUDIO + red, 64_000)).contains("a=fmtp:63 111/111\r\n");
    }

    @Test
    void theLargestMessageComesFromTheDescription() {
        assertThat(Sdp.maxMessageBytes(HEAD + AUDIO)).isEqualTo(65_536);
        assertThat(Sdp.maxMessageBytes(HEAD + AUDIO + "a=max-message-size:262144\r\n"))
                .isEqualTo(262_144);
        assertThat(Sdp.maxMessageBytes(HEAD + AUDIO + "a=max-message-size:0\r\n"))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(Sdp.maxMessageBytes(HEAD + AUDIO + "a=max-message-size:99999999999\r\n"))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aLimitOfNineteenDigitsIsNoLimitAndNotTheDefault() {
        String endless = "9".repeat(19);
        assertThat(Sdp.maxMessageBytes(HEAD + AUDIO + "a=max-message-size:" + endless + "\r\n"))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(Sdp.maxMessageBytes(HEAD + AUDIO + "a=max-message-size:" + "0".repeat(30) + "1000\r\n"))
                .isEqualTo(1_000);
        assertThat(Sdp.maxMessageBytes(HEAD + AUDIO + "a=max-message-size:" + "0".repeat(30) + "\r\n"))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void theOriginNamesNoAddressOfTheNetworkEither() {
        String named = HEAD.replace("IN IP4 127.0.0.1", "IN IP4 192.168.1.5") + AUDIO;
        assertThat(Sdp.toLoopback(named))
                .contains("o=- 1 2 IN IP4 127.0.0.1\r\n")
                .doesNotContain("192.168");
        String v6 = HEAD.replace("IN IP4 127.0.0.1", "IN IP6 fd00::2") + AUDIO;
        assertThat(Sdp.toLoopback(v6)).contains("o=- 1 2 IN IP4 127.0.0.1\r\n").doesNotContain("fd00");
    }

    @Test
    void opusGetsItsBitRateAlsoWhereNoParametersWereGiven() {
        String bare = AUDIO.replaceFirst("a=fmtp:111[^\r]*\r\n", "");
        assertThat(Sdp.withOpus(HEAD + bare, 64_000))
                .contains("a=rtpmap:111 opus/48000/2\r\na=fmtp:111 maxaveragebitrate=64000\r\n");
        assertThat(Sdp.withOpus(HEAD + AUDIO + bare, 64_000).split("maxaveragebitrate=64000", -1))
                .as("one in each section")
                .hasSize(3);
    }

    @Test
    void videoIsRefusedAndLeavesTheBundle() {
        String video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n";
        String data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n";
        String offer = HEAD + "a=group:BUNDLE 0 1 2\r\n" + AUDIO + "a=mid:0\r\n" + video + data;
        assertThat(Sdp.withoutVideo(offer))
                .contains("a=group:BUNDLE 0 2\r\n")
                .contains("m=video 0 UDP/TLS/RTP/SAVPF 96\r\n")
                .contains("m=audio 50000 ")
                .contains("m=application 9 ");
        assertThat(Sdp.withoutVideo(HEAD + AUDIO + data)).isEqualTo(HEAD + AUDIO + data);
    }

    @Test
    void aRefusedSectionOffersNoDataChannel() {
        String data = "m=application %d UDP/DTLS/SCTP webrtc-datachannel\r\n";
        assertThat(Sdp.hasDataChannel(HEAD + AUDIO)).isFalse();
        assertThat(Sdp.hasDataChannel(HEAD + AUDIO + String.format(data, 0))).isFalse();
        assertThat(Sdp.hasDataChannel(HEAD + AUDIO + String.format(data, 9))).isTrue();
    }
}
