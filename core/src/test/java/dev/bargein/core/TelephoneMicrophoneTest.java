package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.audio.G711;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user says in a session whose input is G.711, at 8 kHz: one byte each sample. */
class TelephoneMicrophoneTest {
    private static final int LEVEL = 7_000;
    private static final JsonObject MU_LAW = confirmed("audio/pcmu");

    @ParameterizedTest(name = "{0}")
    @CsvSource({"audio/pcmu, MU_LAW", "audio/pcma, A_LAW"})
    void theServerHearsTheTonesOfAVoiceAsTheyWereSpoken(String type, G711 law) {
        CoreFixture core = CoreFixture.webSocket().event(new ServerEvent.SessionUpdated("", confirmed(type)));
        for (int hz : new int[] {300, 1_000, 3_000}) {
            core.press().forget();
            speak(core, hz, 50);
            assertThat(level(sent(core), law)).as("%d Hz", hz).isBetween(0.97, 1.03);
            core.release().pass(40);
        }
    }

    @Test
    void whatATelephoneCannotCarryIsNotHeardAsAnotherTone() {
        CoreFixture core = CoreFixture.webSocket()
                .event(new ServerEvent.SessionUpdated("", MU_LAW))
                .press()
                .forget();
        speak(core, 5_000, 50);
        // It becomes a tone of 3 kHz where the filter is missing.
        assertThat(level(sent(core), G711.MU_LAW)).isLessThan(0.01);
    }

    @Test
    void aTurnIsAsLongAsItWasSpoken() {
        CoreFixture core = CoreFixture.webSocket()
                .event(new ServerEvent.SessionUpdated("", MU_LAW))
                .talk(7)
                .forget();
        core.press().talk(20).release().talk(1);
        assertThat(sent(core)).as("20 ms of pre-roll, and 210 ms").hasSize(230 * 8);
        assertThat(core.notices).contains(new Notice.TurnCommitted(MediaTime.ofMillis(230)));
    }

    @Test
    void aTurnOfExactly100MsIsCommittedAndOneOf90MsIsNot() {
        CoreFixture core = CoreFixture.webSocket()
                .event(new ServerEvent.SessionUpdated("", MU_LAW))
                .forget();
        core.press().talk(10).release().pass(30);
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
        assertThat(sent(core)).hasSize(100 * 8);
        core.created("r1").done("r1").forget();
        core.press().talk(9).pass(10).release().pass(30);
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.append", "input_audio_buffer.clear");
        assertThat(core.notices).contains(new Notice.TurnDropped("shorter than 100 ms"));
    }

    @Test
    void aTurnBeginsWithoutTheEndOfTheLastOne() {
        CoreFixture core = CoreFixture.webSocket()
                .event(new ServerEvent.SessionUpdated("", MU_LAW))
                .press();
        core.talk(20).release().talk(1).pass(50).forget().press().forget();
        core.give(new Input.MicrophoneFrame(CoreFixture.voice(10, 0)));
        assertThat(sent(core)).containsOnly(G711.MU_LAW.compress((short) 0));
    }

    @Test
    void anOpenMicrophoneSendsItToo() {
        CoreFixture core = CoreFixture.webSocket()
                .event(new ServerEvent.SessionUpdated("", MU_LAW))
                .forget();
        core.call(new Input.Listen(true)).talk(5);
        assertThat(sent(core)).hasSize(50 * 8);
    }

    @Test
    void whatIsNoWholeSampleYetIsNotSentAsAnEmptyEvent() {
        CoreFixture core = CoreFixture.webSocket()
                .event(new ServerEvent.SessionUpdated("", MU_LAW))
                .press()
                .forget();
        for (int i = 0; i < 7; i++) {
            core.give(new Input.MicrophoneFrame(AudioBytes.ofPcm(new short[] {100}, 0, 1)));
        }
        assertThat(core.sent).hasSize(2);
        assertThat(sent(core)).hasSize(2);
    }

    @Test
    void whatTheServerSaysCountsAndNotWhatWasAskedFor() {
        JsonObject asked = confirmed("audio/pcmu");
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET)
                .withSession(new SessionConfig(null, null, null, null, null, null, asked)));
        core.give(new Input.TransportUp());
        core.event(new ServerEvent.SessionUpdated("", confirmed("audio/pcm")))
                .press()
                .forget();
        core.talk(1);
        assertThat(sent(core)).hasSize(480);
    }

    @Test
    void aLaterUpdateChangesItInBothDialects() {
        CoreFixture core = CoreFixture.webSocket().press().forget().talk(1);
        assertThat(sent(core)).hasSize(480);
        JsonObject beta = JsonObject.EMPTY.with("input_audio_format", "g711_alaw");
        core.event(new ServerEvent.SessionUpdated("", beta)).forget().talk(1);
        assertThat(sent(core)).hasSize(80);
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY))
                .forget()
                .talk(1);
        assertThat(sent(core)).as("nothing was said of it").hasSize(80);
        core.event(new ServerEvent.SessionUpdated("", confirmed("audio/pcm")))
                .forget()
                .talk(1);
        assertThat(sent(core)).hasSize(480);
    }

    @Test
    void aCallSendsItsMediaAsEver() {
        CoreFixture core = CoreFixture.webRtc()
                .event(new ServerEvent.SessionUpdated("", MU_LAW))
                .press()
                .forget();
        core.talk(1);
        assertThat(core.did(
                        c -> c instanceof Command.SendAudio audio && audio.pcm().size() == 480))
                .isTrue();
    }

    private static JsonObject confirmed(String type) {
        JsonObject format = JsonObject.EMPTY.with("type", type);
        return JsonObject.EMPTY.with("audio", JsonObject.EMPTY.with("input", JsonObject.EMPTY.with("format", format)));
    }

    /** Speaks a tone of {@link #LEVEL} for so many frames of 10 ms. */
    private static void speak(CoreFixture core, int hz, int frames) {
        short[] pcm = new short[frames * 240];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (LEVEL * Math.sin(2 * Math.PI * hz * i / 24_000));
        }
        for (int at = 0; at < pcm.length; at += 240) {
            core.pass(10).give(new Input.MicrophoneFrame(AudioBytes.ofPcm(pcm, at, 240)));
        }
    }

    private static byte[] sent(CoreFixture core) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ClientEvent event : core.sent) {
            if (event instanceof ClientEvent.InputAudioBufferAppend append) {
                out.writeBytes(append.audio().toByteArray());
            }
        }
        return out.toByteArray();
    }

    /** How loud it is, as a part of what was spoken; the first 10 ms, in which a tone begins at once, left out. */
    private static double level(byte[] codes, G711 law) {
        double sum = 0;
        for (int i = 80; i < codes.length; i++) {
            sum += Math.pow(law.expand(codes[i]), 2);
        }
        return Math.sqrt(2 * sum / (codes.length - 80)) / LEVEL;
    }
}
