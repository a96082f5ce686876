package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.SessionConfigBuilder.AudioFormat;
import dev.bargein.protocol.SessionConfigBuilder.Eagerness;
import dev.bargein.protocol.SessionConfigBuilder.NoiseReduction;
import dev.bargein.protocol.SessionConfigBuilder.ReasoningEffort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionConfigBuilderTest {
    private static SessionConfig everything(Dialect dialect) {
        return SessionConfig.builder(dialect)
                .model("gpt-realtime")
                .instructions("Be brief.")
                .voice("marin")
                .textOnly(false)
                .serverVad(0.6, 200, 400)
                .interruptResponse(false)
                .createResponse(true)
                .transcription("whisper-1", "en")
                .noiseReduction(NoiseReduction.NEAR_FIELD)
                .inputFormat(AudioFormat.PCMU)
                .outputFormat(AudioFormat.PCM)
                .speed(1.25)
                .tools(List.of(JsonObject.EMPTY.with("type", "function").with("name", "f")))
                .toolChoice("auto")
                .maxOutputTokens(500)
                .reasoningEffort(ReasoningEffort.LOW)
                .retentionRatio(0.8)
                .tracing("support")
                .prompt("pmpt_1", JsonObject.EMPTY.with("name", "Ada"))
                .build();
    }

    @Test
    void everyParameterHasItsPlaceInTheGeneralInterface() {
        assertThat(Json.write(everything(Dialect.GA).toJson(Dialect.GA)))
                .isEqualTo("{\"type\":\"realtime\",\"model\":\"gpt-realtime\",\"instructions\":\"Be brief.\","
                        + "\"output_modalities\":[\"audio\"],\"audio\":{\"input\":{"
                        + "\"turn_detection\":{\"type\":\"server_vad\",\"threshold\":0.6,\"prefix_padding_ms\":200,"
                        + "\"silence_duration_ms\":400,\"interrupt_response\":false,\"create_response\":true},"
                        + "\"transcription\":{\"model\":\"whisper-1\",\"language\":\"en\"},"
                        + "\"noise_reduction\":{\"type\":\"near_field\"},\"format\":{\"type\":\"audio/pcmu\"}},"
                        + "\"output\":{\"voice\":\"marin\",\"format\":{\"type\":\"audio/pcm\",\"rate\":24000},"
                        + "\"speed\":1.25}},\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],"
                        + "\"tool_choice\":\"auto\",\"max_output_tokens\":500,\"reasoning\":{\"effort\":\"low\"},"
                        + "\"truncation\":{\"type\":\"retention_ratio\",\"retention_ratio\":0.8},"
                        + "\"tracing\":{\"workflow_name\":\"support\"},"
                        + "\"prompt\":{\"id\":\"pmpt_1\",\"variables\":{\"name\":\"Ada\"}}}");
    }

    @Test
    void everyParameterHasItsPlaceInTheBetaInterface() {
        assertThat(Json.write(everything(Dialect.BETA).toJson(Dialect.BETA)))
                .contains(
                        "\"voice\":\"marin\"",
                        "\"modalities\":[\"text\",\"audio\"]",
                        "\"turn_detection\":{\"type\":\"server_vad\",\"threshold\":0.6",
                        "\"input_audio_format\":\"g711_ulaw\"",
                        "\"output_audio_format\":\"pcm16\"",
                        "\"input_audio_transcription\":{\"model\":\"whisper-1\",\"language\":\"en\"}",
                        "\"input_audio_noise_reduction\":{\"type\":\"near_field\"}",
                        "\"max_response_output_tokens\":500")
                .doesNotContain("\"audio\":", "\"type\":\"realtime\"");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatIsBuiltIsReadBackFromTheWireAsItWas(Dialect dialect) {
        RealtimeCodec codec = new RealtimeCodec(dialect, CodecLimits.CLIENT_INBOUND);
        SessionConfig config = everything(dialect);
        String wire = codec.encode(new ClientEvent.SessionUpdate(null, config));
        ClientEvent.SessionUpdate read =
                (ClientEvent.SessionUpdate) codec.decodeClient(wire).event();
        assertThat(read.session().toJson(dialect)).isEqualTo(config.toJson(dialect));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theLastTurnDetectionCounts(Dialect dialect) {
        SessionConfig manual = SessionConfig.builder(dialect)
                .outputFormat(AudioFormat.PCMA)
                .serverVad(0.5, 300, 500)
                .interruptResponse(false)
                .manualTurns()
                .build();
        assertThat(Json.write(manual.toJson(dialect)))
                .contains("\"turn_detection\":null")
                .doesNotContain("threshold", "interrupt_response");
        assertThat(Json.write(SessionConfig.builder(dialect)
                        .serverVad(0.5, 300, 500)
                        .semanticVad(Eagerness.LOW)
                        .build()
                        .toJson(dialect)))
                .contains("\"type\":\"semantic_vad\",\"eagerness\":\"low\"")
                .doesNotContain("threshold");
    }

    @Test
    void valuesThatNoServerTakesAreRefused() {
        SessionConfigBuilder builder = SessionConfig.builder();
        assertThatThrownBy(() -> builder.speed(2)).hasMessageContaining("2.0");
        assertThatThrownBy(() -> builder.serverVad(1.5, 0, 0)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> builder.serverVad(0.5, -1, 0)).hasMessageContaining("negative");
        assertThatThrownBy(() -> builder.retentionRatio(0)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> builder.maxOutputTokens(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> builder.manualTurns().interruptResponse(false))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatAServerMadeOtherwiseIsNamed() {
        SessionConfig asked = everything(Dialect.GA);
        JsonObject same = asked.toJson(Dialect.GA)
                .with("model", "gpt-realtime-2025-08-28")
                .with("id", "sess_1");
        assertThat(asked.contradictedBy(same)).isEmpty();
        assertThat(asked.contradictedBy(Json.parseObject(
                        "{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"server_vad\","
                                + "\"threshold\":0.60,\"interrupt_response\":true},\"format\":{\"type\":\"audio/pcm\","
                                + "\"rate\":24000}}},\"tools\":[]}",
                        CodecLimits.CLIENT_INBOUND)))
                .containsExactly("audio.input.turn_detection.interrupt_response", "audio.input.format.type", "tools");
        assertThat(SessionConfig.PUSH_TO_TALK.contradictedBy(Json.parseObject(
                        "{\"modalities\":[\"text\"],\"turn_detection\":{\"type\":\"server_vad\"}}",
                        CodecLimits.CLIENT_INBOUND)))
                .containsExactly("turn_detection");
    }
}
