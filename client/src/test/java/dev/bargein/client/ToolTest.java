package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.core.Notice;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions that the model calls, over real transports (field cases 3, 6, 10 and 26). */
class ToolTest {
    private static final String TWO_CALLS = """
            answers:
              - items:
                  - text: One moment.
                    durationMs: 300
                  - call: {name: weather, arguments: {city: Ulm}}
                  - call: {name: clock}
              - text: The next answer.
                durationMs: 300
              - whenTool: clock
                text: It is sunny, and late.
                durationMs: 300
            """;

    private static final String ONE_CALL = """
            answers:
              - items:
                  - text: One moment.
                    durationMs: 300
                  - call: {name: weather, arguments: {city: Ulm}}
              - text: The next answer.
                durationMs: 300
              - whenTool: weather
                text: It is sunny.
                durationMs: 300
            """;

    record City(@ToolParameter("the name of a city") String city) {}

    private final Recorder recorder = new Recorder();
    private final CountDownLatch go = new CountDownLatch(1);
    private final Tool weather = Tool.of("weather", "The weather of a city", City.class, c -> "sunny in " + c.city());
    private final Tool clock = Tool.of("clock", "The time", JsonObject.EMPTY.with("type", "object"), a -> "23:59");

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void twoCallsInOneTurnGetOneAnswerAboutBoth(TransportKind kind) {
        try (Simulator simulator = simulator(TWO_CALLS);
                RealtimeSession session = connect(simulator, kind, weather, clock)) {
            session.say("What is the weather, and the time?");
            recorder.await(
                    "the answer",
                    () -> recorder.notices(Notice.VoiceEnded.class).count() == 2);
            assertThat(outputs()).containsExactlyInAnyOrder("sunny in Ulm", "23:59");
            assertThat(simulator.session(session.sessionId()).responses()).hasSize(2);
            assertThat(said()).isEqualTo("One moment. It is sunny, and late.");
            assertThat(recorder.events(ServerEvent.Error.class)).isEmpty();
            assertThat(simulator.session(session.sessionId()).settings().toString())
                    .contains("The weather of a city", "the name of a city");
        }
        assertThat(recorder.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void afterAStopWhileAToolRunsItsOutputIsSentAndNothingIsSaidAboutIt(TransportKind kind) {
        Tool slow = Tool.of("weather", "", City.class, c -> {
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
            return "sunny";
        });
        try (Simulator simulator = simulator(ONE_CALL);
                RealtimeSession session = connect(simulator, kind, slow)) {
            session.say("What is the weather?");
            recorder.awaitNotice(Notice.ToolCalled.class);
            session.stop();
            go.countDown();
            awaitOutput();
            recorder.awaitNotice(Notice.ResponseEnded.class);
            assertThat(outputs()).containsExactly("sunny");
            session.say("And now?");
            recorder.await(
                    "the next answer",
                    () -> recorder.notices(Notice.ResponseEnded.class).count() == 2);
            assertThat(said()).doesNotContain("It is sunny.").endsWith("The next answer.");
            assertThat(simulator.session(session.sessionId()).responses()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aToolThatFailsOrTakesTooLongOrIsUnknownIsAnsweredWithAnError(TransportKind kind) {
        Tool fails = Tool.of("weather", "", City.class, c -> {
            throw new IllegalStateException("the service sk-proj-abcdefghijklmnopqrstuvwx is down");
        });
        try (Simulator simulator = simulator(TWO_CALLS);
                RealtimeSession session = connect(simulator, kind, fails)) {
            session.say("What is the weather, and the time?");
            recorder.await(
                    "the answer",
                    () -> recorder.notices(Notice.ResponseEnded.class).count() == 2);
            assertThat(outputs())
                    .anyMatch(o -> o.startsWith("{\"error\":") && o.contains("is down") && !o.contains("abcdefghijkl"))
                    .anyMatch(o -> o.contains("there is no function 'clock'"));
            assertThat(recorder.problems()).anyMatch(p -> p.contains("'weather' failed"));
        }
        Tool never = Tool.of("weather", "", City.class, c -> {
                    go.await();
                    return "";
                })
                .withTimeout(Duration.ofMillis(50));
        try (Simulator simulator = simulator(ONE_CALL);
                RealtimeSession session = connect(simulator, kind, never)) {
            session.say("What is the weather?");
            recorder.await("the answer", () -> outputs().stream().anyMatch(o -> o.contains("no result within 50 ms")));
        }
    }

    @Test
    void aModelThatWritesNoArgumentsOrOddOnesIsToldWhatIsWrong() {
        String odd = ONE_CALL.replace("{city: Ulm}", "'{\"city\": 7'");
        try (Simulator simulator = simulator(odd);
                RealtimeSession session = connect(simulator, TransportKind.WEBSOCKET, weather)) {
            session.say("What is the weather?");
            awaitOutput();
            assertThat(outputs()).singleElement().asString().startsWith("{\"error\":");
        }
    }

    @Test
    void anOutputThatIsTooLargeForACallIsAnsweredWithAnError() {
        Tool large = Tool.of("weather", "", City.class, c -> "x".repeat(300_000));
        try (Simulator simulator = simulator(ONE_CALL);
                RealtimeSession session = connect(simulator, TransportKind.WEBRTC, large)) {
            session.say("What is the weather?");
            awaitOutput();
            assertThat(outputs()).singleElement().asString().contains("too large");
            assertThatThrownBy(() -> session.toolOutput("call_x", "x".repeat(300_000)))
                    .hasMessageContaining("300000 characters");
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void anApplicationCanAnswerCallsByItself(TransportKind kind) {
        try (Simulator simulator = simulator(ONE_CALL);
                RealtimeSession session = connect(simulator, kind)) {
            session.say("What is the weather?");
            Notice.ToolCalled call = recorder.awaitNotice(Notice.ToolCalled.class);
            assertThat(call.arguments()).contains("Ulm");
            session.toolOutput(call.callId(), "rain");
            recorder.await(
                    "the answer",
                    () -> recorder.notices(Notice.ResponseEnded.class).count() == 2);
            assertThat(outputs()).containsExactly("rain");
            assertThat(said()).endsWith("It is sunny.");
        }
    }

    @Test
    void closingASessionInterruptsTheToolThatRuns() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch runs = new CountDownLatch(1);
        Tool endless = Tool.of("weather", "", City.class, c -> {
            runs.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return "late";
        });
        try (Simulator simulator = simulator(ONE_CALL)) {
            RealtimeSession session = connect(simulator, TransportKind.WEBSOCKET, endless);
            session.say("What is the weather?");
            assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
            session.close();
        }
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(outputs()).isEmpty();
    }

    @Test
    void twoToolsOfOneNameAreRefused() {
        RealtimeSession.Builder builder = RealtimeSession.builder().tool(weather);
        assertThatThrownBy(() -> builder.tool(weather)).hasMessageContaining("weather");
    }

    private String said() {
        StringBuilder out = new StringBuilder();
        recorder.notices(Notice.AssistantText.class).forEach(n -> out.append(n.delta()));
        return out.toString().replaceAll("\\.(?=\\w)", ". ").trim();
    }

    private void awaitOutput() {
        recorder.awaitNotice(Notice.ToolAnswered.class);
        recorder.await("an output on its way", () -> !outputs().isEmpty());
    }

    private List<String> outputs() {
        return recorder.sent().stream()
                .filter(ClientEvent.ConversationItemCreate.class::isInstance)
                .map(e -> ((ClientEvent.ConversationItemCreate) e).item())
                .filter(i -> "function_call_output".equals(i.type()))
                .map(i -> String.valueOf(i.output()))
                .toList();
    }

    private static Simulator simulator(String script) {
        return Simulator.builder().script(Script.parse(script, "tools")).start();
    }

    private RealtimeSession connect(Simulator simulator, TransportKind kind, Tool... tools) {
        RealtimeSession.Builder builder = RealtimeSession.builder()
                .url(simulator.httpUrl())
                .model("gpt-realtime")
                .apiKey("sk-any")
                .transport(kind)
                .listener(recorder);
        for (Tool tool : tools) {
            builder.tool(tool);
        }
        return builder.connect();
    }
}
