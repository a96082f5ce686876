package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import org.junit.jupiter.api.Test;

/** {@code session.update}: a deep merge that is rejected whole (docs/protocol.md, section 3). */
class SessionUpdateTest {
    private static final Script SCRIPT = Script.of(Answer.ofDurationMs(500));
    private final VirtualService service = VirtualService.webSocket(SCRIPT);

    private JsonObject update(String session) {
        service.take();
        service.sendJson("{\"type\":\"session.update\",\"event_id\":\"u1\",\"session\":" + session + "}");
        return service.last(ServerEvent.SessionUpdated.class).session();
    }

    private ErrorDetails refused(String session) {
        JsonObject before = service.session.shownSettings();
        service.take();
        service.sendJson("{\"type\":\"session.update\",\"event_id\":\"u1\",\"session\":" + session + "}");
        ErrorDetails error = service.last(ServerEvent.Error.class).error();
        assertThat(service.session.shownSettings()).isEqualTo(before);
        assertThat(error.eventId()).isEqualTo("u1");
        return error;
    }

    @Test
    void aNewSessionHasTheDefaultsOfTheRealWire() {
        JsonObject session = service.last(ServerEvent.SessionCreated.class).session();
        assertThat(session.string("type")).isEqualTo("realtime");
        assertThat(session.string("id")).isEqualTo(service.session.id()).startsWith("sess_");
        assertThat(session.number("expires_at", 0)).isEqualTo(VirtualService.EPOCH_SECONDS + 3_600);
        JsonObject input = session.object("audio").object("input");
        assertThat(input.object("turn_detection").string("type")).isEqualTo("server_vad");
        assertThat(input.object("turn_detection").number("silence_duration_ms", 0))
                .isEqualTo(200);
        assertThat(input.object("format").number("rate", 0)).isEqualTo(24_000);
    }

    @Test
    void anUpdateMergesDeeply() {
        JsonObject session = update("{\"type\":\"realtime\",\"instructions\":\"Be brief.\","
                + "\"audio\":{\"input\":{\"turn_detection\":null}}}");
        assertThat(session.string("instructions")).isEqualTo("Be brief.");
        assertThat(session.object("audio").object("input").get("turn_detection"))
                .isEqualTo(JsonValue.NULL);
        assertThat(session.object("audio").object("output").string("voice")).isEqualTo("alloy");
        assertThat(session.object("audio").object("input").object("format").string("type"))
                .isEqualTo("audio/pcm");
    }

    @Test
    void anotherKindOfTurnDetectionBringsItsOwnDefaults() {
        JsonObject session = update(
                "{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"semantic_vad\"}}}}");
        JsonObject turns = session.object("audio").object("input").object("turn_detection");
        assertThat(turns.string("eagerness")).isEqualTo("auto");
        assertThat(turns.get("threshold")).isNull();
    }

    @Test
    void aTypeIsRequired() {
        ErrorDetails error = refused("{\"instructions\":\"x\"}");
        assertThat(error.code()).isEqualTo("missing_required_parameter");
        assertThat(error.param()).isEqualTo("session.type");
        assertThat(error.message()).isEqualTo("Missing required parameter: 'session.type'.");
    }

    @Test
    void anUnknownFieldRejectsTheWholeUpdate() {
        ErrorDetails error = refused("{\"type\":\"realtime\",\"instructions\":\"x\",\"bogus_field\":1}");
        assertThat(error.code()).isEqualTo("unknown_parameter");
        assertThat(error.param()).isEqualTo("session.bogus_field");
        assertThat(error.message()).isEqualTo("Unknown parameter: 'session.bogus_field'.");
    }

    @Test
    void anUnknownFieldDeepDownIsNamedWithItsPath() {
        assertThat(refused("{\"type\":\"realtime\",\"audio\":{\"input\":{\"gain\":2}}}")
                        .param())
                .isEqualTo("session.audio.input.gain");
        assertThat(refused("{\"type\":\"realtime\",\"temperature\":0.8}").param())
                .isEqualTo("session.temperature");
    }

    @Test
    void aRateBelow24KHzIsTooSmall() {
        ErrorDetails error = refused("{\"type\":\"realtime\",\"audio\":{\"input\":{\"format\":"
                + "{\"type\":\"audio/pcm\",\"rate\":16000}}}}");
        assertThat(error.code()).isEqualTo("integer_below_min_value");
        assertThat(error.param()).isEqualTo("session.audio.input.format.rate");
    }

