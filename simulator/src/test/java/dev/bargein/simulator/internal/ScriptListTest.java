package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which answer of a script's list is the next one. */
class ScriptListTest {
    private static final Script WEATHER = Script.of(Answer.ofText("one"), Answer.ofText("two"), Answer.ofText("three"))
            .when("weather", Answer.ofText("sun"));

    private static String answer(VirtualService service) {
        service.answering(10_000);
        assertThat(service.last(ServerEvent.ResponseDone.class).response().status())
                .isEqualTo("completed");
        List<SimulatorItem> items = service.session.conversation().history().stream()
                .map(item -> item.view(0))
                .toList();
        return items.get(items.size() - 1).text();
    }

    private static String typed(VirtualService service, String text) {
        service.sendJson("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\","
                + "\"content\":[{\"type\":\"input_text\",\"text\":\"" + text + "\"}]}}");
        return answer(service);
    }

    private static String spoken(VirtualService service) {
        service.hush(400);
        service.sendJson("{\"type\":\"input_audio_buffer.commit\"}");
        service.run(1_000);
        return answer(service);
    }

    @Test
    void aResponseThatARuleAnsweredUsesUpNoAnswerOfTheList() {
        VirtualService service = VirtualService.webSocket(WEATHER);
        assertThat(typed(service, "How is the weather?")).isEqualTo("sun");
        assertThat(typed(service, "Hello")).isEqualTo("one");
        assertThat(typed(service, "And the weather now?")).isEqualTo("sun");
        assertThat(typed(service, "Weather?")).isEqualTo("sun");
        assertThat(typed(service, "Go on")).isEqualTo("two");
        assertThat(typed(service, "Go on")).isEqualTo("three");
        assertThat(typed(service, "Go on")).isEqualTo("three");
    }

    @Test
    void everySessionReadsTheScriptForItself() {
        VirtualService first = VirtualService.webSocket(WEATHER);
        VirtualService second = VirtualService.webSocket(WEATHER);
        assertThat(typed(first, "weather")).isEqualTo("sun");
        assertThat(typed(second, "Hello")).isEqualTo("one");
        assertThat(typed(second, "Go on")).isEqualTo("two");
        assertThat(typed(first, "Hello")).isEqualTo("one");
    }

    @Test
    void anAnswerWhoseOwnWordsOfTheUserMetARuleHasHadItsTurn() {
        VirtualService service =
                VirtualService.webSocket(WEATHER.hearing(List.of("Hi.", "What about the weather?", "Thanks.")));
        service.turnDetection("null");
        assertThat(spoken(service)).isEqualTo("one");
        assertThat(spoken(service)).isEqualTo("sun");
        assertThat(spoken(service)).isEqualTo("three");
    }
}
