package dev.bargein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbRunTest {

    /** An engine whose first peer, the one that is tried out, works, and no other. */
    private static final class BrokenEngine implements RtcEngine {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public RtcPeer createPeer(RtcPeerConfig config, RtcPeerListener listener) {
            if (asked.incrementAndGet() > 1) {
                throw new RtcException("no peer");
            }
            return new TriedOut();
        }

        @Override
        public void close() {}
    }

    /** A peer that is made, and nothing else. */
    private static final class TriedOut implements RtcPeer {
        @Override
        public RtcDataChannel createDataChannel(String label) {
            throw new RtcException("not for use");
        }

        @Override
        public CompletableFuture<String> createOffer() {
            return CompletableFuture.failedFuture(new RtcException("not for use"));
        }

        @Override
        public CompletableFuture<String> acceptOffer(String offerSdp) {
            return createOffer();
        }

        @Override
        public CompletableFuture<Void> acceptAnswer(String answerSdp) {
            return CompletableFuture.failedFuture(new RtcException("not for use"));
        }

        @Override
        public void sendAudio(short[] pcm, int offset) {}

        @Override
        public void close() {}
    }

    private static AbRun.Builder small() {
        return AbRun.builder()
                .strategies(List.of(Strategy.BARGEIN))
                .transports(List.of(TransportKind.WEBRTC))
                .scenarios(List.of(Scenario.STOP_BEFORE_AUDIO))
                .trials(2);
    }

    @Test
    void aTurnWarmsUpFirstAndDoesNotCount() {
        BrokenEngine engine = new BrokenEngine();
        List<Integer> told = new ArrayList<>();

        AbResult result = small().rtcEngine(engine)
                .listener(new AbListener() {
                    @Override
                    public void onTrial(TrialResult trial, int done, int total) {
                        told.add(done);
                    }
                })
                .build()
                .run();

        // One is tried out, one warms up.
        assertThat(engine.asked).hasValue(2 + 2);
        assertThat(result.trials()).hasSize(2);
        assertThat(told).containsExactly(1, 2);
    }

    @Test
    void aRunIsNotChangedByWhatIsDoneToItsBuilderLater() {
        AbRun.Builder builder = small();
        AbRun run = builder.build();

        builder.trials(7).scenarios(Scenario.withTrials());

        assertThat(run.trials()).isEqualTo(2);
    }
}
