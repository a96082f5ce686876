package dev.bargein.examples;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.Tool;
import dev.bargein.client.ToolParameter;
import dev.bargein.core.Notice;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Script;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a model that must call a function to answer. */
public final class AskTheWeather {
    private static final Script SCRIPT = Script.parse("""
            answers:
              - items:
                  - text: One moment.
                    durationMs: 300
                  - call: {name: weather, arguments: {city: Ulm}}
              - whenTool: weather
                text: It is sunny in Ulm.
                durationMs: 800
            """, "weather");

    record City(@ToolParameter("the name of a city") String city) {}

    private AskTheWeather() {}

    /** Prints what the assistant says. */
    public static void main(String[] args) throws InterruptedException {
        System.out.println(ask());
    }

    static String ask() throws InterruptedException {
        StringBuilder said = new StringBuilder();
        CountDownLatch answered = new CountDownLatch(2);
        Tool weather = Tool.of("weather", "The weather in a city now", City.class, where -> "sunny in " + where.city());
        try (Simulator service = Simulator.builder().script(SCRIPT).start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(service.httpUrl())
                        .model("sim")
                        .apiKey("any")
                        .session(SessionConfig.HANDS_FREE.withInstructions("You know about the weather."))
                        .tool(weather)
                        .listener(new SessionListener() {
                            @Override
                            public void onNotice(Notice notice, long nanos) {
                                if (notice instanceof Notice.AssistantText text) said.append(text.delta());
                                if (notice instanceof Notice.VoiceEnded) answered.countDown();
                                if (notice instanceof Notice.ResponseFailed f) System.err.println(f.advice());
                            }
                        })
                        .connect()) {
            session.listen(); // speak now; what is typed counts too
            session.say("What is the weather in Ulm?");
            answered.await(20, TimeUnit.SECONDS);
        }
        return said.toString();
    }
}
