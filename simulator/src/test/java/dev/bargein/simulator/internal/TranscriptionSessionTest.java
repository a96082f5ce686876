package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ServerEvent;
import org.junit.jupiter.api.Test;

/** Sessions that only write down what is said (docs/protocol.md, section 3). */
class TranscriptionSessionTest {
    private static final JsonObject TRANSCRIPTION = JsonObject.EMPTY.with("type", "transcription");

    private static VirtualService session(Dialect dialect) {
        return VirtualService.onWebSocket()
                .dialect(dialect)
                .configuration(TRANSCRIPTION)
                .open();
    }

    private static ErrorDetails refused(VirtualService service, String json) {
        service.take();
        service.sendJson(json);
        return service.last(ServerEvent.Error.class).error();
    }

    @Test
    void itHasAnInputAndNothingElse() {
        JsonObject shown =
                session(Dialect.GA).last(ServerEvent.SessionCreated.class).session();
        assertThat(shown.members()).containsOnlyKeys("type", "object", "id", "expires_at", "audio", "include");
        assertThat(shown.string("object")).isEqualTo("realtime.transcription_session");
        assertThat(shown.object("audio").members()).containsOnlyKeys("input");
        assertThat(shown.object("audio")
                        .object("input")
                        .object("turn_detection")
                        .members())
                .containsOnlyKeys("type", "threshold", "prefix_padding_ms", "silence_duration_ms");
    }

    @Test
    void anUpdateStaysWithinThatShape() {
        VirtualService service = session(Dialect.GA);
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"transcription\",\"audio\":{\"input\":"
                + "{\"transcription\":{\"model\":\"gpt-4o-transcribe\",\"language\":\"en\"}}}}}");
        JsonObject input = service.last(ServerEvent.SessionUpdated.class)
                .session()
                .object("audio")
                .object("input");
        assertThat(input.object("transcription").string("model")).isEqualTo("gpt-4o-transcribe");
        ErrorDetails error = refused(
                service,
                "{\"type\":\"session.update\",\"session\":{\"type\":\"transcription\",\"instructions\":\"x\"}}");
        assertThat(error.code()).isEqualTo("unknown_parameter");
        assertThat(error.param()).isEqualTo("session.instructions");
    }

    @Test
    void aSessionNeverBecomesOneOfTheOtherKind() {
        ErrorDetails error =
                refused(session(Dialect.GA), "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\"}}");
        assertThat(error.message())
                .isEqualTo("Passing a realtime session update event to a transcription session is not allowed.");
        error = refused(
                VirtualService.onWebSocket().open(),
                "{\"type\":\"session.update\",\"session\":{\"type\":\"transcription\"}}");
        assertThat(error.message())
                .isEqualTo("Passing a transcription session update event to a realtime session is not allowed.");
        assertThat(error.param()).isEqualTo("session.type");
    }

    @Test
    void itAnswersNothingAskedOrUnasked() {
        VirtualService service = session(Dialect.GA);
        ErrorDetails error = refused(service, "{\"type\":\"response.create\"}");
        assertThat(error.code()).isEqualTo("invalid_value");
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[48_000])));
        service.speechStarted();
        service.speechStopped();
        service.run(5_000);
        assertThat(service.types())
                .contains("input_audio_buffer.committed", "conversation.item.done")
                .doesNotContain("response.created", "rate_limits.updated");
    }

    @Test
    void realtimeWhisperNeedsTurnsThatTheClientEnds() {
        VirtualService service = session(Dialect.GA);
        String whisper = "{\"type\":\"session.update\",\"session\":{\"type\":\"transcription\",\"audio\":{\"input\":"
                + "{\"transcription\":{\"model\":\"gpt-realtime-whisper\"}%s}}}}";
        assertThat(refused(service, whisper.formatted("")).param()).isEqualTo("session.audio.input.turn_detection");
        service.sendJson(whisper.formatted(",\"turn_detection\":null"));
        assertThat(service.types()).containsExactly("session.updated");
    }

    @Test
    void inBetaItIsFlatAndHasAnUpdateEventOfItsOwn() {
        VirtualService service = session(Dialect.BETA);
        service.take();
        service.sendJson("{\"type\":\"transcription_session.update\",\"session\":{\"input_audio_format\":\"g711_ulaw\","
                + "\"input_audio_transcription\":{\"model\":\"whisper-1\"},\"turn_detection\":null}}");
        JsonObject shown =
                service.last(ServerEvent.TranscriptionSessionUpdated.class).session();
        assertThat(shown.string("object")).isEqualTo("realtime.transcription_session");
        assertThat(shown.string("input_audio_format")).isEqualTo("g711_ulaw");
        assertThat(shown.get("turn_detection")).isEqualTo(JsonValue.NULL);
        assertThat(Json.write(shown)).contains("whisper-1").doesNotContain("voice");
        assertThat(refused(service, "{\"type\":\"session.update\",\"session\":{\"voice\":\"ash\"}}")
                        .message())
                .contains("not allowed");
    }

    @Test
    void itsUpdateIsRefusedBySessionsThatTalkAndByTheGaDialect() {
        String update = "{\"type\":\"transcription_session.update\",\"session\":{}}";
        assertThat(refused(VirtualService.onWebSocket().dialect(Dialect.BETA).open(), update)
                        .message())
                .isEqualTo("Passing a transcription session update event to a realtime session is not allowed.");
        assertThat(refused(session(Dialect.GA), update).message())
                .startsWith("Invalid value: 'transcription_session.update'. Supported values are: 'session.update'");
    }
}
