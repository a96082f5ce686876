package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An item of the user's voice, before anybody has understood it. */
class UserAudioItemTest {
    private static final Item SPOKEN = new Item(
            "item_1",
            "message",
            "completed",
            "user",
            List.of(new ContentPart("input_audio", null, null, null)),
            null,
            null,
            null,
            null);

    @ParameterizedTest
    @EnumSource
    void aServerSaysThatThereIsNoTranscript(Dialect dialect) {
        String text = new RealtimeCodec(dialect).encode(new ServerEvent.ConversationItemRetrieved("event_1", SPOKEN));

        assertThat(text).contains("{\"type\":\"input_audio\",\"transcript\":null}");
    }

    @Test
    void aClientSaysNothingAboutIt() {
        String text = new RealtimeCodec(Dialect.GA).encode(new ClientEvent.ConversationItemCreate(null, null, SPOKEN));

        assertThat(text).contains("[{\"type\":\"input_audio\"}]");
    }

    @Test
    void whatAnotherServerLeftOutStaysOut() {
        RealtimeCodec codec = new RealtimeCodec(Dialect.GA);
        String text = "{\"type\":\"conversation.item.retrieved\",\"event_id\":\"event_1\",\"item\":{\"id\":\"item_1\","
                + "\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}}";

        assertThat(codec.encodeServer(codec.decodeServer(text))).isEqualTo(text);
    }
}
