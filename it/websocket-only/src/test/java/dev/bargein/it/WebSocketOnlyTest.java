package dev.bargein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.client.ConnectException;
import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.StopResult;
import dev.bargein.client.TransportKind;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.core.Notice;
import dev.bargein.rtc.RtcEngineProvider;
import dev.bargein.simulator.Simulator;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole conversation with no implementation of WebRTC, and none of its native code, on the class path. */
@Timeout(60)
class WebSocketOnlyTest {
    private static final int PATIENCE_S = 20;

    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private final AtomicInteger loudest = new AtomicInteger();

    @Test
    void noImplementationOfWebRtcIsThere() {
        assertThat(ServiceLoader.load(RtcEngineProvider.class)).isEmpty();
        assertThatThrownBy(() -> Class.forName("dev.onvoid.webrtc.PeerConnectionFactory"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(System.getProperty("java.class.path")).doesNotContain("webrtc-java", "bargein-webrtc");
    }

    @Test
    void aVoiceIsHeardStoppedAndHeardAgain() throws InterruptedException {
        try (Simulator simulator = Simulator.builder().start();
                RealtimeSession session = connect(simulator)) {
            session.say("Tell me a story.");
            await(notice -> notice instanceof Notice.VoiceStarted);

            StopResult stopped = session.stop();

            assertThat(stopped.interrupted()).isTrue();
            assertThat(stopped.heard()).isNotEmpty();
            assertThat(session.stop().interrupted()).as("a second stop").isFalse();

            session.say("Go on.");
            await(notice -> notice instanceof Notice.VoiceStarted);
            assertThat(loudest.get()).as("the loudest sample").isGreaterThan(1_000);
        }
    }

    @Test
    void askingForWebRtcSaysWhatIsMissing() {
        try (Simulator simulator = Simulator.builder().start()) {
            assertThatThrownBy(() -> RealtimeSession.builder()
                            .url(simulator.httpUrl())
                            .transport(TransportKind.WEBRTC)
                            .connect())
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("bargein-webrtc");
        }
    }

    private RealtimeSession connect(Simulator simulator) {
        return RealtimeSession.builder()
                .url(simulator.webSocketUrl())
                .apiKey("any-key")
                .speaker(new VirtualSpeaker(new VirtualClock(), (pcm, position, nanos) -> {
                    for (short sample : pcm) {
                        loudest.accumulateAndGet(Math.abs(sample), Math::max);
                    }
                }))
                .listener(new SessionListener() {
                    @Override
                    public void onNotice(Notice notice, long nanos) {
                        notices.add(notice);
                    }
                })
                .connect();
    }

    /** Takes notices until one is the wanted one. */
    private void await(Predicate<Notice> wanted) throws InterruptedException {
        while (true) {
            Notice notice = notices.poll(PATIENCE_S, TimeUnit.SECONDS);
            assertThat(notice).as("a notice within %d s", PATIENCE_S).isNotNull();
            if (notice != null && wanted.test(notice)) {
                return;
            }
        }
    }
}
