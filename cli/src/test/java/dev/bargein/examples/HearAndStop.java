package dev.bargein.examples;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.StopResult;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.core.Heard;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.util.concurrent.CountDownLatch;

/** Asks the simulated service for a story, listens to three seconds of it, and stops it. */
public final class HearAndStop {
    private HearAndStop() {}

    /** Prints what was heard. */
    public static void main(String[] args) throws InterruptedException {
        for (Heard heard : listenAndStop().heard()) {
            System.out.println("heard " + heard.heard().millis() + " ms: " + heard.textEstimate());
        }
    }

    static StopResult listenAndStop() throws InterruptedException {
        CountDownLatch threeSeconds = new CountDownLatch(300);
        VirtualSpeaker speaker = new VirtualSpeaker(new VirtualClock(), (pcm, position, nanos) -> {
            if (pcm[0] != 0) threeSeconds.countDown(); // a frame of 10 ms that is not silence
        });
        try (Simulator service =
                        Simulator.builder().voice(new CalibrationVoice()).start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(service.httpUrl())
                        .model("sim")
                        .apiKey("any")
                        .speaker(speaker)
                        .connect()) {
            session.say("Tell me a story.");
            threeSeconds.await();
            return session.stop();
        }
    }
}
