package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said and typed before the session is ready. */
class KeptUntilReadyTest {

    private static CoreFixture connecting(TransportTraits traits) {
        return new CoreFixture(ConversationConfig.of(traits).withConnection(ConnectionOptions.KEPT_UNTIL_READY));
    }

    private static void ready(CoreFixture core) {
        core.give(new Input.TransportUp());
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
    }

    private static long appended(CoreFixture core) {
        return core.sent.stream()
                .filter(ClientEvent.InputAudioBufferAppend.class::isInstance)
                .mapToLong(e -> ((ClientEvent.InputAudioBufferAppend) e).audio().size() / 2)
                .sum();
    }

    private static long media(CoreFixture core) {
        return core.commands.stream()
                .filter(Command.SendAudio.class::isInstance)
                .count();
    }

    @Test
    void wordsSpokenWhileConnectingFollowTheSettings() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET).press().talk(100);
        assertThat(core.did(c -> c instanceof Command.Microphone m && m.live())).isTrue();
        core.give(new Input.TransportUp());
        core.talk(50);
        assertThat(core.sentTypes()).containsExactly("session.update");
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        assertThat(appended(core)).isEqualTo(MediaTime.ofMillis(1_500).samples());
        core.talk(10).release().talk(1);
        assertThat(appended(core)).isEqualTo(MediaTime.ofMillis(1_610).samples());
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
        assertThat(core.sentTypes()).containsOnlyOnce("input_audio_buffer.clear");
        assertThat(core.sentTypes().indexOf("input_audio_buffer.clear")).isEqualTo(1);
    }

    @Test
    void onACallTheyTravelAtThePaceOfTheMicrophone() {
        CoreFixture core = connecting(TransportTraits.WEBRTC).press().talk(100);
        ready(core);
        assertThat(media(core)).isZero();
        core.talk(40).release().talk(1);
        assertThat(media(core)).isEqualTo(41);
        core.talk(99).pass(200);
        assertThat(core.sentTypes()).doesNotContain("input_audio_buffer.commit");
        core.talk(1);
        assertThat(media(core)).isEqualTo(141);
        core.pass(239);
        assertThat(core.sentTypes()).doesNotContain("input_audio_buffer.commit");
        core.pass(1);
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aMicrophoneThatStopsDoesNotHoldTheTurnForEver() {
        CoreFixture core =
                connecting(TransportTraits.WEBRTC).press().talk(100).release().talk(1);
        ready(core);
        core.pass(4_000);
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTurnThatIsOverWaitsForAsLongAsItTakes() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET);
        core.press().talk(50).release().talk(1).pass(2_000);
        ready(core);
        assertThat(appended(core)).isEqualTo(MediaTime.ofMillis(510).samples());
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
    }

    @Test
    void twoTurnsBecomeOne() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET);
        core.press().talk(20).release().talk(5).press().talk(20).release().talk(1);
        ready(core);
        assertThat(core.sentTypes())
                .containsExactly(
                        "session.update",
                        "input_audio_buffer.clear",
                        "input_audio_buffer.append",
                        "input_audio_buffer.commit",
                        "response.create");
        assertThat(core.notices).doesNotHaveAnyElementsOfTypes(Notice.TurnDropped.class);
    }

    @Test
    void ofALongWaitTheLastHalfMinuteIsSentAndTheRestIsToldOnce() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET).press().talk(3_100);
        ready(core);
        assertThat(appended(core)).isEqualTo(MediaTime.ofMillis(30_000).samples());
        assertThat(core.notices).contains(new Notice.SpeechLost(MediaTime.ofMillis(1_000)));
    }

    @Test
    void whatIsTypedAndSaidIsSentInItsOrder() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET).say().press().talk(20);
        core.release().talk(1);
        core.call(new Input.SendEvent(new ClientEvent.InputAudioBufferClear("mine")));
        ready(core);
        List<String> types = core.sentTypes();
        assertThat(types.indexOf("conversation.item.create")).isLessThan(types.indexOf("input_audio_buffer.commit"));
        assertThat(types).endsWith("input_audio_buffer.clear", "response.create");
        assertThat(types).containsOnlyOnce("response.create");
    }

    @Test
    void aStopForgetsTheAnswersAndNotWhatWasSaid() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET).say().press().talk(20);
        core.release().talk(1).stop();
        ready(core);
        assertThat(core.sentTypes()).contains("conversation.item.create", "input_audio_buffer.commit");
        assertThat(core.sentTypes()).doesNotContain("response.create");
    }

    @Test
    void aTurnThatIsThrownAwayWhileConnectingIsNotSent() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET).press().talk(20);
        core.call(new Input.Discard());
        ready(core);
        assertThat(core.sentTypes()).containsExactly("session.update");
        assertThat(core.notices).contains(new Notice.TurnDropped("discarded"));
    }

    @Test
    void aServerWithOtherSettingsHearsNothingOfIt() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET).say().press().talk(20);
        core.give(new Input.TransportUp());
        core.error("invalid_value", String.valueOf(core.sent.get(0).eventId()));
        assertThat(core.sentTypes()).containsExactly("session.update");
        assertThat(core.notices).contains(new Notice.NotSent("Well?", "the server did not take the session"));
        assertThat(core.noticed(Notice.TurnDropped.class::isInstance)).isTrue();
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .as("shut")
                .isTrue();
    }

    @Test
    void anOpenMicrophoneIsHeardFromWhenItWasOpened() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET);
        core.call(new Input.Listen(true)).talk(50);
        ready(core);
        core.talk(10);
        assertThat(appended(core)).isEqualTo(MediaTime.ofMillis(600).samples());
    }

    @Test
    void onACallAnOpenMicrophoneCatchesUpInSilence() {
        CoreFixture core = connecting(TransportTraits.WEBRTC);
        core.call(new Input.Listen(true)).talk(50);
        ready(core);
        for (int i = 0; i < 50; i++) {
            core.pass(10).give(new Input.MicrophoneFrame(CoreFixture.voice(10, 0)));
        }
        core.commands.clear();
        core.talk(1);
        assertThat(media(core)).isEqualTo(1);
        assertThat(core.commands)
                .contains(new Command.SendAudio(core.commands.get(0).cause(), CoreFixture.voice(10, 5_000)));
    }

    @Test
    void aConversationThatEndsWhileConnectingShutsTheMicrophoneAndReportsWhatItKept() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET).say().press().talk(20);
        core.forget().give(new Input.Close());
        assertThat(core.notices)
                .containsExactlyInAnyOrder(
                        new Notice.TurnDropped("closed"),
                        new Notice.NotSent("Well?", "closed"),
                        new Notice.Closed("closed"));
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        assertThat(core.conversation.pressAccepted()).isFalse();
    }

    @Test
    void whatIsKeptIsBounded() {
        CoreFixture core = connecting(TransportTraits.WEBSOCKET);
        for (int i = 0; i < 300; i++) {
            core.say();
        }
        assertThat(core.notices.stream().filter(Notice.NotSent.class::isInstance))
                .hasSize(44);
        ready(core);
        assertThat(core.sentTypes().stream().filter("conversation.item.create"::equals))
                .hasSize(256);
    }
}
