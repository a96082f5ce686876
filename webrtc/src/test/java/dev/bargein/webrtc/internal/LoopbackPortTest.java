package dev.bargein.webrtc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import dev.bargein.rtc.Sdp;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {
    private static final int DEADLINE_S = 20;

    @Test
    void the_candidate_that_we_write_leads_to_the_port_that_libwebrtc_binds() throws Exception {
        NativeRuntime runtime = NativeRuntime.start();
        CountDownLatch connected = new CountDownLatch(2);
        RtcPeerListener listener = new RtcPeerListener() {
            @Override
            public void onState(RtcPeerState state) {
                if (state == RtcPeerState.CONNECTED) {
                    connected.countDown();
                }
            }
        };
        int port = LoopbackPort.free();
        LibWebRtcPeer caller = new LibWebRtcPeer(runtime, RtcPeerConfig.loopback(), listener, peer -> {}, port);
        LibWebRtcPeer callee = new LibWebRtcPeer(runtime, RtcPeerConfig.loopback(), listener, peer -> {}, 0);
        try {
            String offer = Sdp.withLoopbackCandidate(withoutCandidates(get(caller.createOffer())), port);
            String answer = withoutCandidates(get(callee.acceptOffer(offer)));
            get(caller.acceptAnswer(answer));
            assertThat(connected.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            caller.close();
            callee.close();
            runtime.close();
        }
    }

    private static String withoutCandidates(String sdp) {
        return sdp.lines()
                .filter(line -> !line.startsWith("a=candidate"))
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(DEADLINE_S, TimeUnit.SECONDS).join();
    }
}
