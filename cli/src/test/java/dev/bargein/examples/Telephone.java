package dev.bargein.examples;

import dev.bargein.client.Microphone;
import dev.bargein.client.RealtimeSession;
import dev.bargein.client.Speaker;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualMicrophone;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.SessionConfigBuilder.AudioFormat;
import dev.bargein.simulator.Simulator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Talks in the sound of the telephone, G.711 at 8 kHz, between the client and the service. */
public final class Telephone {
    private Telephone() {}

    /** Prints whether the caller heard anything. */
    public static void main(String[] args) throws InterruptedException {
        System.out.println(greet() ? "heard" : "silence");
    }

    static boolean greet() throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(10);
        VirtualClock clock = new VirtualClock();
        Speaker toCaller = new VirtualSpeaker(clock, (pcm, position, nanos) -> {
            if (pcm[0] != 0) heard.countDown();
        });
        Microphone fromCaller = new VirtualMicrophone(clock);
        SessionConfig telephone = SessionConfig.builder()
                .serverVad()
                .inputFormat(AudioFormat.PCMU)
                .outputFormat(AudioFormat.PCMU)
                .build();
        try (Simulator service = Simulator.builder().start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(service.httpUrl())
                        .model("sim")
                        .apiKey("any")
                        .session(telephone)
                        .speaker(toCaller)
                        .microphone(fromCaller)
                        .connect()) {
            session.listen();
            session.say("Greet the caller.").uninterruptible();
            return heard.await(20, TimeUnit.SECONDS);
        }
    }
}
