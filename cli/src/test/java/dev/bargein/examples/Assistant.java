package dev.bargein.examples;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.Tool;
import dev.bargein.core.Notice;
import dev.bargein.desktop.DesktopMicrophone;
import dev.bargein.desktop.DesktopSpeaker;
import dev.bargein.protocol.SessionConfig;
import java.io.IOException;

/** Talks about the weather on the loudspeaker and the microphone of this machine, until Enter is pressed. */
public final class Assistant {
    record City(String name) {}

    private Assistant() {}

    /** The address of a service, which may be that of {@code bargein serve}. */
    public static void main(String[] args) throws IOException {
        String url = args.length > 0 ? args[0] : "https://api.openai.com/v1";
        Tool weather = Tool.of("weather", "The weather in a city", City.class, city -> "sunny in " + city.name());
        try (RealtimeSession session = RealtimeSession.builder()
                .url(url)
                .model("gpt-realtime")
                .apiKey(System.getenv("OPENAI_API_KEY"))
                .session(SessionConfig.HANDS_FREE.withInstructions("You help travellers."))
                .speaker(DesktopSpeaker.ofDefault())
                .microphone(DesktopMicrophone.ofDefault())
                .tool(weather)
                .listener(new SessionListener() {
                    @Override
                    public void onNotice(Notice notice, long nanos) {
                        if (notice instanceof Notice.AssistantText text) System.out.print(text.delta());
                        if (notice instanceof Notice.Interrupted cut) System.out.println(" ... " + cut.heard());
                        if (notice instanceof Notice.ResponseFailed failed) System.err.println(failed.advice());
                    }
                })
                .connect()) {
            session.listen(); // headphones on: speak, interrupt, cough
            System.in.read(); // until Enter
        }
    }
}
