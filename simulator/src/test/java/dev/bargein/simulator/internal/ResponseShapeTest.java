package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.values.JsonTrees;
import org.junit.jupiter.api.Test;

/** What a response says of how it is made (docs/protocol.md, section 1c). */
class ResponseShapeTest {
    private static JsonObject json(String text) {
        return Json.parseObject(text.replace('\'', '"'), CodecLimits.SERVER_INBOUND);
    }

    private static JsonObject created(Dialect dialect, String options) {
        VirtualService service = VirtualService.onWebSocket().dialect(dialect).open();
        service.sendJson("{\"type\":\"response.create\",\"response\":" + Json.write(json(options)) + "}");
        ServerEvent.ResponseCreated created = service.last(ServerEvent.ResponseCreated.class);
        return service.codec().toJson(created).object("response");
    }

    @Test
    void aResponseShowsTheSettingsOfItsSession() {
        JsonObject response = created(Dialect.GA, "{}");
        assertThat(response.get("output_modalities")).isEqualTo(JsonTrees.array("audio"));
        assertThat(response.string("max_output_tokens")).isEqualTo("inf");
        assertThat(response.object("audio"))
                .isEqualTo(json("{'output':{'format':{'type':'audio/pcm','rate':24000},'voice':'alloy'}}"));
    }

    @Test
    void orWhatItWasAskedFor() {
        JsonObject response = created(
                Dialect.GA,
                "{'max_output_tokens':77,'audio':{'output':{'voice':'ash','format':{'type':'audio/pcma'}}}}");
        assertThat(response.number("max_output_tokens", 0)).isEqualTo(77);
        assertThat(response.object("audio"))
                .isEqualTo(json("{'output':{'format':{'type':'audio/pcma'},'voice':'ash'}}"));
    }

    @Test
    void inBetaItIsFlat() {
        JsonObject response = created(Dialect.BETA, "{'temperature':1.1,'max_response_output_tokens':50}");
        assertThat(response.get("modalities")).isEqualTo(JsonTrees.array("text", "audio"));
        assertThat(response.string("voice")).isEqualTo("alloy");
        assertThat(response.string("output_audio_format")).isEqualTo("pcm16");
        assertThat(response.get("temperature"))
                .isEqualTo(JsonTrees.object("t", 1.1).get("t"));
        assertThat(response.number("max_output_tokens", 0)).isEqualTo(50);
        assertThat(response.get("audio")).isNull();
    }

    @Test
    void itSaysTheSameWhenItIsDone() {
        VirtualService service = VirtualService.onWebSocket().open().answering(500);
        service.cancel();
        ServerEvent.ResponseDone done = service.last(ServerEvent.ResponseDone.class);
        JsonObject response = service.codec().toJson(done).object("response");
        assertThat(response.object("audio").object("output").string("voice")).isEqualTo("alloy");
    }
}
