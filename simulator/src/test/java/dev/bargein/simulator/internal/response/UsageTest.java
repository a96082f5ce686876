package dev.bargein.simulator.internal.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.VirtualService;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import org.junit.jupiter.api.Test;

/** What responses cost: tokens of the size that the real service counts. */
class UsageTest {
    private final VirtualService service = VirtualService.webSocket(Script.of(Answer.ofDurationMs(10_000)));

    private JsonObject usage() {
        JsonObject usage =
                service.last(ServerEvent.ResponseDone.class).response().usage();
        assertThat(usage).isNotNull();
        return usage == null ? JsonObject.EMPTY : usage;
    }

    private JsonObject answer() {
        service.answering(10_000);
        return usage();
    }

    private void instruct(int characters) {
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\""
                + "x".repeat(characters) + "\",\"audio\":{\"input\":{\"turn_detection\":null}}}}");
    }

    private static long of(JsonObject usage, String details, String name) {
        return usage.object(details).number(name, -1);
    }

    @Test
    void soundCountsByItsLength() {
        instruct(0);
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[3_000 * 48])));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        JsonObject usage = answer();
        assertThat(of(usage, "input_token_details", "audio_tokens")).isEqualTo(30);
        assertThat(of(usage, "output_token_details", "audio_tokens")).isEqualTo(200);
        JsonObject second = answer();
        assertThat(of(second, "input_token_details", "audio_tokens")).isEqualTo(30 + 200);
    }

    @Test
    void instructionsToolsAndTextsCountByTheirCharacters() {
        instruct(400);
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", "y".repeat(80))));
        assertThat(of(answer(), "input_token_details", "text_tokens")).isEqualTo(100 + 20);
    }

    @Test
    void sumsAreSums() {
        instruct(100);
        answer();
        JsonObject usage = answer();
        long text = of(usage, "input_token_details", "text_tokens");
        long audio = of(usage, "input_token_details", "audio_tokens");
        assertThat(usage.number("input_tokens", -1)).isEqualTo(text + audio);
        assertThat(usage.number("total_tokens", -1)).isEqualTo(text + audio + usage.number("output_tokens", -1));
    }

    @Test
    void whatWasReadBeforeIsCachedInSteps() {
        instruct(4 * 70);
        JsonObject first = answer();
        assertThat(of(first, "input_token_details", "cached_tokens")).isZero();
        JsonObject second = answer();
        JsonObject details = second.object("input_token_details").object("cached_tokens_details");
        assertThat(details.number("audio_tokens", -1)).isEqualTo(200 / 64 * 64);
        assertThat(details.number("text_tokens", -1)).isGreaterThanOrEqualTo(64).isLessThanOrEqualTo(70 + 64);
        assertThat(of(second, "input_token_details", "cached_tokens"))
                .isEqualTo(details.number("audio_tokens", -1) + details.number("text_tokens", -1));
    }

    @Test
    void nothingBehindAChangeIsCached() {
        instruct(4 * 70);
        answer();
        service.truncate(service.stored(0).id, 5_000);
        JsonObject second = answer();
        assertThat(of(second, "input_token_details", "audio_tokens")).isEqualTo(100);
        assertThat(of(second, "input_token_details", "cached_tokens")).isEqualTo(64);
        instruct(4 * 80);
        assertThat(of(answer(), "input_token_details", "cached_tokens")).isZero();
    }
}
