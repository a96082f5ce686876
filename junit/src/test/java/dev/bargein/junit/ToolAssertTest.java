package dev.bargein.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.script.Script;
import dev.bargein.testing.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether a client answers the calls of functions, and what the service remembers of the conversation. */
@LeakCheck.PerClass("the simulator starts its event loops with the first connection")
@Timeout(60)
class ToolAssertTest {
    private static final Duration SHORT = Duration.ofMillis(80);

    @RegisterExtension
    static final SimulatorExtension SIM = SimulatorExtension.builder()
            .answers(Script.parse("""
                    answers:
                      - text: Hello to you.
                      - text: Anything else?
                      - when: weather
                        items:
                          - call: {name: get_weather, arguments: {city: Berlin}}
                          - call: {name: get_time}
                    """, "tools"))
            .patience(Duration.ofSeconds(10))
            .build();

    private static JsonObject item(JsonObject item) {
        return RawClient.event("conversation.item.create").with("item", item);
    }

    private static void ask(RawClient client, String text) throws IOException {
        client.send("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\","
                        + "\"content\":[{\"type\":\"input_text\",\"text\":\"" + text + "\"}]}}")
                .send(RawClient.event("response.create"));
        SIM.assertThatClient().received("response.done");
    }

    private static void answer(RawClient client, String function, String output) throws IOException {
        client.send(item(JsonObject.EMPTY
                .with("type", "function_call_output")
                .with("call_id", callId(function))
                .with("output", output)));
    }

    private static String callId(String function) {
        JsonObject done = SIM.assertThatClient()
                .received("response.function_call_arguments.done")
                .with("name", function)
                .json();
        return String.valueOf(done.string("call_id"));
    }

    @Test
    void aClientThatLeavesACallUnansweredIsTold() throws IOException {
        try (RawClient client = RawClient.connect(SIM)) {
            ask(client, "How is the weather?");
            answer(client, "get_weather", "sunny");
            SIM.assertThatClient().answeredCall("get_weather", "sunny");
            assertThatThrownBy(() -> SIM.assertThatClient().patience(SHORT).answeredEveryCall())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("Expected the client to answer every function call; get_time({}), call_")
                    .hasMessageContaining(": not answered.")
                    .hasMessageContaining("Session sess_");
            assertThatThrownBy(() -> SIM.assertThatClient().patience(SHORT).answeredCall("get_weather", "rain"))
                    .hasMessageContaining("with 'rain'; it answered 'sunny'.");
            answer(client, "get_time", "noon");
            SIM.assertThatClient().answeredEveryCall();
            answer(client, "get_time", "one");
            SIM.assertThatClient().answeredCall("get_time", "one");
            assertThatThrownBy(() -> SIM.assertThatClient().patience(SHORT).answeredEveryCall())
                    .hasMessageContaining(": answered more than once.");
        }
    }

    @Test
    void whereNoCallWasMadeNoneWasAnswered() throws IOException {
        try (RawClient client = RawClient.connect(SIM)) {
            ask(client, "Hello");
            assertThatThrownBy(() -> SIM.assertThatClient().patience(SHORT).answeredEveryCall())
                    .hasMessageContaining("the service has made none.");
        }
    }

    @Test
    void whatTheServiceRemembersIsWhatWasNeitherDeletedNorCut() throws IOException {
        try (RawClient client = RawClient.connect(SIM)) {
            ask(client, "Hello");
            SIM.assertThatClient().remembers("user", "Hello").remembers("assistant", "Hello to you.");
            SimulatorItem spoken = SIM.assertThatClient().session().items().get(1);
            assertThat(spoken.role()).isEqualTo("assistant");
            client.send(RawClient.event("conversation.item.truncate")
                    .with("item_id", spoken.id())
                    .with("content_index", 0)
                    .with("audio_end_ms", 100));
            SIM.assertThatClient().received("conversation.item.truncated");
            SIM.assertThatClient().doesNotRemember("to you").remembers("user", "Hello");
            assertThatThrownBy(() -> SIM.assertThatClient().patience(SHORT).remembers("assistant", "to you"))
                    .hasMessageContaining(
                            "Expected the conversation to hold 'to you' of the assistant; it holds user: 'Hello'");
            client.send(RawClient.event("conversation.item.delete")
                    .with(
                            "item_id",
                            SIM.assertThatClient().session().items().get(0).id()));
            SIM.assertThatClient().received("conversation.item.deleted");
            SIM.assertThatClient().doesNotRemember("Hello");
            assertThatThrownBy(() -> SIM.assertThatClient().doesNotRemember("")).hasMessageContaining("not to hold");
        }
    }
}
