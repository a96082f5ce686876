package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that reason say of each message whether it is a preamble or the answer. */
class ItemPhaseTest {
    private static final RealtimeCodec CODEC = new RealtimeCodec(Dialect.GA);

    @ParameterizedTest
    @ValueSource(strings = {"commentary", "final_answer", "a phase of tomorrow"})
    void isReadAsItWasSentWhereverAnItemStands(String phase) {
        String item =
                "{\"id\":\"i1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[],"
                        + "\"phase\":\"" + phase + "\"}";
        Message<ServerEvent> added =
                CODEC.decodeServer("{\"type\":\"conversation.item.added\",\"event_id\":\"e1\",\"item\":" + item + "}");
        Message<ServerEvent> done = CODEC.decodeServer("{\"type\":\"response.done\",\"event_id\":\"e2\",\"response\":"
                + "{\"id\":\"r1\",\"status\":\"completed\",\"output\":[" + item + "]}}");

        assertThat(((ServerEvent.ConversationItemAdded) added.event()).item().phase())
                .isEqualTo(phase);
        assertThat(((ServerEvent.ResponseDone) done.event()).response().output())
                .extracting(Item::phase)
                .containsExactly(phase);
    }

    @Test
    void isWrittenByWhoGivesAHistoryToAnotherSession() {
        Item answer = new Item(
                "i1",
                "message",
                null,
                "assistant",
                List.of(new ContentPart("output_text", "42", null, null)),
                null,
                null,
                null,
                null,
                Item.FINAL_ANSWER);
        assertThat(CODEC.encode(new ClientEvent.ConversationItemCreate(null, null, answer)))
                .contains("\"phase\":\"final_answer\"");
        assertThat(CODEC.encode(new ClientEvent.ConversationItemCreate(null, null, Item.userText("i2", "Why?"))))
                .doesNotContain("phase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"commentary\"", "\"\"", "7", "null", "{\"of\":\"tomorrow\"}"})
    void goesThroughUnchangedWhateverItIs(String phase) {
        String text = "{\"type\":\"conversation.item.done\",\"event_id\":\"e1\",\"item\":{\"phase\":" + phase
                + ",\"id\":\"i1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}}";
        assertThat(CODEC.encodeServer(CODEC.decodeServer(text))).isEqualTo(text);
        assertThat(((ServerEvent.ConversationItemDone) CODEC.decodeServer(text).event())
                        .item()
                        .phase())
                .isEqualTo(phase.startsWith("\"") ? phase.replace("\"", "") : null);
    }
}
