package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions whose sound is G.711, at 8 kHz: one byte each sample. */
class TelephoneTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "audio/pcmu, ffffff80, 32124",
        "audio/pcma, ffffffaa, 32256",
        "audio/pcmu, 0, -32124",
        "audio/pcma, 2a, -32256"
    })
    void isHeardAtItsLevel(String type, String code, int level) {
        CoreFixture core = speak(type, (byte) Integer.parseUnsignedInt(code, 16), 200);
        core.play(50);
        assertThat(core.frame(0)).containsOnly((short) level);
    }

    @Test
    void aStopTruncatesAtWhatWasHeardInItsTime() {
        CoreFixture core =
                speak("audio/pcmu", (byte) 0x80, 1_000).play(400).forget().stop();
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(400);
    }

    @Test
    void isHeardToItsEndAndNotTruncatedThen() {
        CoreFixture core =
                speak("audio/pcma", (byte) 0xaa, 300).soundDone("r1", "i1").done("r1");
        core.play(290);
        assertThat(core.frame(0)).doesNotContain((short) 0);
        assertThat(core.frame(0)).containsOnly((short) 0);
        core.forget().stop();
        assertThat(core.sent).isEmpty();
    }

    @Test
    void whatTheServerSaysOfTheFormatCountsInBothDialects() {
        CoreFixture core = CoreFixture.webSocket();
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY.with("output_audio_format", "g711_ulaw")));
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY.with("output_audio_format", "pcm16")));
        core.say().created("r1").sound("r1", "i1", 500).play(300).forget().stop();
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
    }

    private static CoreFixture speak(String type, byte code, int ms) {
        JsonObject format = JsonObject.EMPTY.with("type", type);
        CoreFixture core = CoreFixture.webSocket()
                .event(new ServerEvent.SessionUpdated(
                        "",
                        JsonObject.EMPTY.with(
                                "audio", JsonObject.EMPTY.with("output", JsonObject.EMPTY.with("format", format)))));
        byte[] sound = new byte[ms * 8];
        Arrays.fill(sound, code);
        core.say().created("r1");
        for (int at = 0; at < sound.length; at += 800) {
            core.event(new ServerEvent.ResponseOutputAudioDelta(
                    "", "r1", "i1", 0, 0, AudioBytes.of(Arrays.copyOfRange(sound, at, at + 800))));
        }
        return core;
    }
}