    @Test
    void aFormatReplacesAFormatWithNothingLeftOfIt() {
        JsonObject session =
                update("{\"type\":\"realtime\",\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcmu\"}}}}");
        JsonObject audio = session.object("audio");
        assertThat(audio.object("output").object("format").members()).containsOnlyKeys("type");
        assertThat(audio.object("input").object("format").string("type")).isEqualTo("audio/pcm");
        assertThat(refused("{\"type\":\"realtime\",\"audio\":{\"output\":{\"format\":{\"type\":\"audio/mp3\"}}}}")
                        .param())
                .isEqualTo("session.audio.output.format.type");
    }

    @Test
    void wrongTypesAreRefused() {
        assertThat(refused("{\"type\":\"realtime\",\"audio\":[]}").code()).isEqualTo("invalid_type");
        assertThat(refused("{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":7}}}")
                        .code())
                .isEqualTo("invalid_type");
        assertThat(refused("{\"type\":\"realtime\",\"output_modalities\":[\"text\",\"audio\"]}")
                        .param())
                .isEqualTo("session.output_modalities");
        assertThat(refused("{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{}}}}")
                        .param())
                .isEqualTo("session.audio.input.turn_detection.type");
    }

    @Test
    void theVoiceIsFixedOnceTheAssistantHasSpoken() {
        String cedar = "{\"type\":\"realtime\",\"audio\":{\"output\":{\"voice\":\"cedar\"}}}";
        assertThat(update(cedar).object("audio").object("output").string("voice"))
                .isEqualTo("cedar");
        service.answering(2_000);
        update(cedar);
        ErrorDetails error = refused("{\"type\":\"realtime\",\"audio\":{\"output\":{\"voice\":\"coral\"}}}");
        assertThat(error.code()).isEqualTo("cannot_update_voice");
        assertThat(error.message()).isEqualTo("Cannot update a conversation's voice if assistant audio is present.");
    }

    @Test
    void anUnknownVoiceIsRefusedAndTheSimulatorsOwnIsNot() {
        assertThat(refused("{\"type\":\"realtime\",\"audio\":{\"output\":{\"voice\":\"nobody\"}}}")
                        .message())
                .startsWith("Invalid value: 'nobody'. Supported values are: 'alloy'");
        update("{\"type\":\"realtime\",\"audio\":{\"output\":{\"voice\":\"tone\"}}}");
    }

    @Test
    void theModelCannotChangeAndRepeatingItIsFine() {
        assertThat(update("{\"type\":\"realtime\",\"model\":\"sim\"}").string("model"))
                .isEqualTo("sim");
        ErrorDetails error = refused("{\"type\":\"realtime\",\"model\":\"other\",\"instructions\":\"x\"}");
        assertThat(error.code()).isEqualTo("invalid_value");
        assertThat(error.message()).isEqualTo("Unsupported option for this model.");
        assertThat(service.session.shownSettings().string("instructions")).isNotEqualTo("x");
    }

    @Test
    void textOnlySessionsAnswerInText() {
        update("{\"type\":\"realtime\",\"output_modalities\":[\"text\"]}");
        service.answering(5_000);
        assertThat(service.types()).contains("response.output_text.done").doesNotContain("response.output_audio.done");
    }

    @Test
    void theBetaDialectHasAFlatSession() {
        VirtualService beta =
                VirtualService.onWebSocket().brain(SCRIPT).dialect(Dialect.BETA).open();
        JsonObject created = beta.last(ServerEvent.SessionCreated.class).session();
        assertThat(created.string("voice")).isEqualTo("alloy");
        assertThat(created.string("input_audio_format")).isEqualTo("pcm16");
        assertThat(created.get("audio")).isNull();
        beta.sendJson("{\"type\":\"session.update\",\"session\":{\"turn_detection\":null,\"voice\":\"sage\","
                + "\"temperature\":0.7,\"modalities\":[\"text\",\"audio\"],\"input_audio_format\":\"pcm16\"}}");
        JsonObject updated = beta.last(ServerEvent.SessionUpdated.class).session();
        assertThat(updated.get("turn_detection")).isEqualTo(JsonValue.NULL);
        assertThat(updated.string("voice")).isEqualTo("sage");
        beta.sendJson("{\"type\":\"session.update\",\"session\":{\"input_audio_format\":\"mp3\"}}");
        assertThat(beta.last(ServerEvent.Error.class).error().param()).isEqualTo("session.input_audio_format");
    }
}
