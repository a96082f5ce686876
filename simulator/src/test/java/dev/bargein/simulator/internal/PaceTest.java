package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import org.junit.jupiter.api.Test;

/** How fast the voice speaks: {@code session.audio.output.speed}. */
class PaceTest {
    private final VirtualService service = VirtualService.webSocket(Script.of(Answer.ofDurationMs(3_000)));

    private void pace(String speed) {
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"output\":"
                + "{\"speed\":" + speed + "}}}}");
    }

    private long nextMs() {
        service.answering(30_000);
        return service.item(service.session.conversation().items().size() - 1).generatedMs();
    }

    @Test
    void theNextAnswerTakesAsMuchLonger() {
        assertThat(nextMs()).isEqualTo(3_000);
        pace("1.5");
        assertThat(nextMs()).isEqualTo(2_000);
        pace("0.25");
        assertThat(nextMs()).isEqualTo(12_000);
    }

    @Test
    void anAnswerThatHasBegunKeepsItsPace() {
        service.answering(300);
        pace("0.5");
        service.run(5_000);
        assertThat(service.item(0).generatedMs()).isEqualTo(3_000);
    }
}
