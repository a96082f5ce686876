package dev.bargein.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.junit.Moment;
import dev.bargein.junit.SimulatorExtension;
import dev.bargein.junit.WithSimulator;
import dev.bargein.simulator.script.Answer;
import dev.bargein.testing.LeakCheck;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@LeakCheck.PerClass("the simulator starts its event loops with the first connection")
@WithSimulator
class StopTest {
    private final AtomicInteger audibleFrames = new AtomicInteger();

    @Test
    void stopSilencesWhatTheServiceSendsTooLate(SimulatorExtension sim) {
        sim.answers(Answer.ofDurationMs(10_000).withLateMs(600)); // obeys a cancel 600 ms too late
        try (RealtimeSession app = connect(sim.httpUrl())) {
            app.say("Tell me a story.");
            sim.assertThatClient().received("response.output_audio.delta").atLeast(3);
            Moment stop = Moment.now();
            app.stop();
            int heard = audibleFrames.get();
            sim.assertThatClient()
                    .sent("response.cancel")
                    .once()
                    .within(Duration.ofMillis(250))
                    .of(stop);
            sim.assertThatClient().after(stop).received("response.output_audio.delta"); // late audio
            sim.assertThatClient().after(stop).received("response.done").with("response.status", "cancelled");
            assertEquals(heard, audibleFrames.get(), 2); // a frame on its way, and the fade
        }
    }

    private RealtimeSession connect(String url) {
        VirtualSpeaker speaker = new VirtualSpeaker(new VirtualClock(), (pcm, position, nanos) -> {
            if (pcm[0] != 0) audibleFrames.incrementAndGet();
        });
        return RealtimeSession.builder()
                .url(url)
                .apiKey("any")
                .model("sim")
                .speaker(speaker)
                .connect();
    }
}
