package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What counts as read before, from one session to the next. */
@Timeout(60)
class CachedTokensTest {
    private static long cached(Simulator sim, String instructions) {
        try (SocketClient client = SocketClient.connect(sim)) {
            client.sendText("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\""
                    + instructions + "\"}}");
            client.sendText("{\"type\":\"response.create\"}");
            JsonObject usage =
                    client.await(ServerEvent.ResponseDone.class).response().usage();
            JsonObject details = usage == null ? JsonObject.EMPTY : usage.object("input_token_details");
            assertThat(details.number("cached_tokens", -1))
                    .isEqualTo(details.object("cached_tokens_details").number("text_tokens", -1))
                    .isLessThanOrEqualTo(details.number("text_tokens", -1));
            return details.number("cached_tokens", -1);
        }
    }

    @Test
    void theFirstResponseOfASessionHasCachedWhatAnotherSessionRead() {
        try (Simulator sim = Simulator.builder()
                .script(Script.of(Answer.ofDurationMs(200).withFirstAudioDelayMs(0)))
                .start()) {
            assertThat(cached(sim, "x".repeat(4 * 150))).isZero();
            assertThat(cached(sim, "x".repeat(4 * 150))).isEqualTo(128);
            assertThat(cached(sim, "y".repeat(4 * 150))).isZero();
        }
    }
}
