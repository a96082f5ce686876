package dev.bargein.client;

import static dev.bargein.core.Conversation.Activity.IDLE;
import static dev.bargein.core.Conversation.Activity.LISTENING;
import static dev.bargein.core.Conversation.Activity.SPEAKING;
import static dev.bargein.core.Conversation.Activity.THINKING;
import static dev.bargein.core.Conversation.Activity.USER_SPEAKING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Conversation.Activity;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application shows of a conversation, over real transports. */
class ActivityTest {
    private static final String SHORT_AND_LONG = """
            answers:
              - text: A short answer.
                durationMs: 300
              - text: A long answer.
                durationMs: 20000
            """;

    private static final String A_CALL = """
            answers:
              - items:
                  - text: One moment.
                    durationMs: 300
                  - call: {name: clock}
              - whenTool: clock
                text: It is late.
                durationMs: 300
            """;

    private final Watcher watcher = new Watcher();

    /** Waits for activities, one after the other. */
    private static final class Watcher extends Recorder {
        private final List<Activity> activities = new ArrayList<>();

        @Override
        public synchronized void onActivity(Activity activity, long nanos) {
            activities.add(activity);
            notifyAll();
        }

        synchronized void awaitActivities(Activity... expected) {
            await("activities", () -> activities.size() >= expected.length);
            assertThat(activities).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void anApplicationSeesWhoIsAtWork(TransportKind kind) {
        try (Simulator simulator = simulator(SHORT_AND_LONG);
                RealtimeSession session = connect(simulator, kind)) {
            assertThat(session.activity()).isEqualTo(IDLE);
            session.say("Hello.");
            watcher.awaitActivities(THINKING, SPEAKING, IDLE);
            session.press();
            assertThat(session.activity()).isEqualTo(USER_SPEAKING);
            session.discard();
            watcher.awaitActivities(THINKING, SPEAKING, IDLE, USER_SPEAKING, IDLE);
            session.say("Tell me more.");
            watcher.awaitActivities(THINKING, SPEAKING, IDLE, USER_SPEAKING, IDLE, THINKING, SPEAKING);
            session.listen();
            assertThat(session.activity()).isEqualTo(SPEAKING);
            session.stop();
            assertThat(session.activity()).isEqualTo(LISTENING);
        }
        watcher.awaitActivities(THINKING, SPEAKING, IDLE, USER_SPEAKING, IDLE, THINKING, SPEAKING, LISTENING, IDLE);
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void theModelThinksWhileItsFunctionRuns(TransportKind kind) {
        CountDownLatch go = new CountDownLatch(1);
        Tool clock = Tool.of("clock", "The time", JsonObject.EMPTY.with("type", "object"), a -> {
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
            return "23:59";
        });
        try (Simulator simulator = simulator(A_CALL);
                RealtimeSession session = connect(simulator, kind, clock)) {
            session.say("What time is it?");
            watcher.awaitActivities(THINKING, SPEAKING, THINKING);
            go.countDown();
            watcher.awaitActivities(THINKING, SPEAKING, THINKING, SPEAKING, IDLE);
        }
    }

    private static Simulator simulator(String script) {
        return Simulator.builder().script(Script.parse(script, "activity")).start();
    }

    private RealtimeSession connect(Simulator simulator, TransportKind kind, Tool... tools) {
        RealtimeSession.Builder builder = RealtimeSession.builder()
                .url(simulator.httpUrl())
                .model("gpt-realtime")
                .apiKey("sk-any")
                .transport(kind)
                .listener(watcher);
        for (Tool tool : tools) {
            builder.tool(tool);
        }
        return builder.connect();
    }
}
