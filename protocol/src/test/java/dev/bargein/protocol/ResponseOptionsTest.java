package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How one response differs from the session, on the wire; and images among what it sees. */
class ResponseOptionsTest {
    @Test
    void whatIsNotNamedIsNotSent() {
        for (Dialect dialect : Dialect.values()) {
            assertThat(ResponseOptions.DEFAULT.toJson(dialect)).isEqualTo(JsonObject.EMPTY);
        }
    }

    @Test
    void aResponseOutsideTheConversationHasItsOwnInputAndIsKnownByItsMetadata() {
        ResponseOptions options = ResponseOptions.DEFAULT
                .withOutOfBand()
                .withInstructions("Which language is that?")
                .withTextOnly(true)
                .withInput(List.of(Item.userText("", "Guten Tag")))
                .withMaxOutputTokens(20)
                .withMetadata(JsonObject.EMPTY.with("topic", "language"));
        assertThat(options.toJson(Dialect.GA))
                .isEqualTo(json("{\"instructions\":\"Which language is that?\",\"output_modalities\":[\"text\"],"
                        + "\"conversation\":\"none\",\"input\":[{\"type\":\"message\",\"role\":\"user\",\"content\":"
                        + "[{\"type\":\"input_text\",\"text\":\"Guten Tag\"}]}],\"max_output_tokens\":20,"
                        + "\"metadata\":{\"topic\":\"language\"}}"));
        assertThat(options.toJson(Dialect.BETA).get("modalities")).isEqualTo(json("[\"text\"]"));
        assertThat(options.withInput(List.of()).toJson(Dialect.GA).get("input")).isEqualTo(new JsonArray(List.of()));
    }

    @Test
    void soundIsAskedForAsTheDialectWantsIt() {
        ResponseOptions spoken = ResponseOptions.DEFAULT.withTextOnly(false);
        assertThat(spoken.toJson(Dialect.GA).get("output_modalities")).isEqualTo(json("[\"audio\"]"));
        assertThat(spoken.toJson(Dialect.BETA).get("modalities")).isEqualTo(json("[\"audio\",\"text\"]"));
    }

    @Test
    void furtherMembersAreLaidOverTheRest() {
        JsonObject voice = JsonObject.EMPTY.with("audio", JsonObject.EMPTY.with("output", JsonObject.EMPTY));
        assertThat(ResponseOptions.DEFAULT
                        .withInstructions("a")
                        .withExtra(voice.with("instructions", "b"))
                        .toJson(Dialect.GA))
                .isEqualTo(JsonObject.EMPTY.with("instructions", "b").with("audio", voice.object("audio")));
        assertThatThrownBy(() -> ResponseOptions.DEFAULT.withMaxOutputTokens(0)).hasMessageContaining("1 token");
    }

    @Test
    void anImageTravelsAsADataUrlAndComesBackAsItWas() {
        Item image = Item.userImage("i1", "image/png", new byte[] {1, 2, 3});
        RealtimeCodec codec = new RealtimeCodec(Dialect.GA);
        ClientEvent.ConversationItemCreate create = new ClientEvent.ConversationItemCreate("e1", null, image);
        String wire = codec.encode(create);
        assertThat(wire).contains("{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AQID\"}");
        assertThat(codec.decodeClient(wire).event()).isEqualTo(create);
        assertThatThrownBy(() -> ContentPart.inputImage("png", new byte[0])).hasMessageContaining("image/png");
    }

    private static JsonValue json(String text) {
        return Json.parse(text, CodecLimits.DATA_CHANNEL);
    }
}
