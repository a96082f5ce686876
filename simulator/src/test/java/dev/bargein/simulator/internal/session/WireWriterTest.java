package dev.bargein.simulator.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the wire has that no record names (docs/protocol.md, sections 1b and 5). */
class WireWriterTest {
    private static final ServerEvent DELTA =
            new ServerEvent.ResponseOutputAudioTranscriptDelta("e", "r", "i", 0, 0, "Hi");
    private static final ServerEvent STARTED = new ServerEvent.OutputAudioBufferStarted("e", "r");
    private static final ServerEvent STOPPED = new ServerEvent.OutputAudioBufferStopped("e", "r");
    private static final ServerEvent CLEARED = new ServerEvent.OutputAudioBufferCleared("e", "r");

    private static WireWriter writer(Dialect dialect, boolean earlyNames) {
        return new WireWriter(
                new RealtimeCodec(dialect), earlyNames, new SplittableRandom(1), WireWriter.ItemPhases.NONE);
    }

    private static JsonObject json(String text) {
        return Json.parseObject(text, CodecLimits.CLIENT_INBOUND);
    }

    @Test
    void textDeltasOfGaArePaddedToAMultipleOfSixteenCharacters() {
        WireWriter writer = writer(Dialect.GA, false);
        for (int length = 0; length <= 40; length++) {
            String delta = "x".repeat(length);
            ServerEvent event = new ServerEvent.ResponseOutputAudioTranscriptDelta("e", "r", "i", 0, 0, delta);
            String padding = json(writer.write(event)).string("obfuscation");
            assertThat(padding).matches("[0-9A-Za-z]{1,16}");
            assertThat((delta + padding).length() % 16).isZero();
        }
    }

    @Test
    void otherEventsAndThoseOfTheBetaDialectAreNot() {
        assertThat(writer(Dialect.GA, false).write(STARTED)).doesNotContain("obfuscation");
        assertThat(writer(Dialect.BETA, false).write(DELTA)).doesNotContain("obfuscation");
    }

    @Test
    void theOutputBufferMayHaveItsNamesOfEarly2025() {
        WireWriter early = writer(Dialect.BETA, true);
        assertThat(json(early.write(STARTED)).string("type")).isEqualTo("output_audio_buffer.audio_started");
        assertThat(json(early.write(STOPPED)).string("type")).isEqualTo("output_audio_buffer.audio_stopped");
        assertThat(json(early.write(CLEARED)).string("type")).isEqualTo("output_audio_buffer.cleared");
        assertThat(json(writer(Dialect.BETA, false).write(STARTED)).string("type"))
                .isEqualTo("output_audio_buffer.started");
    }
}
