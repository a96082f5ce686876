package dev.bargein.examples;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.VirtualClock;
import dev.bargein.desktop.DesktopMicrophone;
import dev.bargein.desktop.DesktopSpeaker;
import dev.bargein.desktop.WavMicrophone;
import dev.bargein.desktop.WavSpeaker;
import dev.bargein.protocol.SessionConfig;
import java.nio.file.Path;
import java.time.Duration;

/** Talks on the loudspeaker and the microphone of this machine, or on files. */
final class DesktopDevices {
    private DesktopDevices() {}

    static RealtimeSession talk() {
        DesktopSpeaker speaker = DesktopSpeaker.ofDefault();
        DesktopMicrophone microphone =
                DesktopMicrophone.builder().device("headset").build();
        RealtimeSession session = RealtimeSession.builder()
                .url("https://api.openai.com/v1")
                .apiKey(System.getenv("OPENAI_API_KEY"))
                .session(SessionConfig.HANDS_FREE)
                .speaker(speaker)
                .microphone(microphone)
                .connect();
        session.listen();
        return session;
    }

    static RealtimeSession.Builder onFiles() {
        VirtualClock clock = new VirtualClock();
        WavMicrophone question = WavMicrophone.whenLive(Path.of("question.wav"), clock);
        WavSpeaker answer = WavSpeaker.of(Path.of("answer.wav"), clock, Duration.ofMinutes(5));
        return RealtimeSession.builder().speaker(answer).microphone(question);
    }
}
