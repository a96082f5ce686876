package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.core.Notice;
import dev.bargein.simulator.Simulator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client as it is fetched: it connects, says a word and hears the answer to its end. */
class FetchedClientTest {
    private static final int PATIENCE_S = 60;

    @Test
    void saysAWordAndHearsTheAnswer() throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        SessionListener listener = new SessionListener() {
            @Override
            public void onNotice(Notice notice, long nanos) {
                if (notice instanceof Notice.VoiceEnded) {
                    answered.countDown();
                }
            }
        };
        try (Simulator simulator = Simulator.builder().start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(simulator.webSocketUrl())
                        .model("sim")
                        .apiKey("any")
                        .speaker(new VirtualSpeaker(new VirtualClock(), (pcm, position, nanos) -> {}))
                        .listener(listener)
                        .connect()) {
            session.say("Hello");
            assertTrue(answered.await(PATIENCE_S, TimeUnit.SECONDS), "no answer");
            assertEquals("assistant", simulator.session(session.sessionId()).items().get(1).role());
        }
    }
}
